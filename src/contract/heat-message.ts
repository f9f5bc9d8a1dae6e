/** A message of the queue EVENTS carries one batch of counts, and has a schema version of its own. */
import * as z from 'zod/mini'
import type { HeatBatch } from '../domain/heat.ts'

const HEAT_SCHEMA = 1

const count = z.int().check(z.nonnegative())

export const heatMessageSchema = z.object({
  schema: z.literal(HEAT_SCHEMA),
  id: z.string().check(z.minLength(1), z.maxLength(64)),
  day: count,
  counts: z
    .array(
      z.object({ sku: z.string().check(z.minLength(1), z.maxLength(64)), views: count, adds: count, purchases: count }),
    )
    .check(z.minLength(1)),
})

export type HeatMessage = z.infer<typeof heatMessageSchema>

export function heatMessageOf({ id, day, counts }: HeatBatch): HeatMessage {
  return { schema: HEAT_SCHEMA, id, day, counts: [...counts] }
}
