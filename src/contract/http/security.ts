/** The query of notices of attacks. */
import * as z from 'zod/mini'
import { EVENT_CURSOR } from '../security-events.ts'
import { LIST_QUERY } from './shapes.ts'

export const listSecurityEventsQuery = z.strictObject({
  ...LIST_QUERY,
  cursor: z.optional(z.string().check(z.regex(EVENT_CURSOR, { error: 'is not a cursor of this list' }))),
})
