/** The queries of operators. */
import * as z from 'zod/mini'
import type { Routes } from './route.ts'
import { LIST_QUERY, userIdSchema } from './shapes.ts'

const listDeadLettersQuery = z.strictObject(LIST_QUERY)

const letter = z.object({ id: z.string().check(z.minLength(1), z.maxLength(160)) })

export const operationsRoutes = {
  health: { method: 'get', path: '/healthz' },
  ready: { method: 'get', path: '/readyz' },
  breakers: { method: 'get', path: '/v1/admin/ops/breakers' },
  letters: { method: 'get', path: '/v1/admin/ops/dead-letters', query: listDeadLettersQuery },
  drain: { method: 'post', path: '/v1/admin/ops/dead-letters/:id/drain', params: letter },
  drop: { method: 'delete', path: '/v1/admin/ops/dead-letters/:id', params: letter },
  adopt: { method: 'post', path: '/v1/admin/ops/carts/:userId/adopt', params: z.object({ userId: userIdSchema }) },
} as const satisfies Routes
