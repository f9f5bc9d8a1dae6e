/** The routes of signed notices. */
import { catalogueHookBody } from './hooks.ts'
import type { Routes } from './route.ts'

export const hookRoutes = {
  catalogue: { method: 'post', path: '/v1/hooks/catalogue', body: catalogueHookBody },
} as const satisfies Routes
