/** Alerts about events of payment providers that need an operator. */
import type { Log } from '../../contract/log.ts'
import type { PaymentEvent } from '../../contract/payment.ts'

/** @param expected the order's currency. Money in another one goes back automatically, but the provider is set up wrongly. */
export function alertOfPayment(event: PaymentEvent, expected: string | undefined, requestId: string, log: Log): void {
  if (event.type === 'payment.notice') {
    const { orderId, paymentId, notice } = event
    log('error', 'payment.notice', { alert: true, requestId, orderId, paymentId, notice })
  }
  if (event.type !== 'payment.succeeded') return
  const { currency } = event
  if (expected === undefined || currency === undefined || currency === expected) return
  log('error', 'payment.other_currency', { alert: true, requestId, currency, expected })
}
