/**
 * Pannier calls payment providers through this interface. A throw means that the outcome is unknown, and the call is
 * made again. The provider recognizes a repeat by its id, so that a repeat has no second effect.
 */

/** All providers of this release; the variable PAYMENT_PROVIDERS names those that a deployment uses. */
export const PAYMENT_PROVIDERS = ['simulated', 'manual', 'stripe'] as const
export type ProviderName = (typeof PAYMENT_PROVIDERS)[number]

/** The origins of the pages on which shoppers pay; none for a provider whose pages are on this host. */
export const PAYMENT_ORIGINS: Readonly<Record<ProviderName, readonly string[]>> = {
  simulated: [],
  manual: [],
  stripe: ['https://checkout.stripe.com'],
}

/** Whether shoppers of a real provider could also pay with simulated money. */
export function mixesSimulated(names: readonly string[]): boolean {
  return names.includes('simulated') && names.some((name) => name !== 'simulated')
}

export interface PaymentRequest {
  readonly paymentId: string
  readonly orderId: string
  /** The order number, to show to people. */
  readonly number: string
  /** Minor units of the currency. */
  readonly amount: number
  readonly currency: string
  /** The URL to which the shopper returns, or null. */
  readonly returnUrl: string | null
  /** When the order opened the payment, and until when it waits; the same in each repeat. Milliseconds since 1970. */
  readonly openedAt?: number
  readonly expiresAt?: number
}

export interface RefundRequest {
  readonly refundId: string
  readonly paymentId: string
  readonly orderId: string
  readonly amount: number
  /** The currency of the payment. */
  readonly currency?: string
  /** The provider's own id of the payment, as its event reported it. */
  readonly reference?: string
}

/** The money that the provider has captured and refunded for one payment, in minor units. */
export interface Statement {
  readonly captured: number
  readonly refunded: number
}

/**
 * A payment provider. Every call may be repeated with the same id, and a repeat must have no second effect.
 * @example
 * const refunded = new Map<string, number>()
 * const provider: PaymentProvider = {
 *   open: async ({ paymentId }) => ({ redirectUrl: `https://pay.example/${paymentId}` }),
 *   refund: async ({ refundId, amount }) => (refunded.set(refundId, amount), 'done'), // a repeat has the same id
 *   forgetReturn: async () => {},
 *   statement: async () => null,
 * }
 * const request = { refundId: 'ref_1', paymentId: 'pay_1', orderId: 'ord_1', amount: 500 }
 * await provider.refund(request) // => 'done'
 * await provider.refund(request) // => 'done'
 * refunded.size // => 1
 */
export interface PaymentProvider {
  /** How long an order waits for a payment of this provider, if longer than ORDER_TIMEOUT_MINUTES. */
  readonly waitMs?: number
  /** @returns the page on which the shopper pays: a path of this host, or a URL of the provider */
  open(request: PaymentRequest): Promise<{ readonly redirectUrl: string }>
  /** `pending`: the result follows later, by `refund.succeeded` or, for manual payments, from an operator. */
  refund(request: RefundRequest): Promise<'done' | 'pending'>
  /** The provider pays back only multiples of this many minor units; absent if it pays back any amount. */
  refundStep?(currency: string): number
  /** Deletes the payment's return URL after an erasure, also for a payment that is opened only afterwards. */
  forgetReturn(request: Omit<PaymentRequest, 'returnUrl'>): Promise<void>
  /** For the ledger check; null if the provider does not have the payment. Absent if it keeps no books of its own. */
  statement?(paymentId: string): Promise<Statement | null>
}

/** Every provider translates its webhooks to one of these events. */
export type PaymentEvent =
  | {
      readonly id: string
      readonly type: 'payment.succeeded' | 'payment.failed'
      readonly orderId: string
      readonly paymentId: string
      readonly amount: number
      /** ISO 4217. Events of the first release do not have it and mean the order's currency. */
      readonly currency?: string | undefined
      /** The provider's own id of the payment, which its refunds need. */
      readonly reference?: string | undefined
    }
  /** News that only people can act on, such as a dispute or a failed refund. */
  | {
      readonly id: string
      readonly type: 'payment.notice'
      readonly orderId: string
      readonly paymentId: string
      readonly notice: string
    }
  | { readonly id: string; readonly type: 'refund.succeeded'; readonly orderId: string; readonly refundId: string }
