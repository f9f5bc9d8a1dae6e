/**
 * An order's whole way over HTTP, on real MySQL and Redis: from an empty cart to a delivery and a partial refund.
 * Invariant: the record holds what the answers to shopper and operator said, and units and money add up in both.
 */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { quoteSchema } from '../../src/contract/answers/orders.ts'
import {
  ADDRESS,
  amount,
  checkOut,
  guestWith,
  linesOf,
  openPayment,
  orderIn,
  pageAt,
  press,
  recordedUnits,
  refusalIn,
  statuses,
  unitsOf,
  untilBalanced,
  untilOrder,
  untilRecorded,
} from './support/orders.ts'
import { anybody, cartOf, newAdmin, newGuest, type Shopper } from './support/shopper.ts'
import { product, startTiers, type Tiers } from './support/tiers.ts'
import { startWorker, type Worker } from './support/worker.ts'

const SHOP = 'https://shop.example'

let tiers: Tiers
let worker: Worker
let admin: Shopper
beforeAll(async () => {
  tiers = await startTiers()
  await tiers.stock(
    product(tiers.ownSku('pot'), { priceAmount: 128_000, onHand: 7 }),
    product(tiers.ownSku('cup'), { priceAmount: 18_050, onHand: 20 }),
    product(tiers.ownSku('once'), { onHand: 9 }),
    product(tiers.ownSku('last'), { onHand: 1 }),
    product(tiers.ownSku('tea'), { onHand: 50 }),
  )
  worker = await startWorker({ vars: { ...tiers.vars, SHIPPING_AMOUNT: '1200', PAYMENT_RETURN_ORIGINS: SHOP } })
  admin = await newAdmin(worker.url)
})
afterAll(async () => {
  await worker?.stop()
  await tiers?.close()
})

it.concurrent('a shopper goes from an empty cart to a delivered order and a partial refund', async () => {
  const { url } = worker
  const { sql } = tiers.mysql
  const [pot, cup] = [tiers.ownSku('pot'), tiers.ownSku('cup')]

  // The shopper fills the cart and sees the price.
  const guest = await newGuest(url)
  expect(await linesOf(guest)).toEqual([])
  const { items } = guest.api.v1.cart
  await cartOf(items.$post({ json: { sku: pot, quantity: 2, attributes: { engraving: '致 Lin' } } }))
  await cartOf(items.$post({ json: { sku: cup, quantity: 3 } }))
  const quoted = await guest.api.v1.checkout.quote.$post({ json: { address: ADDRESS } })
  const quote = quoteSchema.parse(await quoted.json())
  const total = 2 * 128_000 + 3 * 18_050 + 1_200
  expect(quote).toMatchObject({ totals: { total: amount(total), shipping: amount(1_200) }, problems: [] })

  // The shopper checks out, and sees the order at once.
  const key = randomUUID()
  const wish = { expectedTotal: quote.totals.total, email: 'lin@example.com', note: '<b>Ring twice</b>' }
  await refusalIn(checkOut(guest, { ...wish, expectedTotal: amount(total - 1) }), 409, 'price_changed')
  const order = await orderIn(checkOut(guest, wish, key), 201)
  expect(order).toMatchObject({
    ...{ status: 'pending_payment', userId: guest.id, email: wish.email, note: wish.note, totals: quote.totals },
    lines: [
      { sku: pot, quantity: 2, lineTotal: amount(256_000), attributes: { engraving: '致 Lin' } },
      { sku: cup, quantity: 3, lineTotal: amount(54_150) },
    ],
  })
  const list = await (await guest.api.v1.orders.$get({ query: {} })).json()
  expect(list.items.map(({ id }) => id)).toEqual([order.id])
  expect(await linesOf(guest)).toEqual([])
  expect(await unitsOf(admin, pot)).toMatchObject({ onHand: 7, held: 2, available: 5 })

  // The shopper pays at the provider's page, which sends the browser back to the shop.
  const page = await openPayment(guest, order.id, `${SHOP}/thanks?from=pannier`)
  expect(await openPayment(guest, order.id, `${SHOP}/thanks?from=pannier`)).toBe(page)
  expect(await pageAt(page)).toContain(order.number)
  const back = new URL(await press(page, 'approve'))
  expect([back.origin, back.pathname]).toEqual([SHOP, '/thanks'])
  expect(Object.fromEntries(back.searchParams)).toMatchObject({ from: 'pannier', status: 'captured' })
  const settled = await untilOrder(guest, order.id, { status: 'paid' })
  expect(settled.payment).toMatchObject({ status: 'paid', captured: amount(total), refunded: amount(0) })
  expect((await cartOf(guest.api.v1.cart.$get())).cart).toMatchObject({ items: [], inCheckout: [] })
  expect((await orderIn(checkOut(guest, wish, key), 201)).status).toBe('paid')
  await untilRecorded(sql, pot, { onHand: 5, sold: 2 })
  await untilRecorded(sql, cup, { onHand: 17, sold: 3 })

  // The order is shipped, delivered, and partly refunded.
  const param = { id: order.id }
  const act = admin.api.v1.admin.orders[':id']
  await orderIn(act.ship.$post({ param, json: { carrier: 'SF Express', trackingNumber: 'SF1' } }))
  await orderIn(act.deliver.$post({ param }))
  const asked = await orderIn(act.refund.$post({ param, json: { amount: amount(18_050), reason: 'one cup broke' } }))
  expect(asked.status).toBe('delivered')
  const done = await untilOrder(guest, order.id, { payment: { refunded: amount(18_050), refunding: amount(0) } })
  expect(statuses(done)).toEqual(['pending_payment', 'paid', 'shipped', 'delivered'])
  expect(done).toMatchObject({ status: 'delivered', shipment: { carrier: 'SF Express', trackingNumber: 'SF1' } })

  // The record agrees.
  await vi.waitFor(
    async () => {
      const [row] = await sql(`select * from orders where id = '${order.id}'`)
      expect(row).toMatchObject({ status: 'delivered', owner: guest.id, number: order.number, currency: 'CNY' })
      const sums = [row?.total_amount, row?.captured_amount, row?.refunded_amount, row?.settling].map(Number)
      expect(sums).toEqual([total, total, 18_050, 0])
    },
    { timeout: 15_000, interval: 100 },
  )
  const lines = await sql(`select * from order_lines where order_id = '${order.id}' order by place`)
  expect(lines.map(({ sku, quantity, line_total }) => [sku, Number(quantity), Number(line_total)])).toEqual([
    [pot, 2, 256_000],
    [cup, 3, 54_150],
  ])
  // A refund of money returns no units.
  expect((await recordedUnits(sql, cup)).product).toEqual({ on_hand: 17, held: 0 })

  // The rankings count one purchase of each, even if it was reported twice.
  await vi.waitFor(
    async () => {
      const days = await sql(`select sku, purchases from product_heat_days where sku in ('${pot}', '${cup}')`)
      expect(Object.fromEntries(days.map(({ sku, purchases }) => [sku, Number(purchases)]))).toEqual({
        [pot]: 1,
        [cup]: 1,
      })
      const ranked = await anybody(url).v1.rankings.hot[':sku'].$get({ param: { sku: pot }, query: {} })
      expect((await ranked.json()).score).toBeGreaterThanOrEqual(20)
    },
    { timeout: 20_000, interval: 200 },
  )
  await untilBalanced(admin)
})

