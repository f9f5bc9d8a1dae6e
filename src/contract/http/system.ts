/** The routes by which operators read the configuration and the scheduled jobs. */
import type { Routes } from './route.ts'

export const systemRoutes = {
  config: { method: 'get', path: '/v1/admin/ops/config' },
  jobs: { method: 'get', path: '/v1/admin/ops/jobs' },
} as const satisfies Routes
