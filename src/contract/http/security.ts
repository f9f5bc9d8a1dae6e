/** The query of notices of attacks. */
import * as z from 'zod/mini'
import { EVENT_CURSOR } from '../rpc/security-events.ts'
import type { Routes } from './route.ts'
import { LIST_QUERY } from './shapes.ts'

export const listSecurityEventsQuery = z.strictObject({
  ...LIST_QUERY,
  cursor: z.optional(z.string().check(z.regex(EVENT_CURSOR, { error: 'is not a cursor of this list' }))),
})

export const securityRoutes = {
  events: { method: 'get', path: '/v1/admin/ops/security-events', query: listSecurityEventsQuery },
} as const satisfies Routes
