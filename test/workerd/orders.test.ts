/**
 * The life of an order over HTTP. Invariant: a status follows only along the transitions; an unpaid order cancels itself
 * and its lines go back; money that pays for nothing goes back; nobody sees another's order.
 */
import { runDurableObjectAlarm } from 'cloudflare:test'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { orderListSchema } from '../../src/contract/http/orders.ts'
import { newId } from '../../src/domain/id.ts'
import { operator, Shopper, stranger } from './support/client.ts'
import { cartOf } from './support/objects.ts'
import {
  checkOut,
  newKey,
  opened,
  orderAlarm,
  ordered,
  orderIn,
  orderObject,
  orderOf,
  paid,
  stockObject,
  told,
  unitsOf,
} from './support/orders.ts'
import { login, registered } from './support/person.ts'
import { bindings, product, stock } from './support/shop.ts'
import { HOUR, later, MINUTE } from './support/time.ts'

beforeAll(() => stock(product('tea', { priceAmount: 1000, onHand: 10_000 }), product('cup', { onHand: 10_000 })))
afterEach(() => vi.restoreAllMocks())

async function withOrder(quantity = 2) {
  const shopper = await Shopper.guest()
  await shopper.add('tea', quantity)
  return { shopper, order: await ordered(shopper) }
}

const act = (id: string, what: string, body?: object, headers = {}) =>
  operator.call('POST', `/v1/admin/orders/${id}/${what}`, body, headers)
const SHIP = { carrier: 'SF Express', trackingNumber: 'SF123' }
const statuses = (order: { history: readonly { to: string }[] }) => order.history.map(({ to }) => to)

describe('an order', () => {
  it('is paid, shipped, delivered and given back in part, each step in its history', async () => {
    const { shopper, order } = await withOrder(3)
    const before = await unitsOf('tea')
    await paid(shopper, order)
    const sold = await unitsOf('tea')
    expect([before.onHand - sold.onHand, before.held - sold.held]).toEqual([3, 3])
    expect((await shopper.cart()).cart.inCheckout).toEqual([])
    orderIn(await act(order.id, 'ship', SHIP))
    orderIn(await act(order.id, 'deliver'))
    const part = { amount: { amount: 500, currency: 'CNY' }, reason: 'one cup was broken' }
    const refunded = orderIn(await act(order.id, 'refund', part))
    expect(refunded.status).toBe('delivered')
    const done = await orderOf(shopper, order.id)
    expect(statuses(done)).toEqual(['pending_payment', 'paid', 'shipped', 'delivered'])
    expect(done.history.map(({ by }) => by).slice(0, 2)).toEqual(['stock', 'payment'])
    expect(done.shipment).toMatchObject(SHIP)
    expect(done.payment).toMatchObject({ captured: { amount: 3000 }, refunding: { amount: 500 } })
  })

  it('refuses illegal jumps, and says so (fault 34)', async () => {
    const { shopper, order } = await withOrder()
    for (const [what, body] of [
      ['ship', SHIP],
      ['deliver', undefined],
      ['refund', { reason: 'x' }],
    ] as const) {
      ;(await act(order.id, what, body)).refusal(409, 'illegal_transition')
    }
    await paid(shopper, order)
    ;(await act(order.id, 'deliver')).refusal(409, 'illegal_transition')
    orderIn(await act(order.id, 'ship', SHIP))
    ;(await act(order.id, 'ship', SHIP)).refusal(409, 'illegal_transition')
    ;(await shopper.call('POST', `/v1/orders/${order.id}/cancel`)).refusal(409, 'illegal_transition')
    ;(await shopper.call('POST', `/v1/orders/${order.id}/pay`, {})).refusal(409, 'illegal_transition')
    expect(statuses(await orderOf(shopper, order.id))).toEqual(['pending_payment', 'paid', 'shipped'])
  })

  it('is changed under its key once, and only as it was seen', async () => {
    const { shopper, order } = await withOrder()
    await paid(shopper, order)
    const stale = { 'if-match': `"${order.version}"` }
    ;(await act(order.id, 'ship', SHIP, stale)).refusal(412, 'version_mismatch')
    const { version } = await orderOf(shopper, order.id)
    const headers = { 'idempotency-key': newKey(), 'if-match': `"${version}"` }
    orderIn(await act(order.id, 'ship', SHIP, headers))
    const again = await act(order.id, 'ship', SHIP, headers)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    ;(await act(order.id, 'ship', { ...SHIP, carrier: 'DHL' }, headers)).refusal(422, 'idempotency_key_reused')
  })

  it('answers 304 while it has not changed', async () => {
    const { shopper, order } = await withOrder()
    const etag = (await shopper.get(`/v1/orders/${order.id}`)).headers.get('etag') ?? ''
    const known = { 'if-none-match': etag }
    expect((await shopper.get(`/v1/orders/${order.id}`, known)).status).toBe(304)
    await opened(shopper, order.id)
    expect((await shopper.get(`/v1/orders/${order.id}`, known)).status).toBe(200)
  })

  it('is nobody else’s to see or touch (fault 28)', async () => {
    const { order } = await withOrder()
    const other = await Shopper.guest()
    ;(await other.get(`/v1/orders/${order.id}`)).refusal(404, 'not_found')
    ;(await other.call('POST', `/v1/orders/${order.id}/cancel`)).refusal(404, 'not_found')
    ;(await other.call('POST', `/v1/orders/${order.id}/pay`, {})).refusal(404, 'not_found')
    ;(await stranger.get(`/v1/orders/${order.id}`)).refusal(401, 'unauthenticated')
    ;(await other.get(`/v1/orders/${newId('ord', Date.now())}`)).refusal(404, 'not_found')
    ;(await other.get('/v1/orders/nonsense')).refusal(400, 'invalid_request')
  })
})

