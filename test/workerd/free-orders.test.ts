/**
 * Orders that cost nothing. Invariant: such an order is paid as soon as it stands, without a provider, and then behaves
 * like any other: its units are sold, it can be shipped or cancelled, and the ledger adds up.
 */
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { operator, Shopper } from './support/client.ts'
import { found, settled } from './support/ledger.ts'
import { act, checkOut, type OrderBody, ordered, orderIn, orderOf, unitsOf } from './support/orders.ts'
import { product, stock } from './support/shop.ts'

const CODE = 'GIFT-ALL'
const nothing = { amount: 0, currency: 'CNY' }
let last = 0

async function withOrder(): Promise<{ shopper: Shopper; order: OrderBody; sku: string }> {
  const sku = `gift-${++last}`
  await stock(product(sku, { priceAmount: 1_000, onHand: 10 }))
  const shopper = await Shopper.guest()
  await shopper.add(sku, 2)
  const { cart } = await shopper.call('POST', '/v1/cart/coupons', { code: CODE })
  expect(cart.totals.total).toEqual(nothing)
  return { shopper, order: await ordered(shopper), sku }
}

beforeAll(async () => {
  const body = { code: CODE, effect: { type: 'percentage', percent: 100 } }
  const reply = await operator.call('POST', '/v1/admin/coupons', body)
  expect(reply.status, reply.text).toBe(201)
})

describe('an order of 0', () => {
  it('an order of 0 is paid as soon as it stands, with its units sold and its lines out of the cart', async () => {
    const { shopper, order, sku } = await withOrder()
    expect(order).toMatchObject({ status: 'paid', expiresAt: null, payment: { status: 'paid', captured: nothing } })
    expect(order.history).toMatchObject([
      { from: null, to: 'pending_payment', by: 'stock' },
      { from: 'pending_payment', to: 'paid', by: 'nothing_due' },
    ])
    expect(await unitsOf(sku)).toMatchObject({ onHand: 8, held: 0, available: 8 })
    const { cart } = await shopper.cart()
    expect(cart).toMatchObject({ items: [], inCheckout: [], coupons: [] })
  })

  it('an order of 0 answers a repeat of its checkout with the same order', async () => {
    const { shopper } = await withOrder()
    await shopper.add(`gift-${last}`)
    await shopper.call('POST', '/v1/cart/coupons', { code: CODE })
    const once = orderIn(await checkOut(shopper, {}, 'gift-key'), 201)
    const again = await checkOut(shopper, {}, 'gift-key')
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(orderIn(again, 201)).toMatchObject({ id: once.id, status: 'paid' })
  })

  it('an order of 0 opens no payment, because nothing is due', async () => {
    const { shopper, order } = await withOrder()
    const { detail } = (await shopper.call('POST', `/v1/orders/${order.id}/pay`, {})).refusal(409, 'illegal_transition')
    expect(detail).toBe('The order does not require a payment.')
  })

  it('an order of 0 is shipped and delivered like any other, and the ledger finds no difference', async () => {
    const { shopper, order, sku } = await withOrder()
    orderIn(await act(order.id, 'ship', { carrier: 'SF', trackingNumber: '1' }))
    orderIn(await act(order.id, 'deliver'))
    expect(await orderOf(shopper, order.id)).toMatchObject({ status: 'delivered', payment: { status: 'paid' } })
    await settled(sku, order)
    expect(await found(`order:${order.id}`, `sku:${sku}`)).toEqual([])
  })

  it('a cancelled order of 0 becomes refunded, its units come back, and the ledger finds no difference', async () => {
    const { shopper, order, sku } = await withOrder()
    expect((await shopper.call('POST', `/v1/orders/${order.id}/cancel`)).status).toBe(200)
    await vi.waitFor(async () => {
      expect(await orderOf(shopper, order.id)).toMatchObject({ status: 'refunded', payment: { status: 'refunded' } })
    })
    expect(await unitsOf(sku)).toMatchObject({ onHand: 10, held: 0, available: 10 })
    await settled(sku, order)
    expect(await found(`order:${order.id}`, `sku:${sku}`)).toEqual([])
  })

  it('an order of 0 never gives money back', async () => {
    const { order } = await withOrder()
    const refund = { amount: { amount: 1, currency: 'CNY' }, reason: 'by mistake' }
    ;(await act(order.id, 'refund', refund)).refusal(409, 'refund_limit')
  })
})
