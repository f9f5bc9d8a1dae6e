/**
 * Checkout over HTTP. Invariants: one key makes one order; a refused checkout leaves cart and stock unchanged; the
 * frozen quote sets the price; a line is in the cart, in a checkout, or sold.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { quoteSchema } from '../../src/contract/answers/orders.ts'
import { Shopper } from './support/client.ts'
import { ADDRESS, checkOut, newKey, ordered, orderIn, orderOf, stockObject, unitsOf } from './support/orders.ts'
import { product, stock } from './support/shop.ts'

beforeAll(() =>
  stock(
    product('tea', { priceAmount: 1250 }),
    product('cup', { priceAmount: 400 }),
    product('rare', { onHand: 2 }),
    product('gone', { status: 'discontinued' }),
  ),
)

const REFUSED = ['checkout_in_progress', 'cart_empty', 'cart_changed']
const total = (amount: number) => ({ amount, currency: 'CNY' })

async function withTea(quantity = 2): Promise<Shopper> {
  const shopper = await Shopper.guest()
  await shopper.add('tea', quantity)
  return shopper
}

describe('a quote', () => {
  it('a quote says what an order would cost now, and changes nothing', async () => {
    const shopper = await withTea()
    await shopper.add('cup', 3)
    const before = (await shopper.cart()).text
    const reply = await shopper.call('POST', '/v1/checkout/quote', { address: ADDRESS })
    expect(reply.status, reply.text).toBe(200)
    const quote = reply.as(quoteSchema)
    expect(quote.lines.map(({ sku, lineTotal }) => [sku, lineTotal.amount])).toEqual([
      ['tea', 2500],
      ['cup', 1200],
    ])
    expect(quote.totals.total).toEqual(total(3700))
    expect(quote.problems).toEqual([])
    expect((await shopper.cart()).text).toBe(before)
  })

  it('a quote names the problems that prevent an order', async () => {
    const shopper = await Shopper.guest()
    await stock(product('last', { onHand: 0 }))
    await shopper.add('last')
    const reply = await shopper.call('POST', '/v1/checkout/quote', { skus: ['last'] })
    expect(reply.as(quoteSchema).problems).toMatchObject([{ sku: 'last', code: 'out_of_stock' }])
  })

  it('a quote refuses unknown lines and options that are not offered', async () => {
    const shopper = await withTea()
    const quote = (body: object) => shopper.call('POST', '/v1/checkout/quote', body)
    ;(await quote({ skus: ['cup'] })).refusal(404, 'line_not_found')
    ;(await quote({ shippingOption: 'drone' })).refusal(400, 'invalid_request')
    ;(await quote({ address: { ...ADDRESS, country: 'China' } })).refusal(400, 'invalid_request')
    ;(await quote({ total: 1 })).refusal(400, 'invalid_request')
  })
})

describe('a checkout', () => {
  it('a checkout makes an order of the selected lines and holds their units', async () => {
    const shopper = await withTea()
    await shopper.add('cup', 3)
    await shopper.call('PATCH', '/v1/cart/items/cup', { selected: false })
    const before = await unitsOf('tea')
    const order = orderIn(await checkOut(shopper, { email: 'lin@example.com', note: '<b>' }), 201)
    expect(order).toMatchObject({
      status: 'pending_payment',
      userId: shopper.id,
      email: 'lin@example.com',
      note: '<b>',
    })
    expect(order.number).toMatch(/^\d{6}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
    expect(order.lines).toMatchObject([{ sku: 'tea', quantity: 2, unitPrice: total(1250), lineTotal: total(2500) }])
    expect(order.payment.status).toBe('unpaid')
    const after = await unitsOf('tea')
    expect([after.held - before.held, before.available - after.available]).toEqual([2, 2])
    const { cart } = await shopper.cart()
    expect(cart.items.map(({ sku }) => sku)).toEqual(['cup'])
    expect(cart.inCheckout).toMatchObject([{ orderId: order.id, skus: ['tea'], lineIds: [order.lines[0]?.lineId] }])
  })

  it('a checkout takes the named lines, and leaves the others', async () => {
    const shopper = await withTea()
    await shopper.add('cup')
    const order = await ordered(shopper, { skus: ['cup'] })
    expect(order.lines.map(({ sku }) => sku)).toEqual(['cup'])
    expect((await shopper.cart()).cart.items.map(({ sku }) => sku)).toEqual(['tea'])
  })

  it('a checkout answers a repeat of its key with the same order, in its current state', async () => {
    const shopper = await withTea()
    const key = newKey()
    const first = orderIn(await checkOut(shopper, {}, key), 201)
    await shopper.add('tea')
    const again = await checkOut(shopper, {}, key)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(orderIn(again, 201).id).toBe(first.id)
    ;(await checkOut(shopper, { note: 'another' }, key)).refusal(422, 'idempotency_key_reused')
    expect((await shopper.cart()).cart.items).toMatchObject([{ sku: 'tea', quantity: 1 }])
  })

  it('many simultaneous checkouts with one key make one order', async () => {
    const shopper = await withTea()
    const key = newKey()
    const replies = await Promise.all(Array.from({ length: 8 }, () => checkOut(shopper, {}, key)))
    const made = replies.filter(({ status }) => status === 201).map((reply) => orderIn(reply, 201).id)
    expect(made.length).toBeGreaterThan(0)
    expect(new Set(made).size).toBe(1)
    expect(replies.every(({ status }) => status === 201 || status === 409 || status === 503)).toBe(true)
    expect((await unitsOf('tea')).held).toBeGreaterThanOrEqual(2)
    expect((await shopper.cart()).cart.inCheckout).toHaveLength(1)
  })

  it('two simultaneous checkouts with two keys sell each line once', async () => {
    const shopper = await withTea()
    const replies = await Promise.all([checkOut(shopper), checkOut(shopper), checkOut(shopper)])
    const made = replies.filter(({ status }) => status === 201)
    expect(made).toHaveLength(1)
    for (const reply of replies) {
      if (reply.status !== 201) expect(REFUSED).toContain(JSON.parse(reply.text).code)
    }
  })

  it('a checkout needs a key, an address and at least one line to sell', async () => {
    const shopper = await withTea()
    ;(await shopper.call('POST', '/v1/checkout', { address: ADDRESS })).refusal(400, 'idempotency_key_required')
    ;(await checkOut(shopper, { address: { name: 'x' } })).refusal(400, 'invalid_request')
    ;(await checkOut(await Shopper.guest())).refusal(409, 'cart_empty')
    ;(await checkOut(shopper, { skus: ['cup'] })).refusal(404, 'line_not_found')
    expect((await shopper.cart()).cart.items).toHaveLength(1)
  })

  it('a checkout whose total differs from the expected one is refused with the actual total', async () => {
    const shopper = await withTea()
    const problem = (await checkOut(shopper, { expectedTotal: total(2400) })).refusal(409, 'price_changed')
    expect(quoteSchema.parse(problem.quote).totals.total).toEqual(total(2500))
    expect((await shopper.cart()).cart.items).toHaveLength(1)
    expect((await ordered(shopper, { expectedTotal: total(2500) })).totals.total).toEqual(total(2500))
  })

  it('a checkout names short products and missing units, and leaves cart and stock unchanged', async () => {
    const shopper = await withTea()
    await shopper.add('rare', 3)
    const [tea, cart] = [await unitsOf('tea'), (await shopper.cart()).cart]
    const key = newKey()
    const problem = (await checkOut(shopper, {}, key)).refusal(409, 'insufficient_stock')
    expect(problem.errors).toMatchObject([{ sku: 'rare', requested: 3, available: 2 }])
    expect(await unitsOf('tea')).toMatchObject({ held: tea.held, available: tea.available })
    expect(await unitsOf('rare')).toMatchObject({ held: 0, available: 2 })
    const { items, inCheckout } = (await shopper.cart()).cart
    expect(items.map(({ sku, quantity }) => [sku, quantity])).toEqual(
      cart.items.map(({ sku, quantity }) => [sku, quantity]),
    )
    expect(inCheckout).toEqual([])
    // The key of a refused checkout may be used again.
    await shopper.call('PATCH', '/v1/cart/items/rare', { quantity: 2 })
    expect(orderIn(await checkOut(shopper, {}, key), 201).lines).toHaveLength(2)
  })

  it('fault 41: a checkout charges the frozen price, even if the price changes', async () => {
    await stock(product('silk', { priceAmount: 100 }))
    const shopper = await Shopper.guest()
    await shopper.add('silk')
    const order = await ordered(shopper)
    await stock(product('silk', { priceAmount: 900 }))
    expect((await orderOf(shopper, order.id)).totals.total).toEqual(total(100))
  })

  it('fault 40: lines that are added during a checkout stay in the cart', async () => {
    const shopper = await withTea()
    const [reply] = await Promise.all([checkOut(shopper), shopper.add('cup', 2)])
    const order = orderIn(reply, 201)
    const sold = order.lines.find(({ sku }) => sku === 'cup')?.quantity ?? 0
    const left = (await shopper.cart()).cart.items.find(({ sku }) => sku === 'cup')?.quantity ?? 0
    expect(sold + left).toBe(2)
  })

  it('fault 21: exactly 10 of 1,000 simultaneous holds on 10 units succeed', async () => {
    await stock(product('drop', { onHand: 10 }))
    const until = Date.now() + 60_000
    const replies = await Promise.all(
      Array.from({ length: 1_000 }, (_, buyer) =>
        stockObject('drop').hold({ orderId: `ord_${buyer}`, quantity: 1, until }),
      ),
    )
    expect(replies.filter(({ status }) => status === 'held')).toHaveLength(10)
    expect(replies.filter(({ status }) => status === 'short')).toHaveLength(990)
    expect(await unitsOf('drop')).toMatchObject({ onHand: 10, held: 10, available: 0 })
  })

  it('fault 38: hostile texts in an order stay plain text', async () => {
    const hostile = `'; DROP TABLE orders; -- <script>alert(1)</script>`
    const shopper = await withTea()
    const order = await ordered(shopper, { address: { ...ADDRESS, name: hostile, line2: hostile }, note: hostile })
    expect(order).toMatchObject({ note: hostile, address: { name: hostile, line2: hostile } })
  })

  it('fault 29: a checkout never takes a price, an owner or a total from the client', async () => {
    const shopper = await withTea()
    for (const field of ['total', 'userId', 'lines', 'price']) {
      ;(await checkOut(shopper, { [field]: 1 })).refusal(400, 'invalid_request')
    }
  })

  it('a checkout is undone only by a cancellation', async () => {
    const shopper = await withTea()
    await ordered(shopper)
    ;(await shopper.call('POST', '/v1/cart/undo')).refusal(409, 'nothing_to_undo')
  })
})
