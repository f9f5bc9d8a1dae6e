/** The query of the public stream of events. */
import * as z from 'zod/mini'
import { cursorFrom } from '../../domain/events/stream.ts'
import type { Routes } from './route.ts'
import { LIST_QUERY } from './shapes.ts'

export const eventsRoutes = {
  list: {
    method: 'get',
    path: '/v1/admin/events',
    query: z.strictObject({
      limit: LIST_QUERY.limit,
      after: z.optional(
        z.string().check(
          z.maxLength(1_100),
          z.refine((text) => cursorFrom(text) !== null, { error: 'is not a cursor of this stream' }),
        ),
      ),
    }),
  },
} as const satisfies Routes
