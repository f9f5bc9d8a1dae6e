/** Endpoints that receive events, and what was sent to them. */
import * as z from 'zod/mini'
import { timeSchema } from '../http/shapes.ts'

const WEBHOOK = {
  id: z.string(),
  url: z.string(),
  types: z.array(z.string()),
  description: z.string(),
  isPaused: z.boolean(),
  version: z.int(),
  createdAt: timeSchema,
  changedAt: timeSchema,
  overlapUntil: z.nullable(timeSchema),
  waiting: z.int(),
  deadLetters: z.int(),
}

export const webhookSchema = z
  .object(WEBHOOK)
  .register(z.globalRegistry, { id: 'Webhook', description: 'An endpoint that receives events.' })

export const webhookListSchema = z
  .object({ items: z.array(webhookSchema) })
  .register(z.globalRegistry, { id: 'WebhookList' })

export const webhookWithSecretSchema = z
  .object({ ...WEBHOOK, secret: z.string() })
  .register(z.globalRegistry, { id: 'WebhookWithSecret' })

export const webhookAttemptSchema = z
  .object({
    at: timeSchema,
    eventId: z.string(),
    type: z.string(),
    status: z.nullable(z.int()),
    durationMs: z.int(),
    excerpt: z.string(),
  })
  .register(z.globalRegistry, { id: 'WebhookAttempt' })

export const webhookAttemptListSchema = z
  .object({ items: z.array(webhookAttemptSchema), nextCursor: z.nullable(z.string()) })
  .register(z.globalRegistry, { id: 'WebhookAttemptList' })

export const webhookDeadLettersSchema = z
  .object({
    items: z.array(z.object({ eventId: z.string(), type: z.string(), subject: z.string(), at: timeSchema })),
  })
  .register(z.globalRegistry, { id: 'WebhookDeadLetters' })

export const replayedSchema = z.object({ queued: z.int() }).register(z.globalRegistry, { id: 'ReplayedEvents' })
