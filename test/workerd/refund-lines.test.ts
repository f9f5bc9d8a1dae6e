/**
 * Refunds of some units. Invariant: units are worth what was paid for them, to the last minor unit, and come back into
 * stock once.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { Shopper } from './support/client.ts'
import { act, ordered, orderIn, orderOf, paid, unitsOf } from './support/orders.ts'
import { product, stock } from './support/shop.ts'

beforeAll(() =>
  stock(product('tea', { priceAmount: 1000, onHand: 10_000 }), product('cup', { priceAmount: 333, onHand: 90 })),
)

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
  it('gives back what the units paid, and at most the units that are left', async () => {
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

  it('puts the units of a shipped order back into stock once, and without restock does not', async () => {
    const { order } = await paidOrder()
    const early = await act(order.id, 'refund', { lines: units('cup', 1), restock: true, reason: 'returned' })
    early.refusal(409, 'illegal_transition')
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
})
