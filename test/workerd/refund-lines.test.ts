/**
 * Refunds of units. Invariants: units are worth what was paid for them, to the last minor unit, and return to the stock
 * once.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { Shopper } from './support/client.ts'
import { act, checkOut, ordered, orderIn, orderOf, paid, stockObject, unitsOf } from './support/orders.ts'
import { product, stock } from './support/shop.ts'

beforeAll(() =>
  stock(
    product('tea', { priceAmount: 1000, onHand: 10_000 }),
    product('cup', { priceAmount: 333, onHand: 90 }),
    product('ring', { priceAmount: 500, onHand: 50 }),
    product('gift', { priceAmount: 0, onHand: 10 }),
  ),
)

/** A paid order of one ring for Lin and two for Bo, and the ids of both lines. */
async function paidRings() {
  const shopper = await Shopper.guest()
  const add = (engraving: string, quantity: number) =>
    shopper.call('POST', '/v1/cart/items', { sku: 'ring', quantity, attributes: { engraving } })
  await add('Lin', 1)
  await add('Bo', 2)
  const order = await ordered(shopper)
  await paid(shopper, order)
  const [lin = '', bo = ''] = order.lines.map(({ lineId }) => lineId)
  return { shopper, order, lin, bo }
}

async function paidOrder() {
  const shopper = await Shopper.guest()
  await shopper.add('tea', 2)
  await shopper.add('cup', 3)
  const order = await ordered(shopper)
  await paid(shopper, order)
  return { shopper, order }
}
const units = (sku: string, quantity: number) => [{ sku, quantity }]

