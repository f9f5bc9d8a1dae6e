/**
 * The simulated provider's port (`open`, `refund`, `statement`) and its hosted page call its object through this
 * interface. Every call may be repeated. Refusals are values, because RPC does not preserve the code of an error.
 */
import type { PaymentRequest, RefundRequest, Statement } from '../payment.ts'

/** `captured`: the money was received. A declined payment may still be approved. */
export type SimulatedStatus = 'open' | 'declined' | 'captured'

export interface SimulatedView extends PaymentRequest {
  readonly status: SimulatedStatus
}

/** The decision of the shopper, and the simulated faults of its webhook. */
export interface SimulatedOutcome {
  readonly outcome: 'approve' | 'decline'
  /** The delay of the webhook; the provider's own page shows the outcome at once. */
  readonly delaySeconds: number
  /** The number of times that the same event is sent. */
  readonly deliveries: number
  /** Whether an older `payment.failed` of the same payment is sent afterwards. */
  readonly reorder: boolean
}

export type SettleReply =
  | { readonly status: 'settled'; readonly payment: SimulatedView }
  | { readonly status: 'unknown' }
  /** The payment was captured before and can no longer be declined. */
  | { readonly status: 'captured'; readonly payment: SimulatedView }

export type SimulatedRefundReply =
  | { readonly status: 'done' | 'pending' }
  | { readonly status: 'refused'; readonly detail: string }

export interface SimulatedPaymentObject {
  open(request: PaymentRequest): Promise<void>
  forgetReturn(request: Omit<PaymentRequest, 'returnUrl'>): Promise<void>
  refund(request: RefundRequest): Promise<SimulatedRefundReply>
  statement(): Promise<Statement | null>
  view(): Promise<SimulatedView | null>
  settle(outcome: SimulatedOutcome): Promise<SettleReply>
}
