/** The providers of this release pass the contract of payment providers, over models of their back ends. */
import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/contract/config.ts'
import type { PaymentEvent } from '../../src/contract/payment.ts'
import type { SimulatedPaymentObject } from '../../src/contract/rpc/simulated-payment.ts'
import { signWebhook } from '../../src/contract/standard-webhooks.ts'
import { fromStripeAmount } from '../../src/contract/stripe-amount.ts'
import { manualProvider } from '../../src/objects/payment/manual-provider.ts'
import { SimulatedPayment } from '../../src/objects/payment/simulated-payment.ts'
import { simulatedProvider } from '../../src/objects/payment/simulated-provider.ts'
import { simulatedReader } from '../../src/worker/payment/simulated-webhook.ts'
import { itIsAPaymentProvider, type Rig } from '../support/payment-provider-contract.ts'
import { TEST_PAYMENT_SECRET, TEST_VARS } from '../support/secrets.ts'
import { stripeRig } from '../support/stripe/rig.ts'
import { Disk } from '../world/object-storage.ts'
import { storageOn } from './aggregate/bench.ts'

/** The simulated provider over objects in Node, whose webhooks are read as they arrive. */
async function simulatedRig(): Promise<Rig> {
  const reader = simulatedReader(readConfig(TEST_VARS))
  const payments = new Map<string, SimulatedPayment>()
  const events: PaymentEvent[] = []
  let isLost = false
  const at = (paymentId: string): SimulatedPayment => {
    const known = payments.get(paymentId)
    if (known) return known
    const payment = new SimulatedPayment(storageOn(new Disk()), {
      now: () => Date.now(),
      random: Math.random,
      log: () => {},
      async post(eventId, body) {
        const headers: Record<string, string> = {
          ...(await signWebhook(TEST_PAYMENT_SECRET, eventId, Math.floor(Date.now() / 1000), body)),
        }
        const event = await reader?.verify((name) => headers[name], body, Date.now())
        if (event && event !== 'ignored') events.push(event)
        return 200
      },
    })
    payments.set(paymentId, payment)
    return payment
  }
  const call = async <Value>(apply: () => Value): Promise<Value> => {
    const value = apply()
    if (isLost) {
      isLost = false
      throw new Error('the answer was lost')
    }
    return value
  }
  const object = (paymentId: string): SimulatedPaymentObject => ({
    open: (request) => call(() => at(paymentId).open(request)),
    refund: (request) => call(() => at(paymentId).refund(request)),
    forgetReturn: (request) => call(() => at(paymentId).forgetReturn(request)),
    statement: () => call(() => at(paymentId).statement()),
    view: () => call(() => at(paymentId).view()),
    settle: (outcome) => call(() => at(paymentId).settle(outcome)),
  })
  const settle = async (paymentId: string, outcome: 'approve' | 'decline') => {
    at(paymentId).settle({ outcome, delaySeconds: 0, deliveries: 1, reorder: false })
    await at(paymentId).deliver()
  }
  return {
    provider: simulatedProvider(object),
    loseAnswer: () => {
      isLost = true
    },
    pay: (paymentId) => settle(paymentId, 'approve'),
    decline: (paymentId) => settle(paymentId, 'decline'),
    async settleRefunds() {
      for (const payment of payments.values()) await payment.deliver()
    },
    events: async () => events,
    books: (paymentId) => at(paymentId).statement() ?? { captured: 0, refunded: 0 },
    returnUrlOf: (paymentId) => at(paymentId).view()?.returnUrl ?? null,
  }
}

itIsAPaymentProvider('simulated', simulatedRig)
itIsAPaymentProvider('stripe', async (currency) => {
  const { rig, stripe } = stripeRig()
  const inMinorUnits = (amount: number) => fromStripeAmount(amount, currency)
  return {
    ...rig,
    books(paymentId) {
      const { captured, refunded } = stripe.books(paymentId)
      return { captured: inMinorUnits(captured), refunded: inMinorUnits(refunded) }
    },
  }
})

describe('the payment provider manual', () => {
  it('a refund stays pending, and nothing is opened anywhere', async () => {
    const provider = manualProvider(1_000)
    const request = { paymentId: 'pay_1', orderId: 'ord_1', number: '1', amount: 1, currency: 'CNY' }
    expect(await provider.open({ ...request, returnUrl: 'https://shop.example/a' })).toEqual({
      redirectUrl: 'https://shop.example/a',
    })
    expect(await provider.open({ ...request, returnUrl: null })).toEqual({ redirectUrl: '/' })
    expect(await provider.refund({ refundId: 'ref_1', paymentId: 'pay_1', orderId: 'ord_1', amount: 1 })).toBe(
      'pending',
    )
    expect(provider).toMatchObject({ waitMs: 1_000 })
  })
})
