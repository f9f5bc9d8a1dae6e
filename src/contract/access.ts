/**
 * One table lists the roles that may use each route; the guard, the documents and the tests read it.
 * Invariant: a route under /v1 without a row of its own needs a token.
 */
export const ROLES = ['guest', 'customer', 'support', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** Everybody, without a token; or whoever has one of these roles. */
export type Access = 'public' | readonly Role[]

const SHOPPERS: Access = ROLES
const ACCOUNTS: Access = ['customer', 'support', 'admin']
const SUPPORT: Access = ['support', 'admin']
const ADMINS: Access = ['admin']

/** Whether only operators may: their standing is looked up at every request, because their tokens may be out of date. */
export function isForOperators(access: Access): boolean {
  return access === SUPPORT || access === ADMINS
}

interface Row {
  readonly prefix: string
  readonly access: Access
  /** Only for GET and HEAD. */
  readonly reads?: true
  /** Only for this method. */
  readonly method?: 'DELETE'
  /** Only for paths that end so. */
  readonly suffix?: string
}

/** The first row that fits decides. */
const TABLE: readonly Row[] = [
  { prefix: '/v1/auth/password', access: ACCOUNTS },
  { prefix: '/v1/auth', access: 'public' },
  { prefix: '/v1/products', access: 'public' },
  { prefix: '/v1/categories', access: 'public' },
  { prefix: '/v1/rankings', access: 'public' },
  { prefix: '/v1/suggestions', access: 'public' },
  // Signed by its sender.
  { prefix: '/v1/hooks', access: 'public' },
  { prefix: '/v1/webhooks', access: 'public' },
  // Everybody of whom something is held may have it, and have it erased.
  { prefix: '/v1/me/export', access: SHOPPERS },
  { prefix: '/v1/me', access: SHOPPERS, method: 'DELETE' },
  { prefix: '/v1/me', access: ACCOUNTS },
  { prefix: '/v1/cart/merge', access: ACCOUNTS },
  // Reads too, with an e-mail address that does not belong into a URL.
  { prefix: '/v1/admin/orders/search', access: SUPPORT },
  // Support reads orders, and adds notes to them.
  { prefix: '/v1/admin/orders', access: SUPPORT, suffix: '/notes' },
  { prefix: '/v1/admin/orders', access: SUPPORT, reads: true },
  { prefix: '/v1/admin', access: ADMINS },
  { prefix: '/v1', access: SHOPPERS },
]

/** Pages, health and documents outside /v1 are public. */
export function accessOf(method: string, path: string): Access {
  const reads = method === 'GET' || method === 'HEAD'
  for (const { prefix, access, reads: only, method: its, suffix = '' } of TABLE) {
    const isBelow = path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === '/')
    if (isBelow && path.endsWith(suffix) && (!only || reads) && (its ?? method) === method) return access
  }
  return 'public'
}
