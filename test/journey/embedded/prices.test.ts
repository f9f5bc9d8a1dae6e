/**
 * Prices over HTTP on D1: an automatic promotion, a coupon from an imported file, shipping, and a tax that is included
 * in prices, from the cart to a refund.
 * Invariant: cart, quote and order agree, and a refund equals the charge.
 */
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { quoteSchema } from '../../../src/contract/answers/orders.ts'
import { createD1Record } from '../../../src/tiers/record/d1/record.ts'
import { ADDRESS, amount, checkOut, orderIn, paid, refusalIn, untilBalanced, untilOrder } from '../support/orders.ts'
import { cartOf, newAdmin, newGuest, type Shopper } from '../support/shopper.ts'
import { product } from '../support/tiers.ts'
import { startWorker, type Worker } from '../support/worker.ts'

let worker: Worker
let admin: Shopper
beforeAll(async () => {
  worker = await startWorker({})
  const record = createD1Record({ database: await worker.database() })
  const tea = { id: 'tea', parent: null, name: { en: 'Tea' }, rank: 1 }
  const ware = { id: 'ware', parent: null, name: { en: 'Ware' }, rank: 2 }
  await record.load(
    [tea, ware],
    [
      product('green', { category: 'tea', priceAmount: 30_000, onHand: 50 }),
      product('pot', { category: 'ware', priceAmount: 8_000, onHand: 50 }),
    ],
  )
  admin = await newAdmin(worker.url)
})
afterAll(() => worker?.stop())

/** Sends a body that is not JSON, which the typed client does not do. */
async function sent(path: string, type: string, body: string): Promise<Response> {
  const headers = { authorization: `Bearer ${admin.token}`, 'content-type': type }
  return fetch(`${worker.url}${path}`, { method: 'POST', headers, body })
}

/** The standard rate is free unless the configuration says otherwise, and would be the cheapest. */
async function disableStandardRate(): Promise<void> {
  const headers = { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json', 'if-match': '"0"' }
  const body = JSON.stringify({ isActive: false })
  const answer = await fetch(`${worker.url}/v1/admin/shipping-rates/standard`, { method: 'PATCH', headers, body })
  expect(answer.status, await answer.text()).toBe(200)
}

async function made(kind: string, body: object): Promise<void> {
  const answer = await sent(`/v1/admin/${kind}`, 'application/json', JSON.stringify(body))
  expect(answer.status, await answer.text()).toBe(201)
}

it('cart, quote and order show the same prices, and the refund equals the charge', async () => {
  // 满300减40: 40.00 off for each whole 300.00 of tea.
  await made('promotions', {
    id: 'tea-300-40',
    effect: { type: 'fixed', amount: amount(4_000), every: true },
    minSubtotal: amount(30_000),
    categories: ['tea'],
    description: { 'zh-CN': '茶叶满300减40', en: '40 off for each 300 of tea' },
  })
  await made('taxes', {
    id: 'cn',
    title: { en: 'VAT' },
    country: 'CN',
    ratePercent: 13,
    inclusive: true,
    onShipping: true,
  })
  const post = { option: 'post', title: { en: 'Post' }, countries: ['CN'], estimatedDays: 3 }
  await made('shipping-rates', { id: 'cn-post', ...post, amount: amount(1_200) })
  await disableStandardRate()
  const file = 'code,type,value,description\nspring-10,percentage,10,Ten percent off\n'
  const imported = await sent('/v1/admin/import/coupons', 'text/csv', file)
  expect(await imported.json()).toEqual({ created: 1, updated: 0, unchanged: 0, rejected: [] })
  const again = await sent('/v1/admin/import/coupons', 'text/csv', file)
  expect(await again.json()).toEqual({ created: 0, updated: 0, unchanged: 1, rejected: [] })

  const guest = await newGuest(worker.url)
  const { items, coupons } = guest.api.v1.cart
  await cartOf(items.$post({ json: { sku: 'green', quantity: 2 } }))
  await cartOf(items.$post({ json: { sku: 'pot', quantity: 1 } }))
  await refusalIn(coupons.$post({ json: { code: 'AUTUMN' } }), 404, 'unknown_coupon')
  await cartOf(coupons.$post({ json: { code: 'Spring-10' } }))

  // 600.00 of tea − 2 × 40.00 = 520.00; with the pot 600.00; − 10 % = 540.00; + 12.00 = 552.00, 13/113 of it is tax:
  // 62.12 of the lines (540.00) and 1.38 of the shipping.
  const totals = {
    subtotal: amount(68_000),
    discount: amount(8_000 + 6_000),
    shipping: amount(1_200),
    tax: amount(6_212 + 138),
    taxIncluded: amount(6_212 + 138),
    total: amount(55_200),
  }
  const seen = await fetch(`${worker.url}/v1/cart?country=CN`, { headers: { authorization: `Bearer ${guest.token}` } })
  const cart = (await seen.json()) as { readonly coupons: object; readonly totals: object }
  expect(cart.coupons).toEqual([{ code: 'SPRING-10', applied: true }])
  expect(cart.totals).toMatchObject(totals)
  const quoted = await guest.api.v1.checkout.quote.$post({ json: { address: ADDRESS } })
  expect(quoteSchema.parse(await quoted.json()).totals).toEqual(totals)
  const order = await orderIn(checkOut(guest, { expectedTotal: totals.total }), 201)
  expect(order).toMatchObject({ totals, coupons: ['SPRING-10'], shipping: { option: 'post' } })
  const named = order.lines.flatMap(({ adjustments }) => adjustments.map(({ rule }) => rule))
  expect([...new Set(named)].sort()).toEqual(['SPRING-10', 'tea-300-40'])

  await paid(guest, order.id)
  const param = { id: order.id }
  const { refund } = admin.api.v1.admin.orders[':id']
  const tooMuch = { amount: amount(55_201), reason: 'x' }
  await refusalIn(refund.$post({ param, json: tooMuch }), 409, 'refund_limit')
  // The charge for the pot: 80.00 − 10 %.
  const pot = order.lines.find(({ sku }) => sku === 'pot')?.charged ?? amount(0)
  expect(pot).toEqual(amount(7_200))
  await orderIn(refund.$post({ param, json: { amount: pot, reason: 'the pot broke' } }))
  await untilOrder(guest, order.id, { status: 'paid', payment: { refunded: pot } })
  await orderIn(refund.$post({ param, json: { reason: 'all of it' } }))
  await untilOrder(guest, order.id, { status: 'refunded', payment: { refunded: totals.total, refunding: amount(0) } })
  // The ledger does not compare rows that changed within the last seconds.
  await vi.waitFor(() => untilBalanced(admin), { timeout: 40_000, interval: 1_000 })
})
