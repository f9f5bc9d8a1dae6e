/** Turns a payment provider's event into the order's command; `provider` is the provider that sent the event. */
import type { PaymentEvent } from '../../contract/payment.ts'
import type { OrderCommand } from '../../domain/order/decide.ts'

export function commandOf(event: PaymentEvent, provider?: string): OrderCommand {
  switch (event.type) {
    case 'payment.succeeded': {
      const { id: eventId, paymentId, amount } = event
      return { type: 'payment_succeeded', eventId, paymentId, amount, currency: event.currency, provider }
    }
    case 'payment.failed':
      return { type: 'payment_failed', eventId: event.id, paymentId: event.paymentId, provider }
    case 'refund.succeeded':
      return { type: 'refund_done', refundId: event.refundId, provider }
    default:
      return event satisfies never
  }
}
