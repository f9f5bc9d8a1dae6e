/** The class of every request, from its method and path. Overload, switches and reports use this one classification. */
import type { RouteClass } from './table.ts'

/** The first matching prefix decides; the busiest come first. */
const PREFIXES: readonly (readonly [prefix: string, its: RouteClass])[] = [
  ['/v1/cart', 'cart'],
  ['/v1/products', 'browsing'],
  ['/v1/families', 'browsing'],
  ['/v1/admin', 'operators'],
  // A guest's token is of use only for a cart.
  ['/v1/auth/guest', 'cart'],
  ['/v1/auth/register', 'accounts'],
  ['/v1/auth/password', 'accounts'],
  ['/v1/auth', 'sign_in'],
  ['/v1/me', 'accounts'],
  ['/v1/checkout', 'checkout'],
  ['/v1/orders', 'orders'],
  ['/v1/webhooks', 'orders'],
  ['/v1/hooks', 'orders'],
  ['/pay', 'orders'],
  // Health checks, scrapes, and the keys with which other systems verify tokens.
  ['/healthz', 'operators'],
  ['/readyz', 'operators'],
  ['/metrics', 'operators'],
  ['/.well-known', 'operators'],
]

/**
 * @example
 * import { classOf } from './class-of.ts'
 * classOf('/v1/cart/items') // => 'cart'
 * classOf('/v1/orders/ord_1/pay') // => 'orders'
 * classOf('/v1/suggestions') // => 'browsing'
 */
export function classOf(path: string): RouteClass {
  for (const [prefix, its] of PREFIXES) {
    if (path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === '/')) return its
  }
  return 'browsing'
}

/** Whether a request of a class that is switched to `stale` has an answer from copies. Browsing only reads. */
export function hasStaleAnswer(its: RouteClass, method: string, path: string): boolean {
  return its !== 'cart' || (path === '/v1/cart' && (method === 'GET' || method === 'HEAD'))
}