describe('an unpaid order', () => {
  it('is cancelled by its shopper, and its lines are back at once', async () => {
    const { shopper, order } = await withOrder()
    await shopper.add('tea')
    const before = await unitsOf('tea')
    const cancelled = orderIn(await shopper.call('POST', `/v1/orders/${order.id}/cancel`))
    expect(cancelled.status).toBe('cancelled')
    const { cart } = await shopper.cart()
    expect(cart.items).toMatchObject([{ sku: 'tea', quantity: 3 }])
    expect(cart.inCheckout).toEqual([])
    expect(before.held - (await unitsOf('tea')).held).toBe(2)
    ;(await shopper.call('POST', `/v1/orders/${order.id}/cancel`)).refusal(409, 'illegal_transition')
  })

  it('cancels itself after its time, and gives lines and units back', async () => {
    const { shopper, order } = await withOrder()
    const before = await unitsOf('tea')
    await later(31 * MINUTE, () => orderAlarm(order.id))
    const done = await orderOf(shopper, order.id)
    expect(done).toMatchObject({ status: 'cancelled', expiresAt: null })
    expect(done.history.at(-1)).toMatchObject({ from: 'pending_payment', to: 'cancelled', by: 'timeout' })
    expect((await shopper.cart()).cart.items).toMatchObject([{ sku: 'tea', quantity: 2 }])
    expect(before.held - (await unitsOf('tea')).held).toBe(2)
  })

  it('lets its lines come back into a full cart, beyond its limits', async () => {
    const { shopper } = await withOrder(900)
    await shopper.add('tea', 900)
    const { cart } = await shopper.cart()
    const { orderId = '' } = cart.inCheckout[0] ?? {}
    orderIn(await shopper.call('POST', `/v1/orders/${orderId}/cancel`))
    expect((await shopper.cart()).cart.items).toMatchObject([{ sku: 'tea', quantity: 1800 }])
    ;(await shopper.add('tea')).refusal(409, 'quantity_limit')
  })

  it('of a guest who logs in meanwhile gives its lines to the user’s cart (fault 52)', async () => {
    const { shopper, order } = await withOrder()
    const person = await registered()
    const signedIn = await login(person.email, { guestToken: shopper.token })
    expect(signedIn.status, signedIn.text).toBe(200)
    // The order follows its owner, and its lines do when it comes to nothing.
    expect((await orderOf(person.client, order.id)).userId).toBe(person.id)
    ;(await shopper.get(`/v1/orders/${order.id}`)).refusal(404, 'not_found')
    await later(31 * MINUTE, () => orderAlarm(order.id))
    const { cart } = await person.client.get('/v1/cart')
    expect(cart.items).toMatchObject([{ sku: 'tea', quantity: 2 }])
    // Told twice, they come once.
    await cartOf({ id: shopper.id }).giveBack(order.id)
    expect((await person.client.get('/v1/cart')).cart.items).toMatchObject([{ quantity: 2 }])
  })

  it('of an erased cart is only acknowledged', async () => {
    const { shopper, order } = await withOrder()
    await cartOf(shopper).erase()
    await later(31 * MINUTE, () => orderAlarm(order.id))
    expect((await orderObject(order.id).view())?.status).toBe('cancelled')
    const due = await operator.get(`/v1/admin/orders/${order.id}`)
    expect(orderIn(due).status).toBe('cancelled')
  })
})

