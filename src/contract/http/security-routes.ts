/** The routes of what operators see of attacks. */

import type { Routes } from './route.ts'
import { listSecurityEventsQuery } from './security.ts'

export const securityRoutes = {
  events: { method: 'get', path: '/v1/admin/ops/security-events', query: listSecurityEventsQuery },
} as const satisfies Routes
