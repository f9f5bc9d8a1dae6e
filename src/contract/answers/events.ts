/** The public stream of events, as integrators read it. */
import * as z from 'zod/mini'
import { timeSchema } from '../http/shapes.ts'

/** The fields that all types share, with the schema of a type's data. */
export function eventSchemaOf(type: z.ZodMiniType, data: z.ZodMiniType) {
  return z.object({
    id: z.string().check(z.meta({ description: 'Stays the same when the event is delivered again.' })),
    type,
    version: z.literal(1),
    subject: z.string().check(
      z.meta({
        description: 'The thing that changed. Events of one subject come in their order.',
        example: 'order:ord_01J8Z3K5M7N9P1Q3R5S7T9V1W3',
      }),
    ),
    at: timeSchema,
    data,
  })
}

export const eventListSchema = z
  .object({
    items: z.array(
      eventSchemaOf(z.string(), z.record(z.string(), z.unknown())).register(z.globalRegistry, {
        id: 'Event',
        description: 'The schemas of the data by type are in this document’s `webhooks`.',
      }),
    ),
    after: z
      .string()
      .check(z.meta({ description: 'Send it as `after` to read on. Present also when no event is left.' })),
    hasMore: z.boolean(),
  })
  .register(z.globalRegistry, { id: 'EventList' })
