/**
 * Immediate answers about a code: that it is used up, or that it waits for an address. Invariants: entry, cart, quote
 * and checkout agree, and a refusal contains the price without the code.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { quoteSchema } from '../../src/contract/answers/orders.ts'
import { operator, type Reply, Shopper } from './support/client.ts'
import { ADDRESS, checkOut, ordered } from './support/orders.ts'
import { product, stock } from './support/shop.ts'

const money = (amount: number) => ({ amount, currency: 'CNY' })
let last = 0

async function coupon(fields: object): Promise<string> {
  const code = `ANSWER-${++last}`
  const reply = await operator.call('POST', '/v1/admin/coupons', { code, ...fields })
  expect(reply.status, reply.text).toBe(201)
  return code
}

const tenPercent = { effect: { type: 'percentage', percent: 10 } }
const use = (shopper: Shopper, code: string) => shopper.call('POST', '/v1/cart/coupons', { code })
const quoteOf = async (shopper: Shopper, fields: object = { address: ADDRESS }) =>
  (await shopper.call('POST', '/v1/checkout/quote', fields)).as(quoteSchema)

async function withTea(code?: string): Promise<Shopper> {
  const shopper = await Shopper.guest()
  await shopper.add('tea')
  if (code !== undefined) expect((await use(shopper, code)).status).toBe(200)
  return shopper
}

/** The codes that a refused checkout names, and the price of the order without them. */
function withoutCodes(reply: Reply) {
  const { errors = [], quote } = reply.refusal(409, 'coupon_not_applicable')
  const { totals } = z.object({ totals: z.object({ total: z.unknown() }) }).parse(quote)
  return { codes: errors.map((error) => error.coupon), total: totals.total }
}

beforeAll(() => stock(product('tea', { priceAmount: 1_000, onHand: 1_000 })))

describe('a used-up coupon', () => {
  it('a used-up coupon is refused with the reason when another shopper enters it', async () => {
    const code = await coupon({ ...tenPercent, usageLimit: 1 })
    await ordered(await withTea(code))
    const { reason } = (await use(await withTea(), code)).refusal(409, 'coupon_not_applicable')
    expect(reason).toBe('used_up')
  })

  it('a used-up coupon is shown as such by quote and cart of a shopper who entered it before', async () => {
    const code = await coupon({ ...tenPercent, usageLimit: 1 })
    const late = await withTea(code)
    await ordered(await withTea(code))
    const quote = await quoteOf(late)
    expect(quote).toMatchObject({ coupons: [{ code, applied: false, reason: 'used_up' }] })
    expect(quote.problems).toMatchObject([{ code: 'coupon_not_applicable', coupon: code }])
    expect(quote.totals.total).toEqual(money(1_000))
    const { cart } = await late.cart()
    expect(cart.coupons).toEqual([{ code, applied: false, reason: 'used_up' }])
    expect(cart.totals.total).toEqual(money(1_000))
    expect(cart.notices).toMatchObject([{ code: 'coupon_not_applicable' }])
  })

  it('a checkout names a used-up coupon and the price without it, which then makes the order', async () => {
    const code = await coupon({ ...tenPercent, usageLimit: 1 })
    const late = await withTea(code)
    await ordered(await withTea(code))
    expect(withoutCodes(await checkOut(late, { expectedTotal: money(900) }))).toEqual({
      codes: [code],
      total: money(1_000),
    })
    const order = await ordered(late, { expectedTotal: money(1_000) })
    expect(order).toMatchObject({ coupons: [], totals: { total: money(1_000) } })
  })

  it('simultaneous checkouts that lose the last use name the coupon, with the price without it', async () => {
    const code = await coupon({ ...tenPercent, usageLimit: 1 })
    const shoppers = await Promise.all(Array.from({ length: 6 }, () => withTea(code)))
    const replies = await Promise.all(shoppers.map((shopper) => checkOut(shopper)))
    const refused = replies.filter(({ status }) => status !== 201)
    expect(refused).toHaveLength(5)
    for (const reply of refused) expect(withoutCodes(reply)).toEqual({ codes: [code], total: money(1_000) })
  })

  it('a used-up coupon applies again when the order that used it is cancelled', async () => {
    const code = await coupon({ ...tenPercent, usageLimit: 1 })
    const [first, late] = [await withTea(code), await withTea(code)]
    const { id } = await ordered(first)
    expect((await quoteOf(late)).coupons).toMatchObject([{ reason: 'used_up' }])
    await first.call('POST', `/v1/orders/${id}/cancel`)
    expect((await quoteOf(late)).coupons).toEqual([{ code, applied: true }])
  })
})

describe('a coupon for free shipping', () => {
  it('a coupon for free shipping waits in the cart for an address when shipping may cost something', async () => {
    const rate = { id: 'answer-post', title: { en: 'Post' }, option: 'answer-post', countries: ['DE'] }
    const made = await operator.call('POST', '/v1/admin/shipping-rates', {
      ...rate,
      amount: money(500),
      estimatedDays: 2,
    })
    expect(made.status, made.text).toBe(201)
    try {
      const code = await coupon({ effect: { type: 'free_shipping' } })
      const shopper = await withTea()
      const { cart } = await use(shopper, code)
      expect(cart.coupons).toEqual([{ code, applied: false, reason: 'needs_address' }])
      expect(cart.notices).toMatchObject([{ code: 'coupon_needs_address' }])
      expect((await quoteOf(shopper, {})).coupons).toEqual([{ code, applied: false, reason: 'needs_address' }])
      const address = { ...ADDRESS, postalCode: '10115', country: 'DE' }
      const there = await quoteOf(shopper, { address, shippingOption: 'answer-post' })
      expect(there.coupons).toEqual([{ code, applied: true }])
      expect(there.totals).toMatchObject({ shipping: money(500), discount: money(500), total: money(1_000) })
      const order = await ordered(shopper, { address, shippingOption: 'answer-post' })
      expect(order).toMatchObject({ coupons: [code], totals: { total: money(1_000) } })
    } finally {
      await operator.call('DELETE', '/v1/admin/shipping-rates/answer-post', undefined, { 'if-match': '*' })
    }
  })
})

describe('a coupon that is not in use', () => {
  it.each([
    ['inactive', { isActive: false }],
    ['for later', { startsAt: '2099-01-01T00:00:00Z' }],
  ])('a coupon that is %s is unknown to a guest, also if it has a limit per user', async (_, fields) => {
    const code = await coupon({ ...tenPercent, ...fields, usageLimitPerUser: 1 })
    ;(await use(await withTea(), code)).refusal(404, 'unknown_coupon')
  })

  it('a coupon that has ended does not prevent a checkout, also if it was used up', async () => {
    const code = await coupon({ ...tenPercent, usageLimit: 1 })
    const late = await withTea(code)
    await ordered(await withTea(code))
    const ifFirst = { 'if-match': '"1"' }
    const ended = await operator.call('PATCH', `/v1/admin/coupons/${code}`, { endsAt: '2020-01-01T00:00:00Z' }, ifFirst)
    expect(ended.status, ended.text).toBe(200)
    expect(await quoteOf(late)).toMatchObject({ coupons: [{ code, applied: false, reason: 'over' }], problems: [] })
    expect((await ordered(late)).totals.total).toEqual(money(1_000))
  })
})
