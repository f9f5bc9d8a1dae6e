/**
 * What payment providers tell. Invariant: nothing of a body is believed before its provider verified it; an event is
 * answered 2xx only when its order has it on disk, or has no use for it.
 */
import { Hono } from 'hono'
import { paymentRoutes as routes } from '../../contract/http/payment-routes.ts'
import { Problem } from '../../contract/problem.ts'
import type { AppEnv } from '../context.ts'
import { callObject } from '../object-call.ts'
import { webhookReaderOf } from '../payment/webhook-readers.ts'

export const webhookRoutes = new Hono<AppEnv>().post(routes.webhook.path, async (c) => {
  const { config, objects, log } = c.get('ports')
  const provider = c.req.param('provider')
  const reader = webhookReaderOf(config, provider)
  if (!reader) throw new Problem('not_found', 'There is no such payment provider.')
  // Left there by the guard: exactly what came.
  const text = (await c.req.bodyCache.text) ?? ''
  const event = await reader.verify((name) => c.req.header(name), text, Date.now())
  if (!event) {
    throw new Problem('unauthenticated', 'The signature is missing or wrong, or its time is more than 5 minutes away.')
  }
  const requestId = c.get('requestId')
  const { id: eventId, type, orderId } = event
  const heard = await callObject(true, () => objects.order(orderId).paymentEvent(event, requestId, provider))
  // Sending it again would not help; somebody has to look where that money belongs.
  if (heard === 'unknown') {
    log('error', 'payment.unknown', { alert: true, requestId, provider, eventId, type, orderId })
  }
  return c.json({ received: true as const }, 200)
})
