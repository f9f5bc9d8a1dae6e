/** The reports of calls to many objects. */
import * as z from 'zod/mini'
import { namesSchema } from '../http/visits.ts'

export const resendSchema = z
  .object({
    sending: z.int().check(z.meta({ description: 'The number of objects that send their state within a second.' })),
    empty: z.int().check(z.meta({ description: 'The number of objects without state.' })),
    failed: namesSchema.check(
      z.meta({ description: 'The objects that did not answer, or whose state cannot be read now.' }),
    ),
    found: namesSchema.check(
      z.meta({ description: 'Other objects that these objects refer to. Send these names next.' }),
    ),
  })
  .register(z.globalRegistry, { id: 'Resent' })
export type ResendBody = z.infer<typeof resendSchema>

export const namesPageSchema = z
  .object({ items: namesSchema, nextCursor: z.nullable(z.string()) })
  .register(z.globalRegistry, { id: 'AggregateNames' })
export type NamesPageBody = z.infer<typeof namesPageSchema>

export const sweepSchema = z
  .object({
    called: z.int().check(z.meta({ description: 'The number of objects that were called.' })),
    failed: namesSchema.check(z.meta({ description: 'The objects that did not answer.' })),
    nextCursor: z.nullable(z.string()),
  })
  .register(z.globalRegistry, { id: 'Sweep' })
export type SweepBody = z.infer<typeof sweepSchema>
