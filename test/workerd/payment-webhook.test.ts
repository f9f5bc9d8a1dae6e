/**
 * Webhooks of payment providers, from outside. Invariant: only recent messages with the provider's signature over their
 * exact bytes reach an order; and a 2xx means that the message need not be sent again.
 */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { webhookAnswer } from '../../src/contract/answers/payment.ts'
import { signWebhook } from '../../src/contract/standard-webhooks.ts'
import { newId } from '../../src/domain/id.ts'
import { objectsOf } from '../../src/objects/objects.ts'
import { TEST_PAYMENT_SECRET } from '../support/secrets.ts'
import { isolate, type Reply, stranger } from './support/client.ts'
import { HOOK, hearing, newPayment, seconds, succeeded, tell } from './support/payments.ts'
import { bindings } from './support/shop.ts'
import { MINUTE } from './support/time.ts'

afterEach(() => vi.restoreAllMocks())

const taken = (reply: Reply) => {
  expect(reply.status, reply.text).toBe(200)
  expect(reply.as(webhookAnswer)).toEqual({ received: true })
}
const refused = (reply: Reply) => reply.refusal(401, 'unauthenticated')

describe('a webhook', () => {
  const known = newPayment()

  it('a signed webhook reaches its order under the id of the event', async () => {
    const heardBy = hearing()
    const payment = newPayment()
    const { orderId, paymentId, amount } = payment
    taken(await tell(succeeded(payment), { id: 'evt_1' }))
    const refundId = newId('ref', Date.now())
    const timestamp = new Date().toISOString()
    taken(await tell({ type: 'refund.succeeded', timestamp, data: { orderId, refundId } }, { id: 'evt_2' }))
    expect(heardBy(payment)).toEqual([
      { id: 'evt_1', type: 'payment.succeeded', orderId, paymentId, amount },
      { id: 'evt_2', type: 'refund.succeeded', orderId, refundId },
    ])
  })

  it('a repeated webhook gets the same answer, because the order knows its events', async () => {
    const heardBy = hearing()
    const payment = newPayment()
    const notice = succeeded(payment)
    for (let times = 0; times < 3; times++) taken(await tell(notice, { id: 'evt_same' }))
    expect(heardBy(payment).map(({ id }) => id)).toEqual(['evt_same', 'evt_same', 'evt_same'])
  })

  it('a webhook about an unknown payment gets 2xx, and raises an alert', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    hearing(async () => 'unknown')
    const payment = newPayment()
    const { orderId } = payment
    // An isolate of its own, so that its log has only the lines of this request.
    taken(await tell(succeeded(payment), { id: 'evt_lost', client: stranger.through(isolate()) }))
    const lines = log.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>)
    expect(lines).toContainEqual(
      expect.objectContaining({ event: 'payment.unknown', alert: true, eventId: 'evt_lost', orderId }),
    )
  })

  it('a webhook about an order that never existed gets 2xx, and creates no order', async () => {
    const payment = newPayment()
    taken(await tell(succeeded(payment)))
    expect(await objectsOf(bindings).order(payment.orderId).view()).toBeNull()
  })

  it('a webhook is 503 while the order cannot answer, so that the provider sends it again', async () => {
    hearing(async () => {
      throw new Error('the object is gone')
    })
    const reply = await tell(succeeded(newPayment()))
    reply.refusal(503, 'unavailable')
    expect(reply.headers.get('retry-after')).not.toBeNull()
  })

  it.each([
    ['an empty body', ''],
    ['no type', {}],
    ['another type', { ...succeeded(known), type: 'payment.imagined' }],
    ['no time', { ...succeeded(known), timestamp: undefined }],
    ['an unknown field', { ...succeeded(known), price: 1 }],
    ['another kind of id', succeeded({ ...known, orderId: 'ord_1' })],
    ['half a unit', succeeded({ ...known, amount: 0.5 })],
    ['a negative amount', succeeded({ ...known, amount: -1 })],
    ['a refund event with a payment’s data', { ...succeeded(known), type: 'refund.succeeded' }],
    ['a list', '[]'],
  ])('a signed webhook with %s is 400', async (_, body) => {
    const heardBy = hearing()
    ;(await tell(body)).refusal(400, 'invalid_request')
    expect(heardBy(known)).toEqual([])
  })

  it.each(['paypal', 'constructor', '__proto__', 'toString'])('a webhook of the provider %s is 404', async (name) => {
    ;(await tell(succeeded(newPayment()), { path: `/v1/webhooks/payments/${name}` })).refusal(404, 'not_found')
  })

  it('a webhook of a provider that is not configured is 404, also with a valid signature', async () => {
    const closed = stranger.through(isolate({ PAYMENT_PROVIDERS: '' }))
    const raw = JSON.stringify(succeeded(newPayment()))
    const signed = await signWebhook(TEST_PAYMENT_SECRET, 'evt_1', seconds(), raw)
    ;(await closed.call('POST', HOOK, raw, { ...signed })).refusal(404, 'not_found')
  })
})

describe('fault 33: the signature of a webhook', () => {
  const payment = newPayment()
  const notice = succeeded(payment)

  it('a webhook’s signature covers exactly the bytes of the body', async () => {
    const heardBy = hearing()
    const odd = JSON.stringify(notice, null, 3)
    const signed = await signWebhook(TEST_PAYMENT_SECRET, 'evt_1', seconds(), odd)
    refused(await stranger.call('POST', HOOK, JSON.stringify(JSON.parse(odd)), { ...signed }))
    refused(await stranger.call('POST', HOOK, `${odd} `, { ...signed }))
    refused(await stranger.call('POST', HOOK, JSON.stringify(succeeded(newPayment())), { ...signed }))
    refused(await stranger.call('POST', HOOK, odd, { ...signed, 'webhook-id': 'evt_2' }))
    refused(await stranger.call('POST', HOOK, odd, { ...signed, 'webhook-timestamp': `${seconds() + 1}` }))
    expect(heardBy(payment)).toEqual([])
    taken(await stranger.call('POST', HOOK, odd, { ...signed }))
    expect(heardBy(payment)).toHaveLength(1)
  })

  it('a webhook’s signature is valid for five minutes, before and after its time', async () => {
    const heardBy = hearing()
    for (const minutes of [-5.5, 5.5, -60 * 24, 60 * 24]) {
      refused(await tell(notice, { at: seconds(Date.now() + minutes * MINUTE) }))
    }
    expect(heardBy(payment)).toEqual([])
    for (const minutes of [-4.5, 4.5]) taken(await tell(notice, { at: seconds(Date.now() + minutes * MINUTE) }))
  })

  it('a webhook’s signature must use the provider’s secret, and no other of this deployment', async () => {
    hearing()
    refused(await tell(notice, { secret: `whsec_${btoa('another secret of these tests, 32')}` }))
  })

  it.each([
    { 'webhook-signature': '' },
    { 'webhook-signature': 'v1,' },
    { 'webhook-signature': `v1,${'A'.repeat(43)}=` },
    { 'webhook-id': '' },
    { 'webhook-id': 'a.1' },
    { 'webhook-timestamp': '' },
    { 'webhook-timestamp': '1e9' },
  ])('a webhook’s signature is refused with %j', async (headers) => {
    refused(await tell(notice, { headers }))
  })

  it('a webhook’s signature is checked before its body', async () => {
    refused(await stranger.call('POST', HOOK, { nonsense: true }))
    refused(await stranger.call('POST', HOOK))
  })
})
