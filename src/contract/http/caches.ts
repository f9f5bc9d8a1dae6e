/** The route on which operators read the statistics of caches. */
import type { Routes } from './route.ts'

export const cacheRoutes = {
  caches: { method: 'get', path: '/v1/admin/ops/caches' },
} as const satisfies Routes
