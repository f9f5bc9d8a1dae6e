/**
 * The payment of an order: from `pay` over the hosted page to the webhook and back into the order, without stubs.
 * Invariant: money counts once, and money that pays for nothing goes back, however late, often or out of order the
 * provider's events arrive.
 */
import { describe, expect, it, vi } from 'vitest'
import { type OrderBody, orderSchema, payAnswerSchema } from '../../src/contract/answers/orders.ts'
import { payAnswer } from '../../src/contract/answers/payment.ts'
import { newId } from '../../src/domain/id.ts'
import { isolate, Shopper, stranger } from './support/client.ts'
import { hearing, owed, provider, ring, succeeded, tell } from './support/payments.ts'
import { product, stock } from './support/shop.ts'
import { HOUR, SECOND } from './support/time.ts'

const ADDRESS = { name: '林小雨', line1: '中山路 1 号', city: '上海', postalCode: '200000', country: 'CN' }
let last = 0

/** An order of two units that waits for its payment. */
async function placed() {
  const sku = `paid-${++last}`
  await stock(product(sku))
  const shopper = await Shopper.guest()
  expect((await shopper.add(sku, 2)).status).toBe(200)
  const reply = await shopper.call('POST', '/v1/checkout', { address: ADDRESS }, { 'idempotency-key': sku })
  expect(reply.status, reply.text).toBe(201)
  const { id } = reply.as(orderSchema)
  return new Buyer(shopper, id)
}

class Buyer {
  readonly shopper: Shopper
  readonly orderId: string

  constructor(shopper: Shopper, orderId: string) {
    this.shopper = shopper
    this.orderId = orderId
  }

  async pay(body: object = {}) {
    const reply = await this.shopper.call('POST', `/v1/orders/${this.orderId}/pay`, body)
    expect(reply.status, reply.text).toBe(200)
    return reply.as(payAnswerSchema)
  }

  async order(): Promise<OrderBody> {
    return (await this.shopper.get(`/v1/orders/${this.orderId}`)).as(orderSchema)
  }

  /** Waits until the provider has sent all webhooks, and reads the order. */
  async heard(paymentId: string): Promise<OrderBody> {
    await vi.waitUntil(async () => (await owed({ paymentId })).length === 0, { timeout: 10_000 })
    return this.order()
  }
}

async function decide(paymentId: string, body: object) {
  const path = `/pay/simulated/${paymentId}`
  const reply = await stranger.call('POST', path, body, { accept: 'application/json' })
  expect(reply.status, reply.text).toBe(200)
  return reply.as(payAnswer)
}

const steps = ({ history }: OrderBody) => history.map(({ to }) => to)