it.concurrent('many submits with one key make one order, and all are answered with it', async () => {
  const sku = tiers.ownSku('once')
  const guest = await guestWith(worker.url, { [sku]: 2 })
  const key = randomUUID()
  const answers = await Promise.all(Array.from({ length: 12 }, () => orderIn(checkOut(guest, {}, key), 201)))
  const [order] = answers
  expect(new Set(answers.map(({ id }) => id))).toEqual(new Set([order?.id]))
  await refusalIn(checkOut(guest, { note: 'other' }, key), 422, 'idempotency_key_reused')
  const list = await (await guest.api.v1.orders.$get({ query: {} })).json()
  expect(list.items.map(({ id }) => id)).toEqual([order?.id])
  expect(await unitsOf(admin, sku)).toMatchObject({ onHand: 9, held: 2 })
})

it.concurrent('one of two shoppers gets the last unit, and the other one’s cart stays unchanged', async () => {
  const [last, tea] = [tiers.ownSku('last'), tiers.ownSku('tea')]
  const shoppers = await Promise.all([1, 2].map(() => guestWith(worker.url, { [tea]: 2, [last]: 1 })))
  const before = await Promise.all(shoppers.map(async ({ api }) => (await cartOf(api.v1.cart.$get())).cart.items))
  const answers = await Promise.all(shoppers.map((shopper) => checkOut(shopper)))
  expect(answers.map(({ status }) => Number(status)).sort()).toEqual([201, 409])
  const loser = answers.findIndex(({ status }) => Number(status) === 409)
  const { errors } = await refusalIn(answers[loser] ?? expect.fail(), 409, 'insufficient_stock')
  expect(errors).toMatchObject([{ sku: last, requested: 1, available: 0 }])
  const { cart } = await cartOf((shoppers[loser] ?? expect.fail()).api.v1.cart.$get())
  const shown = (lines: typeof cart.items) =>
    lines.map(({ sku, quantity, selected, addedAt }) => ({ sku, quantity, selected, addedAt }))
  expect(shown(cart.items)).toEqual(shown(before[loser] ?? []))
  expect(cart.inCheckout).toEqual([])
  expect(await unitsOf(admin, last)).toMatchObject({ onHand: 1, held: 1, available: 0 })
  expect(await unitsOf(admin, tea)).toMatchObject({ onHand: 50, held: 2, available: 48 })
})
