/**
 * The simulated provider as an outside party: the state of a payment, and the webhooks that it sends through the
 * worker's own front door. Invariants: a repeated webhook has one effect, and a refund never exceeds the captured
 * amount.
 */
import { env, evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Env } from '../../src/contract/env.ts'
import { newId } from '../../src/domain/id.ts'
import { paymentProvidersOf } from '../../src/objects/payment/providers.ts'
import { hearing, newPayment, objectOf, opened, owed, provider, ring, settle } from './support/payments.ts'
import { bindings } from './support/shop.ts'
import { HOUR, later, MINUTE, SECOND } from './support/time.ts'

afterEach(() => vi.restoreAllMocks())

const refundOf = ({ paymentId, orderId }: { paymentId: string; orderId: string }, amount: number) => ({
  ...{ paymentId, orderId, amount },
  refundId: newId('ref', Date.now()),
})

/** An hour ahead, so that the real alarm does not come first. */
const LATE = { delaySeconds: 3600 }

describe('the providers that the configuration names', () => {
  it('only configured providers exist, under any requested name', () => {
    expect(Object.keys(paymentProvidersOf(env as unknown as Env))).toEqual(['simulated'])
    const none = paymentProvidersOf({ ...bindings, PAYMENT_PROVIDERS: '' })
    for (const name of ['simulated', 'constructor', '__proto__', 'toString']) expect(none[name]).toBeUndefined()
  })
})

describe('a simulated payment', () => {
  it('a payment is opened once: a repeat answers the same, and changes nothing', async () => {
    const payment = await opened()
    expect(payment.redirectUrl).toBe(`/pay/simulated/${payment.paymentId}`)
    expect(await provider().open({ ...payment, amount: 1 })).toEqual({ redirectUrl: payment.redirectUrl })
    await settle(payment, LATE)
    expect(await provider().statement(payment.paymentId)).toEqual({ captured: payment.amount, refunded: 0 })
  })

  it('a payment that was never opened is unknown, and asking for it stores nothing', async () => {
    const { paymentId } = newPayment()
    expect(await provider().statement(paymentId)).toBeNull()
    expect(await settle({ paymentId })).toEqual({ status: 'unknown' })
    await expect(provider().refund(refundOf(newPayment(), 1))).rejects.toThrow(/the payment pay_\w+ does not exist/)
    expect(await tablesOf(paymentId)).toEqual([])
  })

  it('an open or declined payment has captured nothing, and may be approved later', async () => {
    hearing()
    const payment = await opened()
    expect(await provider().statement(payment.paymentId)).toEqual({ captured: 0, refunded: 0 })
    expect(await settle(payment, { outcome: 'decline', ...LATE })).toMatchObject({ payment: { status: 'declined' } })
    expect(await provider().statement(payment.paymentId)).toEqual({ captured: 0, refunded: 0 })
    expect(await settle(payment, LATE)).toMatchObject({ status: 'settled', payment: { status: 'captured' } })
    expect(await provider().statement(payment.paymentId)).toEqual({ captured: payment.amount, refunded: 0 })
  })

  it('an approved payment answers a repeat the same, sends one event, and cannot be declined any more', async () => {
    const payment = await opened()
    await settle(payment, LATE)
    expect(await settle(payment, LATE)).toMatchObject({ status: 'settled', payment: { status: 'captured' } })
    expect(await settle(payment, { outcome: 'decline' })).toMatchObject({ status: 'captured' })
    expect(await owed(payment)).toHaveLength(1)
  })

  it('a payment survives an eviction of its object, and its alarm still rings', async () => {
    const heardBy = hearing()
    const payment = await opened()
    await settle(payment, LATE)
    await evictDurableObject(objectOf(payment))
    await ring(payment, HOUR + SECOND)
    expect(heardBy(payment)).toMatchObject([{ type: 'payment.succeeded', paymentId: payment.paymentId }])
  })
})

describe('a refund', () => {
  it('a refund is pending, is reported by a webhook, and gives nothing back again when repeated', async () => {
    const heardBy = hearing()
    const payment = await opened()
    await settle(payment)
    const refund = refundOf(payment, 100)
    expect(await provider().refund(refund)).toBe('pending')
    await vi.waitUntil(() => heardBy(payment).length === 2)
    expect(heardBy(payment)[1]).toMatchObject({
      type: 'refund.succeeded',
      orderId: payment.orderId,
      refundId: refund.refundId,
    })
    await vi.waitUntil(async () => (await owed(payment)).length === 0)
    expect(await provider().refund({ ...refund, amount: 999 })).toBe('done')
    expect(await provider().statement(payment.paymentId)).toEqual({ captured: payment.amount, refunded: 100 })
    expect(await owed(payment)).toEqual([])
  })

  it('a refund stays pending while the shop has not received its webhook', async () => {
    hearing(async () => {
      throw new Error('gone')
    })
    const payment = await opened()
    await settle(payment, LATE)
    const refund = refundOf(payment, 1)
    for (let times = 0; times < 3; times++) expect(await provider().refund(refund)).toBe('pending')
    expect(await provider().statement(payment.paymentId)).toMatchObject({ refunded: 1 })
  })

  it('a refund is refused when it exceeds the captured amount', async () => {
    const payment = await opened()
    await expect(provider().refund(refundOf(payment, 1))).rejects.toThrow('at most 0')
    await settle(payment, LATE)
    await provider().refund(refundOf(payment, payment.amount - 1))
    await expect(provider().refund(refundOf(payment, 2))).rejects.toThrow('at most 1')
    await provider().refund(refundOf(payment, 1))
    await expect(provider().refund(refundOf(payment, 1))).rejects.toThrow('at most 0')
    expect(await provider().statement(payment.paymentId)).toEqual({
      captured: payment.amount,
      refunded: payment.amount,
    })
  })
})

