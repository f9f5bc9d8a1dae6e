/** Health, and what operators see. */
import * as z from 'zod'
import { LIST_QUERY, timeSchema } from './shapes.ts'

export const healthSchema = z.object({ status: z.literal('ok') }).meta({ id: 'Health' })

const breakerState = z.enum(['closed', 'open', 'half-open'])

const tierSchema = z.object({
  status: z.enum(['up', 'down', 'off']),
  breaker: breakerState.nullable(),
})

export const readinessSchema = z
  .object({ status: z.enum(['ready', 'degraded', 'down']), tiers: z.object({ record: tierSchema, l2: tierSchema }) })
  .meta({ id: 'Readiness' })

export const breakersSchema = z
  .object({ items: z.array(z.object({ tier: z.string(), state: breakerState })) })
  .meta({ id: 'Breakers', description: 'As this isolate sees them; every isolate and every object has its own.' })

export const listDeadLettersQuery = z.strictObject(LIST_QUERY)

const deadLetterSchema = z
  .object({
    id: z.string(),
    kind: z.string().nullable(),
    aggregateId: z.string().nullable(),
    epoch: z.number().int().nullable(),
    version: z.number().int().nullable(),
    reason: z.string(),
    at: timeSchema,
  })
  .meta({ id: 'DeadLetter' })

export const deadLetterListSchema = z
  .object({ items: z.array(deadLetterSchema), nextCursor: z.string().nullable() })
  .meta({ id: 'DeadLetterList' })

export const drainedSchema = z.object({ status: z.literal('draining') }).meta({ id: 'Drained' })

export const adoptedSchema = z.object({ status: z.literal('adopted') }).meta({ id: 'Adopted' })
