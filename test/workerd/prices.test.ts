/**
 * Prices over HTTP: promotions, coupons, shipping and tax in cart, quote and order. Invariants: the three agree, every
 * amount names its rule, and a coupon is used at most as often as its limit.
 */
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { quoteSchema } from '../../src/contract/answers/orders.ts'
import { operator, Shopper } from './support/client.ts'
import { ADDRESS, checkOut, ordered, orderIn, paid, stockObject } from './support/orders.ts'
import { registered } from './support/person.ts'
import { product, stock } from './support/shop.ts'

const money = (amount: number) => ({ amount, currency: 'CNY' })
let last = 0
const newCode = () => `CODE-${++last}`

async function rule(kind: string, body: object): Promise<void> {
  const reply = await operator.call('POST', `/v1/admin/${kind}`, body)
  expect(reply.status, reply.text).toBe(201)
}

async function drop(kind: string, id: string): Promise<void> {
  const reply = await operator.call('DELETE', `/v1/admin/${kind}/${id}`, undefined, { 'if-match': '*' })
  expect(reply.status, reply.text).toBe(204)
}

async function setStandardRate(change: object): Promise<void> {
  const reply = await operator.call('PATCH', '/v1/admin/shipping-rates/standard', change, { 'if-match': '*' })
  expect(reply.status, reply.text).toBe(200)
}

async function coupon(fields: object = {}): Promise<string> {
  const code = newCode()
  await rule('coupons', { code, effect: { type: 'percentage', percent: 10 }, ...fields })
  return code
}

const use = (shopper: Pick<Shopper, 'call'>, code: string) => shopper.call('POST', '/v1/cart/coupons', { code })

beforeAll(() =>
  stock(
    product('tea', { priceAmount: 1_000, onHand: 100_000 }),
    product('cup', { priceAmount: 333, onHand: 100_000 }),
    product('vase', { priceAmount: 5_000, category: 'vases', onHand: 100_000 }),
  ),
)

describe('a coupon in a cart', () => {
  it('a coupon takes off its amount, and the cart names the rule', async () => {
    const code = await coupon()
    const shopper = await Shopper.guest()
    await shopper.add('tea', 2)
    const { cart } = await use(shopper, code.toLowerCase())
    expect(cart.coupons).toEqual([{ code, applied: true }])
    expect(cart.totals).toMatchObject({ subtotal: money(2_000), discount: money(200), total: money(1_800) })
    expect(cart.items[0]?.adjustments).toEqual([{ rule: code, kind: 'coupon', amount: money(200) }])
    const without = await shopper.call('DELETE', `/v1/cart/coupons/${code}`)
    expect(without.cart).toMatchObject({ coupons: [], totals: { total: money(2_000) } })
    ;(await shopper.call('DELETE', `/v1/cart/coupons/${code}`)).refusal(404, 'unknown_coupon')
  })

  it('an unknown or inapplicable coupon is refused, and nothing changes', async () => {
    const dear = await coupon({ minSubtotal: money(10_000) })
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    ;(await use(shopper, 'NONE')).refusal(404, 'unknown_coupon')
    ;(await use(shopper, dear)).refusal(409, 'coupon_not_applicable')
    ;(await use(shopper, 'not/a code')).refusal(400, 'invalid_request')
    expect((await shopper.cart()).cart).toMatchObject({ version: 1, coupons: [] })
  })

  it('a coupon is checked again at every read, with a notice when it no longer applies', async () => {
    const code = await coupon({ minSubtotal: money(2_000) })
    const shopper = await Shopper.guest()
    await shopper.add('tea', 2)
    const before = await use(shopper, code)
    expect(before.cart.totals.discount).toEqual(money(200))
    await shopper.call('PATCH', '/v1/cart/items/tea', { quantity: 1 })
    const { cart } = await shopper.cart()
    expect(cart.coupons).toEqual([{ code, applied: false, reason: 'min_subtotal' }])
    expect(cart.totals.discount).toEqual(money(0))
    expect(cart.notices).toMatchObject([{ code: 'coupon_not_applicable' }])
  })

  it('a coupon moves with the lines into the order, and back with them', async () => {
    const code = await coupon()
    const shopper = await Shopper.guest()
    await shopper.add('tea', 3)
    await use(shopper, code)
    const order = await ordered(shopper)
    expect(order).toMatchObject({ coupons: [code], totals: { discount: money(300), total: money(2_700) } })
    expect((await shopper.cart()).cart.coupons).toEqual([])
    orderIn(await shopper.call('POST', `/v1/orders/${order.id}/cancel`))
    expect((await shopper.cart()).cart.coupons).toEqual([{ code, applied: true }])
  })

  it('a coupon with a limit per user needs an account, and is refused beyond the limit', async () => {
    const code = await coupon({ usageLimitPerUser: 1 })
    const guest = await Shopper.guest()
    await guest.add('tea')
    ;(await use(guest, code)).refusal(409, 'coupon_not_applicable')
    const { client } = await registered()
    const add = () => client.call('POST', '/v1/cart/items', { sku: 'tea', quantity: 1 })
    await add()
    expect((await use(client, code)).status).toBe(200)
    await ordered(client)
    await add()
    expect((await use(client, code)).refusal(409, 'coupon_not_applicable').reason).toBe('used_up')
    expect((await ordered(client)).totals.total).toEqual(money(1_000))
  })

  it('a coupon with three uses serves three of many at once, and a cancelled order’s use is free again', async () => {
    const code = await coupon({ usageLimit: 3 })
    const shoppers = await Promise.all(Array.from({ length: 12 }, () => Shopper.guest()))
    await Promise.all(
      shoppers.map(async (shopper) => {
        await shopper.add('tea')
        expect((await use(shopper, code)).status).toBe(200)
      }),
    )
    const replies = await Promise.all(shoppers.map((shopper) => checkOut(shopper)))
    const won = replies.flatMap((reply, index) => (reply.status === 201 ? [index] : []))
    expect(won).toHaveLength(3)
    for (const reply of replies) if (reply.status !== 201) reply.refusal(409, 'coupon_not_applicable')
    const [first = 0] = won
    const { id } = orderIn(replies[first] as never, 201)
    await shoppers[first]?.call('POST', `/v1/orders/${id}/cancel`)
    const next = shoppers.find((_, index) => !won.includes(index)) as Shopper
    expect(orderIn(await checkOut(next), 201).coupons).toEqual([code])
  })
})

