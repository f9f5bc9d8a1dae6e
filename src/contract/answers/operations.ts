/** Health, breakers and dead letters in answers. */
import * as z from 'zod/mini'
import { timeSchema } from '../http/shapes.ts'
import { policyStateSchema } from './policies.ts'

export const healthSchema = z.object({ status: z.literal('ok') }).register(z.globalRegistry, { id: 'Health' })

const breakerState = z.enum(['closed', 'open', 'half-open'])

const tierSchema = z.object({
  status: z.enum(['up', 'down', 'off']),
  breaker: z.nullable(breakerState),
})

export const readinessSchema = z
  .object({
    status: z.enum(['ready', 'degraded', 'down']),
    tiers: z.object({ record: tierSchema, l2: tierSchema }),
    policies: z.array(policyStateSchema),
  })
  .register(z.globalRegistry, { id: 'Readiness' })

export const breakersSchema = z
  .object({ items: z.array(z.object({ tier: z.string(), state: breakerState })) })
  .register(z.globalRegistry, {
    id: 'Breakers',
    description: 'The breakers of this isolate. Each isolate and each object has its own breakers.',
  })

const deadLetterSchema = z
  .object({
    id: z.string(),
    kind: z.nullable(z.string()),
    aggregateId: z.nullable(z.string()),
    epoch: z.nullable(z.int()),
    version: z.nullable(z.int()),
    reason: z.string(),
    at: timeSchema,
  })
  .register(z.globalRegistry, { id: 'DeadLetter' })

export const deadLetterListSchema = z
  .object({ items: z.array(deadLetterSchema), nextCursor: z.nullable(z.string()) })
  .register(z.globalRegistry, { id: 'DeadLetterList' })

export const drainedSchema = z.object({ status: z.literal('draining') }).register(z.globalRegistry, { id: 'Drained' })

export const adoptedSchema = z.object({ status: z.literal('adopted') }).register(z.globalRegistry, { id: 'Adopted' })
