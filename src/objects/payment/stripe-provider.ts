/**
 * Stripe's hosted Checkout behind the port of payment providers. Invariant: our ids are the idempotency keys and part of
 * the metadata; before a refund is made, Stripe's refunds are searched for its id, because keys expire after a day.
 */
import type { PaymentProvider, PaymentRequest, RefundRequest } from '../../contract/payment.ts'
import { returnedTo } from '../../contract/return-url.ts'
import { fromStripeAmount, stripeStep, toStripeAmount } from '../../contract/stripe-amount.ts'
import { StripeApi, StripeError, type StripePorts } from './stripe-api.ts'

/** Stripe's own limits of a session's life, with a margin for its clock. */
const MIN_SESSION_SECONDS = 31 * 60
const MAX_SESSION_SECONDS = 24 * 3600 - 60
const PAGE = 100

export interface StripeOptions extends StripePorts {
  /** Where shoppers return if the request names no page. */
  readonly home: string
  readonly waitMs: number
}

interface Refund {
  readonly id: string
  readonly status: string | null
  readonly metadata?: { readonly refund_id?: string } | null
}

interface Intent {
  readonly currency: string
  readonly amount_received: number
  readonly latest_charge?: { readonly amount_refunded?: number } | null
}

interface List<Item> {
  readonly data: readonly Item[]
  readonly has_more?: boolean
}

export function stripeProvider(options: StripeOptions): PaymentProvider {
  const api = new StripeApi(options)
  return {
    waitMs: options.waitMs,
    refundStep: stripeStep,
    async open(request) {
      const { url } = await api.post<{ url: string }>(
        'checkout/sessions',
        sessionOf(request, options),
        request.paymentId,
      )
      return { redirectUrl: url }
    },
    async refund(request) {
      const { refundId, paymentId, orderId, amount, currency, reference } = request
      if (!reference || !currency) throw new StripeError(`the payment ${paymentId} has no reference of Stripe`)
      const made = await findRefund(api, request)
      if (made) return outcomeOf(made)
      const metadata = { order_id: orderId, payment_id: paymentId, refund_id: refundId }
      const params = { payment_intent: reference, amount: amountIn(amount, currency), metadata }
      return outcomeOf(await api.post<Refund>('refunds', params, refundId))
    },
    // Stripe deletes no session. Return URLs of the storefront name only the order.
    forgetReturn: async () => {},
    async statement(paymentId) {
      const found = await api.get<List<Intent>>('payment_intents/search', {
        query: `metadata['payment_id']:'${paymentId}'`,
        expand: ['data.latest_charge'],
      })
      if (found.data.length === 0) return null
      const sum = (amountOf: (intent: Intent) => number) =>
        found.data.reduce((all, intent) => all + fromStripeAmount(amountOf(intent), intent.currency.toUpperCase()), 0)
      return {
        captured: sum((intent) => intent.amount_received),
        refunded: sum((intent) => intent.latest_charge?.amount_refunded ?? 0),
      }
    },
  }
}

function sessionOf(
  { paymentId, orderId, number, amount, currency, returnUrl, openedAt = 0, expiresAt = 0 }: PaymentRequest,
  { home }: StripeOptions,
) {
  const metadata = { order_id: orderId, payment_id: paymentId }
  const page = returnUrl ?? home
  // Computed from the order only, because Stripe refuses a repeat with other parameters.
  const opened = Math.floor(openedAt / 1000)
  const ends = Math.max(Math.floor(expiresAt / 1000), opened + MIN_SESSION_SECONDS)
  return {
    mode: 'payment',
    client_reference_id: paymentId,
    success_url: returnedTo(page, paymentId, 'captured') ?? home,
    cancel_url: returnedTo(page, paymentId, 'open') ?? home,
    expires_at: Math.min(ends, opened + MAX_SESSION_SECONDS),
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: currency.toLowerCase(),
          unit_amount: amountIn(amount, currency),
          product_data: { name: number },
        },
      },
    ],
    metadata,
    payment_intent_data: { metadata },
  }
}

function amountIn(amount: number, currency: string): number {
  const units = toStripeAmount(amount, currency)
  if (units === null) throw new StripeError(`Stripe has no unit for ${amount} in ${currency}`)
  return units
}

/** Stripe's refund with our id, which an earlier call has made. */
async function findRefund(api: StripeApi, { refundId, reference = '' }: RefundRequest): Promise<Refund | undefined> {
  for (let after: string | undefined; ; ) {
    const page = { payment_intent: reference, limit: PAGE, ...(after !== undefined && { starting_after: after }) }
    const { data, has_more: hasMore } = await api.get<List<Refund>>('refunds', page)
    const found = data.find(({ metadata }) => metadata?.refund_id === refundId)
    after = data.at(-1)?.id
    if (found || !hasMore || after === undefined) return found
  }
}

/** Throws for a refund that has failed, because the money did not reach the shopper. */
function outcomeOf({ status }: Refund): 'done' | 'pending' {
  if (status === 'succeeded') return 'done'
  if (status === 'pending' || status === 'requires_action') return 'pending'
  throw new StripeError(`the refund is ${status}`)
}
