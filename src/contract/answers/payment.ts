/** The answers to webhooks, and the answers of the simulated provider's page. */
import * as z from 'zod/mini'

export const webhookAnswer = z
  .object({ received: z.literal(true) })
  .register(z.globalRegistry, { id: 'WebhookReceived' })

export const payAnswer = z
  .object({ paymentId: z.string(), status: z.enum(['declined', 'captured']) })
  .register(z.globalRegistry, { id: 'SimulatedPayment' })
