/** The routes that call many objects, for operators. */

import type { Routes } from './route.ts'
import { listNamesQuery, resendBody, sweepQuery } from './visits.ts'

export const visitsRoutes = {
  names: { method: 'get', path: '/v1/admin/ops/aggregates', query: listNamesQuery },
  resend: { method: 'post', path: '/v1/admin/ops/resend', body: resendBody },
  sweep: { method: 'post', path: '/v1/admin/ops/sweep', query: sweepQuery },
} as const satisfies Routes
