/** What travels through the queue EVENTS: one batch of counts, with a schema version of its own. */
import * as z from 'zod'
import type { HeatBatch } from '../domain/heat.ts'

const HEAT_SCHEMA = 1

const count = z.number().int().nonnegative()

export const heatMessageSchema = z.object({
  schema: z.literal(HEAT_SCHEMA),
  id: z.string().min(1).max(64),
  day: count,
  counts: z.array(z.object({ sku: z.string().min(1).max(64), views: count, adds: count, purchases: count })).min(1),
})

export type HeatMessage = z.infer<typeof heatMessageSchema>

export function heatMessageOf({ id, day, counts }: HeatBatch): HeatMessage {
  return { schema: HEAT_SCHEMA, id, day, counts: [...counts] }
}