describe('an order', () => {
  it('an order is paid once its payment was approved', async () => {
    const buyer = await placed()
    const { paymentId, redirectUrl } = await buyer.pay()
    expect(new URL(redirectUrl).pathname).toBe(`/pay/simulated/${paymentId}`)
    expect(await decide(paymentId, { outcome: 'approve' })).toEqual({ paymentId, status: 'captured' })
    const order = await buyer.heard(paymentId)
    expect(order.status).toBe('paid')
    expect(order.payment).toMatchObject({ status: 'paid', captured: { amount: order.totals.total.amount } })
    expect(await provider().statement(paymentId)).toEqual({ captured: order.totals.total.amount, refunded: 0 })
  })

  it('fault 33: an order is paid once when ten repeats and a stale failure arrive', async () => {
    const buyer = await placed()
    const { paymentId } = await buyer.pay()
    await decide(paymentId, { outcome: 'approve', deliveries: 10, reorder: true })
    const order = await buyer.heard(paymentId)
    expect(steps(order).filter((to) => to === 'paid')).toHaveLength(1)
    expect(order.payment).toMatchObject({ status: 'paid', captured: order.totals.total })
  })

  it('an order stays unpaid when its payment is declined, and a second payment pays it', async () => {
    const buyer = await placed()
    const first = await buyer.pay()
    await decide(first.paymentId, { outcome: 'decline' })
    const declined = await buyer.heard(first.paymentId)
    expect(declined.status).toBe('pending_payment')
    const second = await buyer.pay()
    await decide(second.paymentId, { outcome: 'approve' })
    expect((await buyer.heard(second.paymentId)).status).toBe('paid')
  })

  it('an order is also paid by the same payment when it is approved after a decline', async () => {
    const buyer = await placed()
    const { paymentId } = await buyer.pay()
    await decide(paymentId, { outcome: 'decline' })
    await buyer.heard(paymentId)
    await decide(paymentId, { outcome: 'approve' })
    expect((await buyer.heard(paymentId)).status).toBe('paid')
  })

  it('an order that was cancelled before the money came gives it back', async () => {
    const buyer = await placed()
    const { paymentId } = await buyer.pay()
    await decide(paymentId, { outcome: 'approve', delaySeconds: 3600 })
    const cancelled = await buyer.shopper.call('POST', `/v1/orders/${buyer.orderId}/cancel`)
    expect(cancelled.status, cancelled.text).toBe(200)
    await ring({ paymentId }, HOUR + SECOND)
    const total = (await buyer.order()).totals.total.amount
    await vi.waitUntil(async () => (await provider().statement(paymentId))?.refunded === total, { timeout: 10_000 })
    expect((await buyer.order()).status).toBe('cancelled')
  })

  it('a paid order that is cancelled is refunded once the provider confirms it', async () => {
    const buyer = await placed()
    const { paymentId } = await buyer.pay()
    await decide(paymentId, { outcome: 'approve' })
    const total = (await buyer.heard(paymentId)).totals.total.amount
    await buyer.shopper.call('POST', `/v1/orders/${buyer.orderId}/cancel`)
    await vi.waitUntil(async () => (await buyer.order()).status === 'refunded', { timeout: 10_000 })
    expect(await provider().statement(paymentId)).toEqual({ captured: total, refunded: total })
  })

  it('a webhook that the order could not answer at first is delivered later', async () => {
    const buyer = await placed()
    const { paymentId } = await buyer.pay()
    const heardBy = hearing(async () => {
      throw new Error('the object is gone')
    })
    await decide(paymentId, { outcome: 'approve' })
    await vi.waitUntil(() => heardBy(buyer).length > 0)
    expect((await buyer.order()).status).toBe('pending_payment')
    vi.restoreAllMocks()
    await ring({ paymentId }, HOUR)
    expect((await buyer.heard(paymentId)).status).toBe('paid')
  })

  it('a forged webhook and one about another payment do not change an order', async () => {
    const buyer = await placed()
    const { paymentId } = await buyer.pay()
    const { totals } = await buyer.order()
    const claim = {
      orderId: buyer.orderId,
      paymentId,
      amount: totals.total.amount,
      number: '',
      currency: 'CNY',
      returnUrl: null,
    }
    const forged = await tell(succeeded(claim), { secret: `whsec_${btoa('another secret of these tests, 32')}` })
    forged.refusal(401, 'unauthenticated')
    expect((await tell(succeeded({ ...claim, paymentId: newId('pay', Date.now()) }))).status).toBe(200)
    expect((await buyer.order()).status).toBe('pending_payment')
  })
})

describe('the returnUrl of a payment', () => {
  it('a returnUrl must be on the shop’s own origin or a configured one', async () => {
    const buyer = await placed()
    const shop = isolate({ PAYMENT_RETURN_ORIGINS: 'https://shop.example' })
    const pay = (returnUrl: string) =>
      buyer.shopper.through(shop).call('POST', `/v1/orders/${buyer.orderId}/pay`, { returnUrl })
    for (const returnUrl of [
      'https://evil.example/',
      'javascript:alert(1)',
      'https://shop.example.evil.example/',
      '/',
    ]) {
      ;(await pay(returnUrl)).refusal(400, 'invalid_request')
    }
    expect((await pay('https://shop.example/thanks')).status).toBe(200)
    expect((await pay('https://pannier.test/thanks')).status).toBe(200)
  })
})
