/**
 * The simulated provider's port (`open`, `refund`, `statement`) and its hosted page call its object through this
 * interface. Every call may be repeated. Refusals are values, because a caller could not tell the meaning of an error.
 */
import type { PaymentRequest, RefundRequest, Statement } from '../payment.ts'

/** `captured`: the money is there. A declined payment may still be approved. */
export type SimulatedStatus = 'open' | 'declined' | 'captured'

export interface SimulatedView extends PaymentRequest {
  readonly status: SimulatedStatus
}

/** How the shopper decides, and how badly the news of it travels. */
export interface SimulatedOutcome {
  readonly outcome: 'approve' | 'decline'
  /** Until the webhook is sent; the provider itself knows at once. */
  readonly delaySeconds: number
  /** How many times the same event is sent. */
  readonly deliveries: number
  /** An older `payment.failed` of the same payment comes after it. */
  readonly reorder: boolean
}

export type SettleReply =
  | { readonly status: 'settled'; readonly payment: SimulatedView }
  | { readonly status: 'unknown' }
  /** Captured money is not declined afterwards. */
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