describe('a refund by line', () => {
  it('a refund by line gives back what the units paid, for at most the units that are left', async () => {
    const { shopper, order } = await paidOrder()
    const first = orderIn(await act(order.id, 'refund', { lines: units('tea', 1), reason: 'broken' }))
    expect(first.status).toBe('paid')
    expect(first.payment.refunds).toMatchObject([{ amount: { amount: 1000 }, lines: units('tea', 1) }])
    const tooMany = await act(order.id, 'refund', { lines: units('tea', 2), reason: 'broken' })
    expect(tooMany.refusal(409, 'refund_limit').detail).toContain('1 units of tea')
    ;(await act(order.id, 'refund', { lines: units('pot', 1), reason: 'x' })).refusal(409, 'refund_limit')
    const last = orderIn(
      await act(order.id, 'refund', { lines: [...units('tea', 1), ...units('cup', 3)], reason: 'x' }),
    )
    expect(last.payment.refunds.map(({ amount }) => amount.amount)).toEqual([1000, 1999])
    expect((await orderOf(shopper, order.id)).status).not.toBe('paid')
  })

  it('a refund puts the units of a shipped order back into stock once, and without restock it does not', async () => {
    const { order } = await paidOrder()
    orderIn(await act(order.id, 'ship', { carrier: 'SF', trackingNumber: '1' }))
    const { onHand } = await unitsOf('cup')
    const key = { 'idempotency-key': `refund-${order.id}` }
    const body = { lines: units('cup', 1), restock: true, reason: 'returned' }
    orderIn(await act(order.id, 'refund', body, key))
    orderIn(await act(order.id, 'refund', body, key))
    expect((await unitsOf('cup')).onHand).toBe(onHand + 1)
    orderIn(await act(order.id, 'refund', { lines: units('cup', 1), reason: 'lost' }))
    expect((await unitsOf('cup')).onHand).toBe(onHand + 1)
    ;(await act(order.id, 'refund', { restock: true, reason: 'x' })).refusal(400, 'invalid_request')
  })

  it('a refund names lines by lineId, and refuses a SKU with several lines, whose ids it answers', async () => {
    const { order, lin, bo } = await paidRings()
    const refund = (lines: object[]) => act(order.id, 'refund', { lines, reason: 'broken' })
    const both = await refund([{ sku: 'ring', quantity: 1 }])
    expect(both.refusal(409, 'ambiguous_line').lineIds).toEqual([lin, bo])
    ;(await refund([{ lineId: lin, quantity: 2 }])).refusal(409, 'refund_limit')
    ;(await refund([{ lineId: `${lin}x`, quantity: 1 }])).refusal(409, 'refund_limit')
    for (const names of [{}, { sku: 'ring', lineId: lin }]) {
      const { errors } = (await refund([{ ...names, quantity: 1 }])).refusal(400, 'invalid_request')
      expect(errors).toMatchObject([{ path: 'lines.0.sku' }])
    }
    const one = orderIn(await refund([{ lineId: bo, quantity: 1 }]))
    expect(one.payment.refunds).toMatchObject([
      { amount: { amount: 500 }, lines: [{ sku: 'ring', lineId: bo, quantity: 1 }] },
    ])
    ;(await refund([{ lineId: bo, quantity: 2 }])).refusal(409, 'refund_limit')
    expect(orderIn(await refund([{ sku: lin, quantity: 1 }])).payment.refunds).toHaveLength(2)
    expect(orderIn(await refund([{ lineId: bo, quantity: 1 }])).status).not.toBe('paid')
  })

  it('a refund returns the units of an unshipped order at once, and a cancellation returns only the rest', async () => {
    const before = (await unitsOf('ring')).onHand
    const { shopper, order, lin, bo } = await paidRings()
    expect((await unitsOf('ring')).onHand).toBe(before - 3)
    // Both lines are in one refund, because the stock counts them as one SKU.
    const lines = [
      { lineId: lin, quantity: 1 },
      { lineId: bo, quantity: 1 },
    ]
    const part = orderIn(await act(order.id, 'refund', { lines, restock: true, reason: 'too late' }))
    expect(part).toMatchObject({ status: 'paid', payment: { refunds: [{ amount: { amount: 1000 } }] } })
    expect((await unitsOf('ring')).onHand).toBe(before - 1)
    const over = orderIn(await shopper.call('POST', `/v1/orders/${order.id}/cancel`))
    expect(over.payment).toMatchObject({ captured: { amount: 1500 } })
    expect(over.payment.refunds.map(({ amount }) => amount.amount)).toEqual([1000, 500])
    expect((await unitsOf('ring')).onHand).toBe(before)
    const { onHand } = await unitsOf('ring')
    // A repeat, as after a lost answer, returns no further units.
    await stockObject('ring').restock(order.id, 1)
    expect((await unitsOf('ring')).onHand).toBe(onHand)
  })

  it('a cancellation returns no units when refunds have returned all of them', async () => {
    const before = (await unitsOf('ring')).onHand
    const { order, lin, bo } = await paidRings()
    const each = (lineId: string, quantity: number, amount: number) => {
      const body = { lines: [{ lineId, quantity }], restock: true, reason: 'x' }
      return act(order.id, 'refund', { ...body, amount: { amount, currency: 'CNY' } })
    }
    orderIn(await each(lin, 1, 400))
    orderIn(await each(bo, 2, 400))
    expect((await unitsOf('ring')).onHand).toBe(before)
    orderIn(await act(order.id, 'refund', { reason: 'the rest of the money' }))
    expect((await unitsOf('ring')).onHand).toBe(before)
  })

  it('a refund of a free order returns units, and ends the order only with the last one', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('gift', 2)
    const order = orderIn(await checkOut(shopper), 201)
    expect(order.status).toBe('paid')
    const body = { lines: units('gift', 1), restock: true, reason: 'x' }
    expect(orderIn(await act(order.id, 'refund', body)).status).toBe('paid')
    expect((await unitsOf('gift')).onHand).toBe(9)
    expect(orderIn(await act(order.id, 'refund', body)).status).not.toBe('paid')
    expect((await unitsOf('gift')).onHand).toBe(10)
  })
})
