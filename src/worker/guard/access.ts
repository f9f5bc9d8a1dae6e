/** Who may use which routes: one table, and what it does not name is closed to strangers. */
export type Access = 'public' | 'shopper' | 'operator'

const TABLE: readonly (readonly [prefix: string, access: Access])[] = [
  ['/v1/auth', 'public'],
  ['/v1/products', 'public'],
  ['/v1/categories', 'public'],
  ['/v1/admin', 'operator'],
  ['/v1', 'shopper'],
]

/** Pages, health and documents outside /v1 are public. */
export function accessOf(path: string): Access {
  for (const [prefix, access] of TABLE) if (path === prefix || path.startsWith(`${prefix}/`)) return access
  return 'public'
}
