/** Turns a payment provider's event into the order's command; `provider` is the provider that sent the event. */
import type { PaymentEvent } from '../../contract/payment.ts'
import type { OrderCommand } from '../../domain/order/decide.ts'

export function commandOf(event: PaymentEvent, provider?: string): OrderCommand {
  switch (event.type) {
    case 'payment.succeeded': {
      const { id: eventId, type: _, orderId: _orderId, ...payment } = event
      return { type: 'payment_succeeded', eventId, ...payment, provider }
    }
    case 'payment.failed':
      return { type: 'payment_failed', eventId: event.id, paymentId: event.paymentId, provider }
    case 'payment.notice': {
      const { id: eventId, paymentId, notice } = event
      return { type: 'payment_notice', eventId, paymentId, notice, provider: provider ?? '' }
    }
    case 'refund.succeeded':
      return { type: 'refund_done', refundId: event.refundId, provider }
    default:
      return event satisfies never
  }
}
