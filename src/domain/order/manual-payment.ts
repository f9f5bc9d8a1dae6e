/**
 * Manual payments, such as bank transfers and cash: operators report what they have received and paid back. Pure.
 * Invariant: a repeated report changes nothing, and money that does not pay for the order is refunded.
 */
import { accept, refuse } from '../result.ts'
import type { RowsView } from '../rows.ts'
import type { OrderDecision, OrderMoment } from './decision.ts'
import { type OrderRow, paymentsOf } from './order.ts'
import { succeeded } from './payment.ts'
import { refundDone } from './refund.ts'

/** The name of the provider. */
const MANUAL = 'manual'

export type ManualCommand =
  /** The money of the order's manual payment has arrived. */
  | { readonly type: 'mark_paid'; readonly by: string }
  /** The money of the refund has been paid back. */
  | { readonly type: 'mark_refunded'; readonly refundId: string; readonly by: string }

export function manually(rows: RowsView, order: OrderRow, command: ManualCommand, moment: OrderMoment): OrderDecision {
  const { by } = command
  if (command.type === 'mark_refunded') {
    return refundDone(
      rows,
      order,
      { type: 'refund_done', refundId: command.refundId, provider: MANUAL },
      moment.now,
      by,
    )
  }
  const payments = paymentsOf(rows).filter(([, { provider }]) => provider === MANUAL)
  if (payments.some(([, { state }]) => state === 'captured')) return accept([])
  const [paymentId, payment] = payments.at(-1) ?? []
  if (paymentId === undefined || !payment) {
    return refuse({ code: 'illegal_transition', detail: 'The order does not wait for a manual payment.' })
  }
  const { amount } = payment
  return succeeded(rows, order, { type: 'payment_succeeded', eventId: paymentId, paymentId, amount }, moment, by)
}
