/** The Stripe provider and its webhook reader over the stand-in. */
import type { PaymentEvent } from '../../../src/contract/payment.ts'
import { stripeProvider } from '../../../src/objects/payment/stripe-provider.ts'
import { stripeReader } from '../../../src/worker/payment/stripe-webhook.ts'
import type { Rig } from '../payment-provider-contract.ts'
import { STRIPE_KEY, STRIPE_SECRET, StripeStandIn } from './stand-in.ts'

export function stripeRig(now: () => number = Date.now) {
  const stripe = new StripeStandIn(now)
  const waits: number[] = []
  const provider = stripeProvider({
    origin: 'https://api.stripe.com',
    secretKey: STRIPE_KEY,
    fetch: stripe.fetch,
    wait: async (ms) => void waits.push(ms),
    home: 'https://shop.example',
    waitMs: 61 * 60_000,
  })
  const reader = stripeReader({ STRIPE_WEBHOOK_SECRETS: [STRIPE_SECRET] }, async (intent) => {
    return stripe.intents.find(({ id }) => id === intent)?.metadata ?? null
  })
  const read = async (event: (typeof stripe.events)[number]) => {
    const { body, signature } = await stripe.signed(event)
    return reader.verify((name) => (name === 'stripe-signature' ? signature : undefined), body, now())
  }
  const rig: Rig = {
    provider,
    loseAnswer: () => void stripe.faults.push('lost', 'lost', 'lost'),
    pay: async (paymentId) => stripe.pay(paymentId),
    decline: async (paymentId) => stripe.expire(paymentId),
    settleRefunds: async () => stripe.settleRefunds(),
    async events() {
      const events: PaymentEvent[] = []
      for (const each of stripe.events) {
        const event = await read(each)
        if (event && event !== 'ignored') events.push(event)
      }
      return events
    },
    books: (paymentId) => stripe.books(paymentId),
  }
  return { rig, stripe, provider, reader, read, waits }
}