describe('webhooks of a payment', () => {
  it('webhooks go through the guard and the route of this worker, at once', async () => {
    const heardBy = hearing()
    const payment = await opened()
    const { paymentId, orderId, amount, currency } = payment
    await settle(payment)
    await vi.waitUntil(() => heardBy(payment).length === 1)
    expect(heardBy(payment)).toEqual([
      { id: expect.stringMatching(/^evt_/), type: 'payment.succeeded', orderId, paymentId, amount, currency },
    ])
    await vi.waitUntil(async () => (await owed(payment)).length === 0)
  })

  it('webhooks come late on request, though the provider’s own state is current', async () => {
    const heardBy = hearing()
    const payment = await opened()
    await settle(payment, { delaySeconds: 600 })
    await ring(payment, 599 * SECOND)
    expect(heardBy(payment)).toEqual([])
    expect(await provider().statement(payment.paymentId)).toMatchObject({ captured: payment.amount })
    await ring(payment, 601 * SECOND)
    expect(heardBy(payment)).toHaveLength(1)
  })

  it('webhooks repeat as often as requested, as one event', async () => {
    const heardBy = hearing()
    const payment = await opened()
    await settle(payment, { deliveries: 10, ...LATE })
    await ring(payment, HOUR + SECOND)
    expect(heardBy(payment)).toHaveLength(10)
    expect(new Set(heardBy(payment).map(({ id }) => id)).size).toBe(1)
  })

  it('webhooks come out of order on request: an earlier failure after the success', async () => {
    const heardBy = hearing()
    const payment = await opened()
    await settle(payment, { reorder: true, ...LATE })
    const bodies = (await owed(payment)).map(({ body }) => JSON.parse(String(body)) as { timestamp: string })
    expect(Date.parse(bodies[1]?.timestamp ?? '')).toBeLessThan(Date.parse(bodies[0]?.timestamp ?? ''))
    await ring(payment, HOUR + SECOND)
    expect(heardBy(payment).map(({ type }) => type)).toEqual(['payment.succeeded', 'payment.failed'])
    expect(new Set(heardBy(payment).map(({ id }) => id)).size).toBe(2)
  })

  it('webhooks are sent again with growing delays under the same id and a new signature, until a 2xx', async () => {
    let down = true
    const heardBy = hearing(async () => {
      if (down) throw new Error('gone')
      return 'taken'
    })
    const payment = await opened()
    await settle(payment, LATE)
    let at = HOUR + SECOND
    for (const pause of [1, 3, 9, 27, 81, 243, 729, 900]) {
      await ring(payment, at)
      const [due] = await owed(payment)
      expect(Number(due?.due_at) - (Date.now() + at)).toBeGreaterThan((pause - 1) * SECOND)
      expect(Number(due?.due_at) - (Date.now() + at)).toBeLessThanOrEqual(pause * SECOND)
      at += pause * SECOND
    }
    down = false
    await ring(payment, at)
    expect(new Set(heardBy(payment).map(({ id }) => id)).size).toBe(1)
    expect(await owed(payment)).toEqual([])
  })

  it('webhooks are given up after two hours, with an alert', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    hearing(async () => {
      throw new Error('gone')
    })
    const payment = await opened()
    await settle(payment, LATE)
    for (let at = HOUR + SECOND; (await owed(payment)).length > 0; at += 16 * MINUTE) {
      expect(at).toBeLessThan(6 * HOUR)
      await ring(payment, at)
    }
    expect(log.mock.calls.flat().join('\n')).toContain('payment.webhook_given_up')
    expect(await later(6 * HOUR, () => provider().statement(payment.paymentId))).toMatchObject({
      captured: payment.amount,
    })
  })
})

/** The tables of the object, without the platform's own. */
function tablesOf(paymentId: string) {
  const query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'"
  return runInDurableObject(objectOf({ paymentId }), (_, { storage }) => storage.sql.exec(query).toArray())
}
