/**
 * The cost of one checkout: rows that cart, order and stock write, queue messages, and calls between the worker and its
 * objects; first from POST /v1/checkout until the record has confirmed everything, then until it is paid and confirmed.
 * Checkouts are separate: each has its own SKUs, so that no message carries two. The stock objects are awake and know
 * the record; the payment's object belongs to the provider and is listed apart.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { buildWorker } from '../../dev/build.ts'
import { bundleWorker } from '../../dev/bundle.ts'
import { type Counted, type Counter, counted } from '../counted.ts'
import { type Bench, type Figure, type Line, shown } from '../figure.ts'
import { withFolder } from '../folders.ts'
import { checkOut, loadUnits, pay } from '../orders.ts'
import { fill, type Guest, openShop, type Shop } from '../shop.ts'
import { STILL_MS } from '../written.ts'

const CHECKOUTS = 5

export const costs: Figure = async (bench) => {
  const script = await bundleWorker('bench/checkout-worker.ts')
  const of = (lines: number) =>
    withFolder('tmpfs', async (dataDir) => {
      const shop = await openShop({ dataDir, script })
      try {
        return linesOf(lines, await measure(shop, lines), bench)
      } finally {
        await shop.stop()
      }
    })
  // Built once here, because two builds at the same time would fail.
  await buildWorker(() => {})
  // Both may run side by side, because they measure counts, not times.
  return (await Promise.all([of(1), of(5)])).flat()
}

interface Life {
  readonly placed: Counted
  readonly paid: Counted
}

async function measure(shop: Shop, lines: number): Promise<Life> {
  const skusOf = (shopper: number) => Array.from({ length: lines }, (_, line) => `lone-${shopper}-${line}`)
  const shoppers = [...(await shop.guests(CHECKOUTS)).entries()]
  await loadUnits(
    shop,
    shoppers.flatMap(([shopper]) => skusOf(shopper)),
    100,
  )
  for (const [shopper, guest] of shoppers) await fill(shop, guest, skusOf(shopper))
  // Another shopper buys the same SKUs first, which wakes the stock.
  for (const [shopper, guest] of (await shop.guests(CHECKOUTS)).entries()) {
    await fill(shop, guest, skusOf(shopper))
    await checkOut(shop, guest, 'before')
  }
  await wait(STILL_MS)
  await counted(shop)
  const orders: [Guest, string][] = []
  for (const [, guest] of shoppers) orders.push([guest, await checkOut(shop, guest, 'counted')])
  await wait(STILL_MS)
  const placed = await counted(shop)
  let looks = 0
  for (const [guest, orderId] of orders) looks += await pay(shop, guest, orderId)
  await wait(STILL_MS)
  const paid = await counted(shop)
  // Leaves out the bench's own looks at the order, which a shopper does not need.
  const LOOK = 'worker → order.view'
  return { placed, paid: { ...paid, calls: { ...paid.calls, [LOOK]: (paid.calls[LOOK] ?? 0) - looks } } }
}

function linesOf(lines: number, life: Life, { say }: Bench): Line[] {
  const what = lines === 1 ? '1 line' : `${lines} lines`
  return (['placed', 'paid'] as const).flatMap((until) => {
    const { written, calls, messages } = until === 'placed' ? life.placed : sum(life.placed, life.paid)
    const name = `a checkout of ${what}, until ${until === 'placed' ? 'confirmed' : 'paid and confirmed'}`
    const { cart, order, stock, payment } = written
    const rows = [cart, order, stock].map((of) => of.rows)
    const alarms = [cart, order, stock].map((of) => of.alarms)
    const behind = total(calls, (name) => name.startsWith('queue '))
    say(`${name}: calls ${listed(calls)}`)
    say(`${name}: messages ${listed(messages)}; rows of the payment's own object ${each(payment.rows)}`)
    return [
      shown(`${name}: rows of cart + order + stock`, `${rows.map(each).join(' + ')} = ${each(add(rows))}`),
      shown('… calls of setAlarm', `${alarms.map(each).join(' + ')} = ${each(add(alarms))}`),
      shown('… queue messages', each(total(messages))),
      shown('… calls between worker and objects, then confirms', `${each(total(calls) - behind)}, ${each(behind)}`),
    ]
  })
}

function listed(counter: Counter): string {
  const entries = Object.entries(counter).filter(([, count]) => count > 0)
  return entries.map(([name, count]) => `${name} ${each(count)}`).join(', ')
}

/** The count per checkout. */
function each(count: number): string {
  return String(Number((count / CHECKOUTS).toFixed(1)))
}

function add(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0)
}

function total(counter: Counter, isMeant: (name: string) => boolean = () => true): number {
  return add(Object.entries(counter).flatMap(([name, count]) => (isMeant(name) ? [count] : [])))
}

function sum(first: Counted, second: Counted): Counted {
  const both = (a: Counter, b: Counter): Counter =>
    Object.fromEntries([...Object.keys({ ...a, ...b })].map((name) => [name, (a[name] ?? 0) + (b[name] ?? 0)]))
  const { cart, order, stock, payment } = first.written
  const of = ({ rows, alarms }: typeof cart, more: typeof cart) => ({
    rows: rows + more.rows,
    alarms: alarms + more.alarms,
  })
  return {
    written: {
      cart: of(cart, second.written.cart),
      order: of(order, second.written.order),
      stock: of(stock, second.written.stock),
      payment: of(payment, second.written.payment),
    },
    calls: both(first.calls, second.calls),
    messages: both(first.messages, second.messages),
    d1Rows: first.d1Rows + second.d1Rows,
  }
}
