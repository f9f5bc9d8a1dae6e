/** The configuration and the scheduled jobs in answers. */
import * as z from 'zod/mini'
import { timeSchema } from '../http/shapes.ts'

export const configSchema = z
  .object({
    versions: z.object({
      pannier: z.string(),
      schemas: z
        .record(z.string(), z.int())
        .check(
          z.meta({ description: 'The versions of the stored shapes: of each kind of object, and of their tables.' }),
        ),
    }),
    variables: z.array(
      z.object({
        name: z.string(),
        isSet: z.boolean(),
        isHidden: z.boolean().check(z.meta({ description: 'Secrets and personal data are not shown.' })),
        value: z.nullable(z.union([z.string(), z.number(), z.array(z.string())])),
      }),
    ),
    bindings: z
      .array(z.string())
      .check(z.meta({ description: 'The objects, databases, queues and limiters that are bound.' })),
  })
  .register(z.globalRegistry, { id: 'Configuration' })

export const jobListSchema = z
  .object({
    items: z.array(
      z.object({
        name: z.string(),
        startedAt: timeSchema,
        endedAt: timeSchema,
        outcome: z.enum(['done', 'failed']),
        reason: z.nullable(z.string()).check(z.meta({ description: 'Why the run failed.' })),
      }),
    ),
  })
  .register(z.globalRegistry, { id: 'JobList', description: 'The last run of each scheduled job.' })
