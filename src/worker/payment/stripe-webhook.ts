/**
 * Reads Stripe's webhooks. Invariant: a body is trusted only if one of the secrets has signed its exact bytes within the
 * last minutes. Sessions and refunds without our ids belong to other software of the same account, and are ignored.
 */
import * as z from 'zod/mini'
import type { Config } from '../../contract/config.ts'
import { orderId as orderIdSchema, paymentIdSchema, refundId as refundIdSchema } from '../../contract/http/payment.ts'
import type { PaymentEvent } from '../../contract/payment.ts'
import { fromStripeAmount } from '../../contract/stripe-amount.ts'
import { verifyStripe } from '../../contract/stripe-signature.ts'
import { bodyAs } from '../http/validate.ts'
import type { WebhookReader } from './webhook-reader.ts'

const text = z.optional(z.nullable(z.string()))
const ids = z.object({
  order_id: z.optional(orderIdSchema),
  payment_id: z.optional(paymentIdSchema),
  refund_id: z.optional(refundIdSchema),
})

const event = z.object({
  id: z.string().check(z.regex(/^evt_\w{1,250}$/, { error: 'is not the id of an event' })),
  type: z.string(),
  data: z.object({
    object: z.object({
      metadata: z.optional(z.nullable(z.record(z.string(), z.string()))),
      payment_status: text,
      payment_intent: text,
      amount_total: z.optional(z.nullable(z.int())),
      amount: z.optional(z.nullable(z.int())),
      currency: text,
      status: text,
      reason: text,
      failure_reason: text,
    }),
  }),
})
type StripeEvent = z.infer<typeof event>

/** The metadata of a payment intent, which a dispute does not carry itself. */
export type MetadataOf = (paymentIntent: string) => Promise<{ readonly [name: string]: string } | null>

export function stripeReader(
  { STRIPE_WEBHOOK_SECRETS: secrets }: Pick<Config, 'STRIPE_WEBHOOK_SECRETS'>,
  metadataOf: MetadataOf,
): WebhookReader {
  return {
    async verify(header, body, now) {
      if (!(await verifyStripe(secrets, header('stripe-signature') ?? '', body, now))) return null
      // JSON.parse cannot throw here, because the guard has checked the body.
      return readStripeEvent(JSON.parse(body || '{}'), metadataOf)
    },
  }
}

/** Reads an event whose signature was verified. */
export async function readStripeEvent(body: unknown, metadataOf: MetadataOf): Promise<PaymentEvent | 'ignored'> {
  return (await eventOf(bodyAs(event, body), metadataOf)) ?? 'ignored'
}

async function eventOf(given: StripeEvent, metadataOf: MetadataOf): Promise<PaymentEvent | null> {
  const { id, type } = given
  const { object } = given.data
  if (type.startsWith('charge.dispute.')) {
    const metadata = object.payment_intent ? await metadataOf(object.payment_intent) : null
    const { order_id: orderId, payment_id: paymentId } = idsIn(metadata)
    if (!orderId || !paymentId) return null
    const words = [type.slice('charge.'.length), object.status, object.reason].filter(Boolean).join(', ')
    return { id, type: 'payment.notice', orderId, paymentId, notice: `Stripe: ${words}` }
  }
  const { order_id: orderId, payment_id: paymentId, refund_id: refundId } = idsIn(object.metadata ?? null)
  if (!orderId || !paymentId) return null
  if (
    type === 'refund.created' ||
    type === 'refund.updated' ||
    type === 'refund.failed' ||
    type === 'charge.refund.updated'
  ) {
    if (!refundId) return null
    if (object.status === 'succeeded') return { id, type: 'refund.succeeded', orderId, refundId }
    if (object.status !== 'failed' && object.status !== 'canceled') return null
    const why = object.failure_reason ?? object.status
    return { id, type: 'payment.notice', orderId, paymentId, notice: `Stripe: the refund ${refundId} failed, ${why}` }
  }
  if (!type.startsWith('checkout.session.')) return null
  const currency = (object.currency ?? '').toUpperCase()
  const amount = fromStripeAmount(object.amount_total ?? 0, currency)
  const payment = { id, orderId, paymentId, amount, ...(currency !== '' && { currency }) }
  switch (type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
      // A session that is paid by bank transfer completes before its money arrives.
      if (object.payment_status !== 'paid') return null
      return {
        ...payment,
        type: 'payment.succeeded',
        ...(object.payment_intent && { reference: object.payment_intent }),
      }
    case 'checkout.session.async_payment_failed':
    case 'checkout.session.expired':
      return { ...payment, type: 'payment.failed' }
    default:
      return null
  }
}

/** Ids of another form are those of other software. */
function idsIn(metadata: { readonly [name: string]: string } | null): z.infer<typeof ids> {
  return ids.safeParse(metadata ?? {}).data ?? {}
}
