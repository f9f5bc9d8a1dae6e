/**
 * The money of orders, under a provider's events in any order and number. Invariant: money counts once, money that pays
 * for nothing goes back, and never more goes back than came in.
 */
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { newId } from '../../src/domain/id.ts'
import {
  act,
  newKey,
  opened,
  orderAlarm,
  orderIn,
  orderObject,
  orderOf,
  paid,
  told,
  unitsOf,
  withOrder,
} from './support/orders.ts'
import { product, stock } from './support/shop.ts'
import { later, MINUTE } from './support/time.ts'

beforeAll(() => stock(product('tea', { priceAmount: 1000, onHand: 10_000 }), product('cup', { onHand: 10_000 })))
afterEach(() => vi.restoreAllMocks())

describe('money', () => {
  it('fault 22: money that arrives after the order’s time-out goes back', async () => {
    const { shopper, order } = await withOrder()
    const paymentId = await opened(shopper, order.id)
    await later(31 * MINUTE, () => orderAlarm(order.id))
    const event = { type: 'payment.succeeded', orderId: order.id, paymentId, amount: 2000 } as const
    await told({ id: 'evt-late', ...event })
    const after = await orderOf(shopper, order.id)
    expect(after.status).toBe('cancelled')
    expect(after.payment.captured.amount).toBe(2000)
    expect(after.payment.refunded.amount + after.payment.refunding.amount).toBe(2000)
  })

  it('fault 22: a simultaneous payment and time-out have one winner', async () => {
    const { shopper, order } = await withOrder()
    const paymentId = await opened(shopper, order.id)
    const event = { id: 'evt-race', type: 'payment.succeeded', orderId: order.id, paymentId, amount: 2000 } as const
    await Promise.all([later(31 * MINUTE, () => orderAlarm(order.id)), told(event)])
    const after = await orderOf(shopper, order.id)
    const kept = after.payment.captured.amount - after.payment.refunded.amount - after.payment.refunding.amount
    expect([after.status, kept]).toEqual(after.status === 'paid' ? ['paid', 2000] : ['cancelled', 0])
  })

  it('the money of a second payment goes back, and the first payment stays', async () => {
    const { shopper, order } = await withOrder()
    const first = await opened(shopper, order.id)
    await told({ id: 'e1', type: 'payment.failed', orderId: order.id, paymentId: first, amount: 2000 })
    const second = await opened(shopper, order.id)
    expect(second).not.toBe(first)
    for (const paymentId of [second, first]) {
      await told({ id: `e-${paymentId}`, type: 'payment.succeeded', orderId: order.id, paymentId, amount: 2000 })
    }
    const { status, payment } = await orderOf(shopper, order.id)
    expect([status, payment.captured.amount, payment.refunded.amount + payment.refunding.amount]).toEqual([
      'paid',
      4000,
      2000,
    ])
  })

  it('money of another amount pays for nothing', async () => {
    const { shopper, order } = await withOrder()
    const paymentId = await opened(shopper, order.id)
    await told({ id: 'e-less', type: 'payment.succeeded', orderId: order.id, paymentId, amount: 1 })
    expect((await orderOf(shopper, order.id)).status).toBe('pending_payment')
  })

  it('fault 33: money counts once when its event is repeated or out of order', async () => {
    const { shopper, order } = await withOrder()
    const paymentId = await opened(shopper, order.id)
    const event = { id: 'evt-1', type: 'payment.succeeded', orderId: order.id, paymentId, amount: 2000 } as const
    await Promise.all([told(event), told(event), told({ ...event, id: 'evt-2' })])
    await told({ id: 'evt-0', type: 'payment.failed', orderId: order.id, paymentId, amount: 2000 })
    const after = await orderOf(shopper, order.id)
    expect([after.status, after.payment.captured.amount]).toEqual(['paid', 2000])
    expect(await told({ ...event, id: 'evt-3', paymentId: newId('pay', Date.now()) })).toBe('unknown')
  })

  it('cancelling a paid order gives all money back and frees its units', async () => {
    const { shopper, order } = await withOrder()
    const before = await unitsOf('tea')
    await paid(shopper, order)
    const cancelled = orderIn(await shopper.call('POST', `/v1/orders/${order.id}/cancel`))
    expect(['refund_pending', 'refunded']).toContain(cancelled.status)
    const after = await unitsOf('tea')
    expect([after.onHand, before.held - after.held]).toEqual([before.onHand, 2])
    const [refund] = (await orderObject(order.id).view())?.refunds ?? []
    await told({ id: 'evt-r', type: 'refund.succeeded', orderId: order.id, refundId: refund?.[0] ?? '' })
    expect((await orderOf(shopper, order.id)).status).toBe('refunded')
  })

  it('refunds never exceed the money that came in', async () => {
    const { shopper, order } = await withOrder()
    await paid(shopper, order)
    const refund = (amount: number, key = newKey()) =>
      act(order.id, 'refund', { amount: { amount, currency: 'CNY' }, reason: 'x' }, { 'idempotency-key': key })
    const key = newKey()
    orderIn(await refund(1500, key))
    orderIn(await refund(1500, key))
    ;(await refund(501)).refusal(409, 'refund_limit')
    ;(await act(order.id, 'refund', { amount: { amount: 1, currency: 'EUR' }, reason: 'x' })).refusal(
      400,
      'invalid_request',
    )
    ;(await refund(0)).refusal(400, 'invalid_request')
    expect(orderIn(await refund(500)).status).toMatch(/^refund/)
    ;(await refund(1)).refusal(409, 'illegal_transition')
  })
})