describe('money', () => {
  it('that comes after the order’s time goes back (fault 22)', async () => {
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

  it('and expiry at once have one winner (fault 22)', async () => {
    const { shopper, order } = await withOrder()
    const paymentId = await opened(shopper, order.id)
    const event = { id: 'evt-race', type: 'payment.succeeded', orderId: order.id, paymentId, amount: 2000 } as const
    await Promise.all([later(31 * MINUTE, () => orderAlarm(order.id)), told(event)])
    const after = await orderOf(shopper, order.id)
    const kept = after.payment.captured.amount - after.payment.refunded.amount - after.payment.refunding.amount
    expect([after.status, kept]).toEqual(after.status === 'paid' ? ['paid', 2000] : ['cancelled', 0])
  })

  it('of a second payment goes back, and the first one stays', async () => {
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

  it('of another amount pays for nothing', async () => {
    const { shopper, order } = await withOrder()
    const paymentId = await opened(shopper, order.id)
    await told({ id: 'e-less', type: 'payment.succeeded', orderId: order.id, paymentId, amount: 1 })
    expect((await orderOf(shopper, order.id)).status).toBe('pending_payment')
  })

  it('is counted once, told twice or in the wrong order (fault 33)', async () => {
    const { shopper, order } = await withOrder()
    const paymentId = await opened(shopper, order.id)
    const event = { id: 'evt-1', type: 'payment.succeeded', orderId: order.id, paymentId, amount: 2000 } as const
    await Promise.all([told(event), told(event), told({ ...event, id: 'evt-2' })])
    await told({ id: 'evt-0', type: 'payment.failed', orderId: order.id, paymentId, amount: 2000 })
    const after = await orderOf(shopper, order.id)
    expect([after.status, after.payment.captured.amount]).toEqual(['paid', 2000])
    expect(await told({ ...event, id: 'evt-3', paymentId: newId('pay', Date.now()) })).toBe('unknown')
  })

  it('is given back in full when a paid order is cancelled, and its units are there again', async () => {
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

  it('is never given back beyond what came in', async () => {
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

describe('a hold', () => {
  it('stays while its order cannot be asked, and is sold when it was paid (fault 53)', async () => {
    await stock(product('vase', { onHand: 1 }))
    const shopper = await Shopper.guest()
    await shopper.add('vase')
    const order = await ordered(shopper)
    const vase = bindings.STOCK.getByName('vase')
    const orders = vi.spyOn(Object.getPrototypeOf(bindings.ORDERS) as DurableObjectNamespace, 'getByName')
    orders.mockImplementation(() => {
      throw new Error('the network is gone')
    })
    await later(HOUR, () => runDurableObjectAlarm(vase))
    orders.mockRestore()
    expect(await unitsOf('vase')).toMatchObject({ held: 1, available: 0 })
    expect(await stockObject('vase').hold({ orderId: 'ord_other', quantity: 1, until: 0 })).toMatchObject({
      status: 'short',
    })
    await paid(shopper, order)
    expect(await unitsOf('vase')).toMatchObject({ onHand: 0, held: 0 })
  })

  it('is refused after its release, and a release counts once', async () => {
    await stock(product('lamp', { onHand: 3 }))
    const lamp = stockObject('lamp')
    await lamp.release('ord_early')
    expect(await lamp.hold({ orderId: 'ord_early', quantity: 1, until: 0 })).toEqual({ status: 'ended' })
    const until = Date.now() + HOUR
    await lamp.hold({ orderId: 'ord_a', quantity: 2, until })
    await lamp.hold({ orderId: 'ord_a', quantity: 2, until })
    expect(await unitsOf('lamp')).toMatchObject({ held: 2, available: 1 })
    await lamp.release('ord_a')
    await lamp.release('ord_a')
    await lamp.commit('ord_a', 2)
    expect(await unitsOf('lamp')).toMatchObject({ onHand: 3, held: 0, available: 3 })
  })
})

describe('lists', () => {
  it('show a fresh order at once, the newest first, page by page', async () => {
    const shopper = await Shopper.guest()
    const made: string[] = []
    for (let index = 0; index < 5; index++) {
      await shopper.add('cup')
      made.unshift((await ordered(shopper)).id)
    }
    const list = async (query = '') => (await shopper.get(`/v1/orders${query}`)).as(orderListSchema)
    expect((await list()).items.map(({ id }) => id)).toEqual(made)
    await vi.waitUntil(
      async () =>
        (await bindings.RECORD.prepare('SELECT id FROM orders WHERE owner = ?').bind(shopper.id).all()).results
          .length === 5,
      { timeout: 10_000 },
    )
    const first = await list('?limit=2')
    expect(first.items.map(({ id }) => id)).toEqual(made.slice(0, 2))
    const second = await list(`?limit=3&cursor=${first.nextCursor}`)
    expect(second.items.map(({ id }) => id)).toEqual(made.slice(2))
    expect(second.nextCursor).toBeNull()
    ;(await shopper.get('/v1/orders?cursor=nonsense')).refusal(400, 'invalid_request')
  })

  it('are filtered for operators, and support may read them', async () => {
    const { shopper, order } = await withOrder()
    const support = await Shopper.of({ id: newId('usr', Date.now()), role: 'support' })
    await vi.waitUntil(
      async () => (await support.get(`/v1/admin/orders?userId=${shopper.id}`)).as(orderListSchema).items.length === 1,
      { timeout: 10_000 },
    )
    const found = async (query: string) =>
      (await support.get(`/v1/admin/orders?userId=${shopper.id}&${query}`))
        .as(orderListSchema)
        .items.map(({ id }) => id)
    expect(await found('status=pending_payment')).toEqual([order.id])
    expect(await found('status=paid')).toEqual([])
    expect(await found(`from=${order.createdAt}`)).toEqual([order.id])
    expect(await found(`to=${order.createdAt}`)).toEqual([])
    ;(await support.call('POST', `/v1/admin/orders/${order.id}/deliver`)).refusal(403, 'forbidden')
    ;(await support.get('/v1/admin/orders?status=holding')).refusal(400, 'invalid_request')
  })
})

describe('a person who goes', () => {
  it('is forgotten in their orders, and the ledger stays', async () => {
    const person = await registered()
    await person.client.call('POST', '/v1/cart/items', { sku: 'tea', quantity: 1 })
    const order = orderIn(await checkOut(person.client, { email: 'lin@example.com' }), 201)
    const exported = JSON.parse((await person.client.get('/v1/me/export')).text)
    expect(exported.orders).toMatchObject([{ id: order.id, email: 'lin@example.com' }])
    const gone = await person.client.call('DELETE', '/v1/me', { password: 'correct horse battery' })
    expect(gone.status, gone.text).toBe(204)
    const left = orderIn(await operator.get(`/v1/admin/orders/${order.id}`))
    expect(left).toMatchObject({ userId: null, address: null, email: null, totals: order.totals })
    await vi.waitUntil(
      async () => {
        const row = await bindings.RECORD.prepare('SELECT lists FROM orders WHERE id = ?').bind(order.id).first()
        return row && !String(row.lists).includes('lin@example.com') && !String(row.lists).includes('林小雨')
      },
      { timeout: 10_000 },
    )
  })
})
