/** The state of the canary, for operators. */
import * as z from 'zod/mini'
import { timeSchema } from '../http/shapes.ts'

export const canarySchema = z
  .object({
    isBound: z.boolean(),
    isRunning: z.boolean(),
    share: z.number(),
    users: z.array(z.string()),
    version: z.int(),
    changedAt: z.nullable(timeSchema),
    changedBy: z.nullable(z.string()),
    reason: z.nullable(z.string()),
  })
  .register(z.globalRegistry, { id: 'Canary', description: 'Which requests the canary deployment answers.' })

export type CanaryBody = z.infer<typeof canarySchema>
