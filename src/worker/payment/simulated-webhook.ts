/** Reads webhooks of the simulated provider, signed per Standard Webhooks with SIMULATED_PAYMENT_SECRET. */
import type { Config } from '../../contract/config.ts'
import { type PaymentNotice, paymentNotice } from '../../contract/http/payment.ts'
import type { PaymentEvent } from '../../contract/payment.ts'
import { Problem } from '../../contract/problem.ts'
import { verifyWebhook } from '../../contract/standard-webhooks.ts'
import { bodyAs } from '../http/validate.ts'
import type { WebhookReader } from './webhook-reader.ts'

export function simulatedReader({ SIMULATED_PAYMENT_SECRET: secret }: Config): WebhookReader | null {
  if (secret === undefined) return null
  return {
    async verify(header, body, now) {
      if (!(await verifyWebhook(secret, header, body, now))) return null
      if (body === '') throw new Problem('invalid_request', 'The webhook does not have a body.')
      // JSON.parse cannot throw here, because the guard has checked the body.
      return eventOf(header('webhook-id') ?? '', bodyAs(paymentNotice, JSON.parse(body)))
    },
  }
}

function eventOf(id: string, notice: PaymentNotice): PaymentEvent {
  if (notice.type !== 'refund.succeeded') return { id, type: notice.type, ...notice.data }
  const { orderId, refundId } = notice.data
  return { id, type: notice.type, orderId, refundId }
}
