/** The route of the alerts. */
import type { Routes } from './route.ts'

export const alertRoutes = {
  list: { method: 'get', path: '/v1/admin/ops/alerts' },
} as const satisfies Routes
