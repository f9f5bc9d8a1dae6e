/** The routes by which operators inspect one shopper's cart in every tier. */
import * as z from 'zod/mini'
import type { Routes } from './route.ts'
import { LIST_QUERY, userIdSchema } from './shapes.ts'

const params = z.object({ userId: userIdSchema })

const operationsQuery = z.strictObject({
  limit: LIST_QUERY.limit,
  cursor: z.optional(z.string().check(z.regex(/^\d{1,16}$/, { error: 'is not a cursor of this list' }))),
})

export const adminCartRoutes = {
  copies: { method: 'get', path: '/v1/admin/carts/:userId', params },
  operations: { method: 'get', path: '/v1/admin/carts/:userId/operations', params, query: operationsQuery },
  drain: { method: 'post', path: '/v1/admin/carts/:userId/drain', params },
} as const satisfies Routes
