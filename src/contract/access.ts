/**
 * One table lists the roles that may use each route; the guard, the documents and the tests read it.
 * Invariant: a route under /v1 without a row of its own needs a token.
 */
export const ROLES = ['guest', 'customer', 'support', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** `public` needs no token; otherwise the caller must have one of these roles. */
export type Access = 'public' | readonly Role[]

const SHOPPERS: Access = ROLES
const ACCOUNTS: Access = ['customer', 'support', 'admin']
const SUPPORT: Access = ['support', 'admin']
const ADMINS: Access = ['admin']

/** Whether only operators have access. Their standing is read at every request, because tokens may be out of date. */
export function isForOperators(access: Access): boolean {
  return access === SUPPORT || access === ADMINS
}

interface Row {
  readonly prefix: string
  readonly access: Access
  /** The row applies only to GET and HEAD. */
  readonly reads?: true
  /** The row applies only to this method. */
  readonly method?: 'DELETE'
  /** The row applies only to paths with this ending. */
  readonly suffix?: string
  /** A write requires the operator's reason. */
  readonly isReasoned?: true
}

const SUPPORT_READS = [
  ...['accounts', 'audit', 'carts', 'categories', 'coupons', 'events', 'invoices', 'ops', 'orders'],
  ...['products', 'promotions', 'shipping-rates', 'stock', 'taxes'],
]

/** The first matching row applies. */
const TABLE: readonly Row[] = [
  { prefix: '/v1/auth/password', access: ACCOUNTS },
  { prefix: '/v1/auth', access: 'public' },
  { prefix: '/v1/products', access: 'public' },
  { prefix: '/v1/families', access: 'public' },
  { prefix: '/v1/categories', access: 'public' },
  { prefix: '/v1/rankings', access: 'public' },
  { prefix: '/v1/suggestions', access: 'public' },
  // The same for every shopper.
  { prefix: '/v1/checkout/payment-methods', access: 'public' },
  // Signatures replace tokens here.
  { prefix: '/v1/hooks', access: 'public' },
  { prefix: '/v1/webhooks', access: 'public' },
  ...['addresses', 'cart-reminders', 'passkeys', 'sign-ins'].map((name) => ({
    prefix: `/v1/me/${name}`,
    access: ACCOUNTS,
  })),
  // Every shopper may export and erase their own data, guests included.
  { prefix: '/v1/me/export', access: SHOPPERS },
  { prefix: '/v1/me', access: SHOPPERS, method: 'DELETE' },
  { prefix: '/v1/me', access: ACCOUNTS },
  { prefix: '/v1/cart/merge', access: ACCOUNTS },
  // Reads by POST: an e-mail address must not be part of a URL, and a cart does not fit into one.
  { prefix: '/v1/admin/orders/search', access: SUPPORT },
  { prefix: '/v1/admin/accounts/search', access: SUPPORT },
  { prefix: '/v1/admin/prices/calculate', access: SUPPORT },
  // Support may read what is named here, but no whole exports, and add notes to orders.
  { prefix: '/v1/admin/orders', access: SUPPORT, suffix: '/notes' },
  // Support removes units of an order that have not shipped: the shopper calls before the parcel leaves.
  { prefix: '/v1/admin/orders', access: SUPPORT, suffix: '/edit' },
  // Support answers returns; only admins move their money and units.
  { prefix: '/v1/admin/orders', access: SUPPORT, suffix: '/approve' },
  { prefix: '/v1/admin/orders', access: SUPPORT, suffix: '/refuse' },
  ...SUPPORT_READS.map((name) => ({ prefix: `/v1/admin/${name}`, access: SUPPORT, reads: true }) as const),
  { prefix: '/v1/admin/accounts', access: ADMINS, isReasoned: true },
  { prefix: '/v1/admin/stock', access: ADMINS, isReasoned: true },
  { prefix: '/v1/admin/orders', access: ADMINS, suffix: '/cancel', isReasoned: true },
  { prefix: '/v1/admin/orders', access: ADMINS, suffix: '/mark-paid', isReasoned: true },
  { prefix: '/v1/admin/orders', access: ADMINS, suffix: '/mark-refunded', isReasoned: true },
  { prefix: '/v1/admin/ops/carts', access: ADMINS, suffix: '/adopt', isReasoned: true },
  { prefix: '/v1/admin/ops/policies', access: ADMINS, isReasoned: true },
  { prefix: '/v1/admin', access: ADMINS },
  { prefix: '/v1', access: SHOPPERS },
]

/** Pages, health and documents outside /v1 are public. */
export function accessOf(method: string, path: string): Access {
  return rowOf(method, path)?.access ?? 'public'
}

/** Whether an operator must give a reason. A reason is accepted on every other write under /v1/admin too. */
export function needsReason(method: string, path: string): boolean {
  return rowOf(method, path)?.isReasoned === true
}

function rowOf(method: string, path: string): Row | undefined {
  const isRead = method === 'GET' || method === 'HEAD'
  for (const row of TABLE) {
    const { prefix, reads, method: its, suffix = '' } = row
    const isBelow = path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === '/')
    if (isBelow && path.endsWith(suffix) && (!reads || isRead) && (its ?? method) === method) return row
  }
  return undefined
}
