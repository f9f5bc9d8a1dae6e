/** The routes of guests, accounts and sign-ins. */
import * as z from 'zod/mini'
import {
  accountQuery,
  erasureSchema,
  loginSchema,
  passwordChangeSchema,
  profileChangeSchema,
  refreshSchema,
  registerSchema,
  roleChangeSchema,
} from './identity.ts'
import type { Routes } from './route.ts'
import { userIdSchema } from './shapes.ts'

const params = z.object({ userId: userIdSchema })

export const identityRoutes = {
  guest: { method: 'post', path: '/v1/auth/guest' },
  register: { method: 'post', path: '/v1/auth/register', body: registerSchema },
  login: { method: 'post', path: '/v1/auth/login', body: loginSchema },
  refresh: { method: 'post', path: '/v1/auth/refresh', body: refreshSchema },
  logout: { method: 'post', path: '/v1/auth/logout', body: refreshSchema },
  password: { method: 'post', path: '/v1/auth/password', body: passwordChangeSchema },
  jwks: { method: 'get', path: '/.well-known/jwks.json' },
  me: { method: 'get', path: '/v1/me' },
  change: { method: 'patch', path: '/v1/me', body: profileChangeSchema },
  erase: { method: 'delete', path: '/v1/me', body: erasureSchema },
  export: { method: 'get', path: '/v1/me/export' },
} as const satisfies Routes

export const accountRoutes = {
  find: { method: 'post', path: '/v1/admin/accounts/search', body: accountQuery },
  setRole: { method: 'patch', path: '/v1/admin/accounts/:userId', params, body: roleChangeSchema },
  erase: { method: 'delete', path: '/v1/admin/accounts/:userId', params },
} as const satisfies Routes
