/** The routes of the ledger check. */
import type { Routes } from './route.ts'

export const ledgerRoutes = {
  run: { method: 'post', path: '/v1/admin/ops/ledger' },
  last: { method: 'get', path: '/v1/admin/ops/ledger' },
} as const satisfies Routes
