/** The bodies and queries of routes that call many objects: the sweep, and the resend after a restore. */
import * as z from 'zod/mini'
import { KINDS, type Kind } from '../../domain/copy.ts'
import type { Routes } from './route.ts'

export type AggregateName = `${Kind}:${string}`

const NAME = new RegExp(`^(?:${KINDS.join('|')}):.{1,128}$`)

export const namesSchema = z.array(
  z.string().check(z.regex(NAME, { error: 'must be a kind and an id, such as `order:ord_…`' })),
)

const MAX_RESENT = 20

export const resendBody = z.strictObject({ names: namesSchema.check(z.minLength(1), z.maxLength(MAX_RESENT)) })

export const listNamesQuery = z.strictObject({
  source: z.enum(['record', 'l2', 'catalogue']),
  kind: z.optional(z.enum(KINDS)),
  cursor: z.optional(z.string().check(z.maxLength(200))),
})

const sweepQuery = z.strictObject({ cursor: z.optional(z.string().check(z.maxLength(200))) })

export const visitsRoutes = {
  names: { method: 'get', path: '/v1/admin/ops/aggregates', query: listNamesQuery },
  resend: { method: 'post', path: '/v1/admin/ops/resend', body: resendBody },
  sweep: { method: 'post', path: '/v1/admin/ops/sweep', query: sweepQuery },
} as const satisfies Routes
