/** The entry points of the Worker without pages: requests, queue batches, the schedule, and the objects' classes. */
import type { Env } from '../contract/env.ts'
import { answerRequest } from './answer-request.ts'
import { besideCanary } from './canary/route.ts'
import { handleBatch } from './queue/handler.ts'
import { handleSchedule } from './scheduled.ts'

export { AccountDurableObject } from '../objects/account/account-object.ts'
export { ClaimDurableObject } from '../objects/account/claim-object.ts'
export { AlertsDurableObject } from '../objects/alerts/alerts-object.ts'
export { AttemptsDurableObject } from '../objects/attempts-object.ts'
export { EventsDurableObject } from '../objects/events/events-object.ts'
export { InvoicesDurableObject } from '../objects/invoices/invoices-object.ts'
export { MailDurableObject } from '../objects/mail/mail-object.ts'
export { MetricsDurableObject } from '../objects/metrics/metrics-object.ts'
export { SimulatedPaymentDurableObject } from '../objects/payment/simulated-object.ts'
export { SecurityEventsDurableObject } from '../objects/security-events-object.ts'
export { StockDurableObject } from '../objects/stock/stock-object.ts'
export { WebhookDurableObject } from '../objects/webhooks/webhook-object.ts'
export { LiveCartDurableObject as CartDurableObject } from './live/cart-object.ts'
export { LiveOrderDurableObject as OrderDurableObject } from './live/order-object.ts'

export default {
  fetch: besideCanary(answerRequest),
  queue: handleBatch,
  scheduled: handleSchedule,
} satisfies ExportedHandler<Env>