describe('a coupon with 100 uses', () => {
  it('a coupon with 100 uses serves 100 of 1,000 shoppers at once, each within their own limit', async () => {
    const uses = stockObject(`coupon:${newCode()}`)
    const until = Date.now() + 60_000
    const hold = (order: number, user: string) => {
      const use = { user, limit: 100, perUser: 2 }
      return uses.hold({ orderId: `ord_${order}`, quantity: 1, until, use })
    }
    const greedy = await Promise.all(Array.from({ length: 10 }, (_, order) => hold(order, 'usr_greedy')))
    expect(greedy.filter(({ status }) => status === 'held')).toHaveLength(2)
    const replies = await Promise.all(Array.from({ length: 1_000 }, (_, user) => hold(100 + user, `usr_${user}`)))
    expect(replies.filter(({ status }) => status === 'held')).toHaveLength(98)
    // Released uses serve other shoppers, each once.
    await Promise.all([uses.release('ord_0'), uses.release('ord_0')])
    const next = await Promise.all([hold(5_000, 'usr_late'), hold(5_001, 'usr_later')])
    expect(next.map(({ status }) => status).sort()).toEqual(['held', 'short'])
  })
})

describe('cart, quote and order', () => {
  it('cart, quote and order agree with a promotion, a coupon, shipping and a tax that prices contain', async () => {
    await rule('promotions', { id: 'vases-off', effect: { type: 'percentage', percent: 15 }, categories: ['vases'] })
    await rule('taxes', {
      id: 'de-vat',
      title: { en: 'VAT' },
      country: 'DE',
      ratePercent: 19,
      inclusive: true,
      onShipping: true,
    })
    await rule('shipping-rates', {
      id: 'de-post',
      title: { en: 'Post' },
      option: 'post',
      countries: ['DE'],
      amount: money(490),
      estimatedDays: 2,
    })
    try {
      const code = await coupon({ effect: { type: 'fixed', amount: money(500) } })
      const shopper = await Shopper.guest()
      await shopper.add('vase')
      await shopper.add('cup', 3)
      await use(shopper, code)
      const address = { ...ADDRESS, postalCode: '10115', country: 'DE' }
      const { cart } = await shopper.get('/v1/cart?country=DE&shippingOption=post')
      const quote = (await shopper.call('POST', '/v1/checkout/quote', { address, shippingOption: 'post' })).as(
        quoteSchema,
      )
      const order = await ordered(shopper, { address, shippingOption: 'post', expectedTotal: quote.totals.total })
      const { itemCount: _, selectedCount: __, ...totals } = cart.totals
      expect(totals).toEqual(quote.totals)
      expect(order.totals).toEqual(quote.totals)
      // 5,000 − 15 % = 4,250; with 999 for cups 5,249; − 500 = 4,749; + 490 = 5,239, of which 19/119 are tax.
      expect(quote.totals).toEqual({
        subtotal: money(5_999),
        discount: money(1_250),
        shipping: money(490),
        tax: money(836),
        taxIncluded: money(836),
        total: money(5_239),
      })
      expect(order.lines.flatMap(({ adjustments }) => adjustments.map(({ rule: its }) => its))).toContain('vases-off')
      const charged = order.lines.reduce((sum, line) => sum + line.charged.amount, order.shipping?.charged.amount ?? 0)
      expect(charged).toBe(order.totals.total.amount)
      await paid(shopper, order)
      const refunded = await operator.call('POST', `/v1/admin/orders/${order.id}/refund`, { reason: 'all of it' })
      expect(orderIn(refunded).payment).toMatchObject({ refunding: money(5_239) })
    } finally {
      await drop('promotions', 'vases-off')
      await drop('taxes', 'de-vat')
      await drop('shipping-rates', 'de-post')
    }
  })

  it('quote and order refuse an address without shipping', async () => {
    await setStandardRate({ isActive: false })
    await rule('shipping-rates', {
      id: 'fr-post',
      title: { en: 'Post' },
      option: 'post',
      countries: ['FR'],
      amount: money(1),
      estimatedDays: 2,
    })
    try {
      const shopper = await Shopper.guest()
      await shopper.add('tea')
      await vi.waitFor(async () => (await checkOut(shopper)).refusal(409, 'not_shipped_there'))
      expect((await shopper.cart()).cart.items).toHaveLength(1)
    } finally {
      await drop('shipping-rates', 'fr-post')
      await setStandardRate({ isActive: true })
    }
  })
})
