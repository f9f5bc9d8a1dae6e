/**
 * The price of a million adds at the platform's list prices, computed from counts: requests, object calls, rows that
 * the objects write, calls of setAlarm, messages, consumer batches, and rows of D1. For carts that each add once, and
 * for carts that each add ten times within a second. The runtime does not count CPU, so each request and message counts
 * as one millisecond, which is more than the figures of `cpu` show.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { bundleWorker } from '../../dev/bundle.ts'
import { type Counted, type Counter, counted } from '../counted.ts'
import { atMost, type Bench, type Figure, type Line, shown } from '../figure.ts'
import { withFolder } from '../folders.ts'
import { add, fill, type Guest, openShop, type Shop, SKUS } from '../shop.ts'
import { STILL_MS } from '../written.ts'

/** US dollars per million, from the price list of November 2026. */
const PRICES = {
  request: 0.3,
  cpuMs: 0.02,
  objectCall: 0.15,
  /** A call of setAlarm is billed as one row, too. */
  objectRow: 1,
  queueOperation: 0.4,
  d1Row: 1,
  l2Command: 2,
} as const

/** A message is written, read and deleted. */
const OPERATIONS_A_MESSAGE = 3
const CARTS = 20
const LINES = 3

export const price: Figure = async (bench) => {
  const script = await bundleWorker('bench/checkout-worker.ts')
  return withFolder('tmpfs', async (dataDir) => {
    const shop = await openShop({ dataDir, script })
    try {
      const carts = await shop.guests(CARTS)
      for (const cart of carts) await fill(shop, cart, SKUS.slice(0, LINES))
      const lone = linesOf('a lone add', CARTS, await measure(shop, carts, 1), bench)
      const ten = linesOf('an add of ten within a second', 10 * CARTS, await measure(shop, carts, 10), bench)
      return [
        atMost('a million lone adds, record in D1', lone.inD1, 9, dollars),
        atMost('a million adds, ten within a second, record in D1', ten.inD1, 3.2, dollars),
        atMost('a million lone adds, MySQL outside, without L2', lone.outside, 7, dollars),
        shown('… with an L2 that is billed by the command', dollars(lone.withL2)),
        ...lone.lines,
        ...ten.lines,
      ]
    } finally {
      await shop.stop()
    }
  })
}

const dollars = (value: number) => `$${value.toFixed(2)}`

/** Runs all carts side by side; each cart makes its adds one after another. */
async function measure(shop: Shop, carts: readonly Guest[], adds: number): Promise<Counted> {
  await wait(STILL_MS)
  await counted(shop)
  const write = (cart: Guest) => shop.driver.call(add(cart, 'sku-0', { Prefer: 'return=minimal' }))
  await Promise.all(
    carts.map(async (cart) => {
      for (let count = 0; count < adds; count++) await write(cart)
    }),
  )
  await wait(STILL_MS)
  return counted(shop)
}

interface Priced {
  readonly inD1: number
  readonly outside: number
  readonly withL2: number
  readonly lines: readonly Line[]
}

function linesOf(name: string, adds: number, { written, calls, messages, d1Rows }: Counted, { say }: Bench): Priced {
  const each = (count: number) => count / adds
  const sent = each(total(messages))
  const batches = each(calls[BATCH] ?? 0)
  const objectCalls = each(total(calls)) - batches
  const objectRows = each(written.cart.rows + written.cart.alarms)
  const outside =
    (1 + batches) * PRICES.request +
    (1 + sent) * PRICES.cpuMs +
    objectCalls * PRICES.objectCall +
    objectRows * PRICES.objectRow +
    sent * OPERATIONS_A_MESSAGE * PRICES.queueOperation
  say(`${name}: calls ${listed(calls, adds)}; messages ${listed(messages, adds)}`)
  return {
    outside,
    inD1: outside + each(d1Rows) * PRICES.d1Row,
    withL2: outside + sent * PRICES.l2Command,
    lines: [
      shown(
        `${name}: cart rows (including setAlarm) / D1 rows / object calls / messages / batches`,
        [objectRows, each(d1Rows), objectCalls, sent, batches].map((count) => count.toFixed(2)).join(' / '),
      ),
    ],
  }
}

/** The name that checkout-worker.ts gives to a batch. */
const BATCH = 'platform → queue.batch'

function total(counter: Counter): number {
  return Object.values(counter).reduce((sum, count) => sum + count, 0)
}

function listed(counter: Counter, adds: number): string {
  return Object.entries(counter)
    .map(([name, count]) => `${name} ${(count / adds).toFixed(2)}`)
    .join(', ')
}
