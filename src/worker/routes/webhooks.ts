/**
 * Webhooks of payment providers. Invariant: a body is trusted only after its provider's reader has verified it; an
 * event is answered 2xx only when its order has stored it, or the order does not need it.
 */
import { Hono } from 'hono'
import { paymentRoutes as routes } from '../../contract/http/payment.ts'
import { Problem } from '../../contract/problem.ts'
import type { AppEnv } from '../context.ts'
import { callObject } from '../object-call.ts'
import { webhookReaderOf } from '../payment/webhook-readers.ts'

export const webhookRoutes = new Hono<AppEnv>().post(routes.webhook.path, async (c) => {
  const { config, objects, log, metrics } = c.get('ports')
  const provider = c.req.param('provider')
  const reader = webhookReaderOf(config, provider)
  if (!reader) throw new Problem('not_found', 'The payment provider does not exist.')
  // The guard has stored the body's exact text here.
  const text = (await c.req.bodyCache.text) ?? ''
  const event = await reader.verify((name) => c.req.header(name), text, Date.now())
  if (!event) {
    throw new Problem(
      'unauthenticated',
      'The signature is missing or wrong, or its timestamp is more than 5 minutes from now.',
    )
  }
  if (event === 'ignored') return c.json({ received: true as const }, 200)
  const requestId = c.get('requestId')
  const { id: eventId, type, orderId } = event
  const heard = await callObject(true, () => objects.order(orderId).paymentEvent(event, requestId, provider))
  // A retry would not help, so answer 2xx; the alert asks an operator to find out where the money belongs.
  if (heard === 'unknown') {
    metrics.counter('payments_total', { outcome: 'refused' }).add()
    log('error', 'payment.unknown', { alert: true, requestId, provider, eventId, type, orderId })
  }
  return c.json({ received: true as const }, 200)
})
