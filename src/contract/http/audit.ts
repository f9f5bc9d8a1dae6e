/** The audit of operators' actions, and the header field that carries the reason of an action. */
import * as z from 'zod/mini'
import type { Routes } from './route.ts'
import { LIST_QUERY, pastedSchema } from './shapes.ts'
import { timeBound } from './time-bound.ts'

export const REASON_HEADER = 'Pannier-Reason'
export const MAX_REASON_LENGTH = 200

export const auditQuery = z.strictObject({
  ...LIST_QUERY,
  subject: z.optional(pastedSchema.check(z.maxLength(160))),
  actor: z.optional(pastedSchema.check(z.maxLength(64))),
  from: z.optional(timeBound('from')),
  to: z.optional(timeBound('to')),
})

export const auditRoutes = {
  list: { method: 'get', path: '/v1/admin/audit', query: auditQuery },
} as const satisfies Routes
