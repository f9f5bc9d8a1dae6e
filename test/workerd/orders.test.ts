/**
 * The life of an order over HTTP. Invariants: a status follows only along the transitions; an unpaid order cancels
 * itself and its lines go back; money that pays for nothing goes back; only the owner and operators see an order.
 */
import { runDurableObjectAlarm } from 'cloudflare:test'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { newId } from '../../src/domain/id.ts'
import { operator, Shopper, stranger } from './support/client.ts'
import { cartOf } from './support/objects.ts'
import {
  act,
  newKey,
  opened,
  orderAlarm,
  ordered,
  orderIn,
  orderObject,
  orderOf,
  paid,
  stockObject,
  unitsOf,
  withOrder,
} from './support/orders.ts'
import { login, registered } from './support/person.ts'
import { bindings, product, stock } from './support/shop.ts'
import { HOUR, later, MINUTE } from './support/time.ts'

beforeAll(() => stock(product('tea', { priceAmount: 1000, onHand: 10_000 }), product('cup', { onHand: 10_000 })))
afterEach(() => vi.restoreAllMocks())

const SHIP = { carrier: 'SF Express', trackingNumber: 'SF123' }
const statuses = (order: { history: readonly { to: string }[] }) => order.history.map(({ to }) => to)

describe('an order', () => {
  it('an order is paid, shipped, delivered and partly refunded, with each step in its history', async () => {
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

  it('fault 34: an order refuses illegal transitions with a code', async () => {
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

  it('a change of an order applies once per key, and needs the version that was seen', async () => {
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

  it('an order answers 304 while it has not changed', async () => {
    const { shopper, order } = await withOrder()
    const etag = (await shopper.get(`/v1/orders/${order.id}`)).headers.get('etag') ?? ''
    const known = { 'if-none-match': etag }
    expect((await shopper.get(`/v1/orders/${order.id}`, known)).status).toBe(304)
    await opened(shopper, order.id)
    expect((await shopper.get(`/v1/orders/${order.id}`, known)).status).toBe(200)
  })

  it('fault 28: another shopper can neither see nor change an order', async () => {
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
  it('a shopper can cancel an unpaid order, and its lines are back at once', async () => {
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

  it('an unpaid order cancels itself at its time-out, and gives lines and units back', async () => {
    const { shopper, order } = await withOrder()
    const before = await unitsOf('tea')
    await later(31 * MINUTE, () => orderAlarm(order.id))
    const done = await orderOf(shopper, order.id)
    expect(done).toMatchObject({ status: 'cancelled', expiresAt: null })
    expect(done.history.at(-1)).toMatchObject({ from: 'pending_payment', to: 'cancelled', by: 'timeout' })
    expect((await shopper.cart()).cart.items).toMatchObject([{ sku: 'tea', quantity: 2 }])
    expect(before.held - (await unitsOf('tea')).held).toBe(2)
  })

  it('the lines of a cancelled order return to a full cart, beyond its limits', async () => {
    const { shopper } = await withOrder(900)
    await shopper.add('tea', 900)
    const { cart } = await shopper.cart()
    const { orderId = '' } = cart.inCheckout[0] ?? {}
    orderIn(await shopper.call('POST', `/v1/orders/${orderId}/cancel`))
    expect((await shopper.cart()).cart.items).toMatchObject([{ sku: 'tea', quantity: 1800 }])
    ;(await shopper.add('tea')).refusal(409, 'quantity_limit')
  })

  it('fault 52: the order of a guest who logs in meanwhile gives its lines to the user’s cart', async () => {
    const { shopper, order } = await withOrder()
    const person = await registered()
    const signedIn = await login(person.email, { guestToken: shopper.token })
    expect(signedIn.status, signedIn.text).toBe(200)
    // The order follows its owner, and so do its lines when the order is cancelled.
    expect((await orderOf(person.client, order.id)).userId).toBe(person.id)
    ;(await shopper.get(`/v1/orders/${order.id}`)).refusal(404, 'not_found')
    await later(31 * MINUTE, () => orderAlarm(order.id))
    const { cart } = await person.client.get('/v1/cart')
    expect(cart.items).toMatchObject([{ sku: 'tea', quantity: 2 }])
    // A repeated message gives the lines back once.
    await cartOf({ id: shopper.id }).giveBack(order.id)
    expect((await person.client.get('/v1/cart')).cart.items).toMatchObject([{ quantity: 2 }])
  })

  it('an order whose cart was erased is still cancelled', async () => {
    const { shopper, order } = await withOrder()
    await cartOf(shopper).erase()
    await later(31 * MINUTE, () => orderAlarm(order.id))
    expect((await orderObject(order.id).view())?.status).toBe('cancelled')
    const due = await operator.get(`/v1/admin/orders/${order.id}`)
    expect(orderIn(due).status).toBe('cancelled')
  })
})

describe('a hold', () => {
  it('fault 53: a hold stays while its order cannot be asked, and is sold after the payment', async () => {
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

  it('a hold is refused after its release, and a release counts once', async () => {
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
