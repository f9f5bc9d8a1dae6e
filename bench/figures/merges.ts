/**
 * Merges a guest's cart of 100 lines into a user's of 100 with half of the SKUs in common: the time until the answer,
 * and the rows that both carts' objects write. One merge at a time, each between carts of its own.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { bundleWorker } from '../../dev/bundle.ts'
import { newPerson, type Person } from '../accounts.ts'
import { type Bench, type Figure, type Line, median, shown } from '../figure.ts'
import { withFolder } from '../folders.ts'
import { fill, type Guest, openShop, type Shop, SKUS } from '../shop.ts'
import { STILL_MS, written } from '../written.ts'

const LINES = 100
const IN_COMMON = 50
/** Merges counted together; few, because their drains begin one second after the first of them. */
const COUNTED = 5

interface Pair {
  readonly guest: Guest
  readonly person: Person
}

export const merges: Figure = async (bench) => [...(await times(bench)), ...(await rows(bench))]

async function times(bench: Bench): Promise<Line[]> {
  return withFolder('tmpfs', async (dataDir) => {
    const shop = await openShop({ dataDir })
    try {
      // The first two merges warm up.
      const ms: number[] = []
      for (const pair of await pairs(shop, (bench.quick ? 20 : 50) + 2)) ms.push(await merge(shop, pair))
      const counted = ms.slice(2)
      const measured = `${median(counted).toFixed(1)} ms, ${Math.max(...counted).toFixed(1)} ms`
      return [shown(`merge of 2 × ${LINES} lines, p50 and longest of ${counted.length}`, measured)]
    } finally {
      await shop.stop()
    }
  })
}

async function rows(bench: Bench): Promise<Line[]> {
  const script = await bundleWorker('bench/rows-worker.ts')
  return withFolder('tmpfs', async (dataDir) => {
    const shop = await openShop({ dataDir, script })
    try {
      const counted = await pairs(shop, COUNTED)
      await wait(STILL_MS)
      await written(shop)
      for (const pair of counted) await merge(shop, pair)
      const answered = await written(shop)
      await wait(STILL_MS)
      const later = await written(shop)
      const each = (value: number) => String(value / COUNTED)
      const alarms = answered.alarms + later.alarms
      bench.say(`a merge: ${each(answered.alarms)} calls of setAlarm at the answer, ${each(alarms)} in total`)
      const measured = `${each(answered.rows)}, ${each(answered.rows + later.rows)}`
      return [shown('… rows at the answer, and including drains and confirms', measured)]
    } finally {
      await shop.stop()
    }
  })
}

async function pairs(shop: Shop, count: number): Promise<readonly Pair[]> {
  const guests = await shop.guests(count)
  const filled: Pair[] = []
  for (const guest of guests) {
    const person = await newPerson(shop)
    await fill(shop, guest, SKUS.slice(0, LINES))
    await fill(shop, person, SKUS.slice(LINES - IN_COMMON, 2 * LINES - IN_COMMON))
    filled.push({ guest, person })
  }
  return filled
}

/** Milliseconds until the answer. Throws unless the report contains every line of the guest. */
async function merge({ driver }: Shop, { guest, person }: Pair): Promise<number> {
  const startedAt = performance.now()
  const body = { guestToken: guest.token }
  const answer = await driver.call({ method: 'POST', path: '/v1/cart/merge', token: person.token, body })
  const ms = performance.now() - startedAt
  // The cast: the contract's answer to a merge.
  const { cart, report } = JSON.parse(answer.body) as { cart: { items: unknown[] }; report: unknown[] }
  const lines = 2 * LINES - IN_COMMON
  if (report.length === LINES && cart.items.length === lines) return ms
  throw new Error(`a merge left ${cart.items.length} lines and reported ${report.length}`)
}
