/** Checks that a payment provider has the same amounts for each payment as its order. Pure. */
import { paymentsOf, refundsOf } from '../order/order.ts'
import { viewOf } from '../rows.ts'
import { compareWith, type Difference } from './difference.ts'
import type { OrderFigures } from './orders.ts'

/** One payment in the order's own rows, in minor units. */
export interface PaymentClaim {
  readonly paymentId: string
  readonly provider: string
  readonly captured: number
  readonly refunded: number
}

/** The provider's amounts for the same payment, in minor units. */
interface Statement {
  readonly captured: number
  readonly refunded: number
}

/** The provider's webhook for a captured payment may take this long. */
const NOTICE_MS = 24 * 3600_000

/** Leaves out uncaptured payments while the webhook of their capture may still arrive. */
export function paymentClaims({ lists }: OrderFigures, now: number): readonly PaymentClaim[] {
  try {
    const rows = viewOf(lists ?? {})
    const refunds = refundsOf(rows).map(([, refund]) => refund)
    return paymentsOf(rows).flatMap(([paymentId, { provider, amount, state, at }]) => {
      if (state !== 'captured' && at + NOTICE_MS > now) return []
      const its = refunds.filter((refund) => refund.paymentId === paymentId && refund.state === 'done')
      const refunded = its.reduce((sum, refund) => sum + refund.amount, 0)
      return [{ paymentId, provider, captured: state === 'captured' ? amount : 0, refunded }]
    })
  } catch {
    // The check of the order itself reports unreadable rows.
    return []
  }
}

/** @param statement null if the provider does not have the payment */
export function paymentDifferences(claim: PaymentClaim, statement: Statement | null): readonly Difference[] {
  const { paymentId, captured, refunded } = claim
  const compare = compareWith(`payment:${paymentId}`)
  // The order opened the payment, but the provider never did.
  if (!statement) return captured === 0 && refunded === 0 ? [] : compare('payment_unknown', captured, null)
  return [
    ...compare('payment_captured', captured, statement.captured),
    ...compare('payment_refunded', refunded, statement.refunded),
  ]
}
