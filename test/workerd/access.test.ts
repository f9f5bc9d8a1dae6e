/**
 * Every route, called by every kind of caller. The table lists who may call; a route that the table lacks fails the
 * test, and so does an entry without a route.
 */
import { describe, expect, it } from 'vitest'
import { DOCUMENTED } from '../../src/contract/openapi/documented.ts'
import { newId } from '../../src/domain/id.ts'
import { type Client, Shopper, stranger } from './support/client.ts'
import { objectCount } from './support/objects.ts'
import { ordered, orderOf } from './support/orders.ts'
import { product, stock } from './support/shop.ts'

type Who = 'nobody' | 'guest' | 'customer' | 'support' | 'admin'

const EVERYBODY: readonly Who[] = ['nobody', 'guest', 'customer', 'support', 'admin']
const SHOPPERS: readonly Who[] = ['guest', 'customer', 'support', 'admin']
const ACCOUNTS: readonly Who[] = ['customer', 'support', 'admin']
const SUPPORT: readonly Who[] = ['support', 'admin']
const ADMINS: readonly Who[] = ['admin']

const MAY: Readonly<Record<string, readonly Who[]>> = {
  'post /v1/auth/guest': EVERYBODY,
  'post /v1/auth/register': EVERYBODY,
  'post /v1/auth/login': EVERYBODY,
  'post /v1/auth/refresh': EVERYBODY,
  'post /v1/auth/logout': EVERYBODY,
  'post /v1/auth/password': ACCOUNTS,
  'post /v1/auth/email/confirm': EVERYBODY,
  'post /v1/auth/email/change': EVERYBODY,
  'post /v1/auth/email/unsubscribe': EVERYBODY,
  'put /v1/me/cart-reminders': ACCOUNTS,
  'delete /v1/me/cart-reminders': ACCOUNTS,
  'post /v1/auth/recovery': EVERYBODY,
  'post /v1/auth/recovery/password': EVERYBODY,
  'post /v1/me/email/confirmation': ACCOUNTS,
  'get /v1/me/sign-ins': ACCOUNTS,
  'delete /v1/me/sign-ins/:id': ACCOUNTS,
  'post /v1/auth/passkeys/options': EVERYBODY,
  'post /v1/auth/passkeys': EVERYBODY,
  'get /v1/me/passkeys': ACCOUNTS,
  'post /v1/me/passkeys/options': ACCOUNTS,
  'post /v1/me/passkeys': ACCOUNTS,
  'patch /v1/me/passkeys/:id': ACCOUNTS,
  'delete /v1/me/passkeys/:id': ACCOUNTS,
  'get /v1/me/addresses': ACCOUNTS,
  'post /v1/me/addresses': ACCOUNTS,
  'get /v1/me/addresses/:id': ACCOUNTS,
  'put /v1/me/addresses/:id': ACCOUNTS,
  'delete /v1/me/addresses/:id': ACCOUNTS,
  'get /.well-known/jwks.json': EVERYBODY,
  'get /v1/me': ACCOUNTS,
  'patch /v1/me': ACCOUNTS,
  'delete /v1/me': SHOPPERS,
  'get /v1/me/export': SHOPPERS,
  'get /v1/cart': SHOPPERS,
  'post /v1/cart/items': SHOPPERS,
  'patch /v1/cart/items/:sku': SHOPPERS,
  'delete /v1/cart/items/:sku': SHOPPERS,
  'post /v1/cart/items/:sku/restore': SHOPPERS,
  'post /v1/cart/items/:sku/save': SHOPPERS,
  'post /v1/cart/saved/:sku/move': SHOPPERS,
  'delete /v1/cart/saved/:sku': SHOPPERS,
  'put /v1/cart/selection': SHOPPERS,
  'post /v1/cart/batch': SHOPPERS,
  'post /v1/cart/coupons': SHOPPERS,
  'delete /v1/cart/coupons/:code': SHOPPERS,
  'post /v1/cart/merge': ACCOUNTS,
  'post /v1/cart/undo': SHOPPERS,
  'delete /v1/cart': SHOPPERS,
  'get /v1/cart/clients/:client': SHOPPERS,
  'get /v1/cart/history': SHOPPERS,
  'get /v1/cart/live': SHOPPERS,
  'get /v1/orders/:id/live': SHOPPERS,
  'post /v1/checkout/quote': SHOPPERS,
  'post /v1/checkout': SHOPPERS,
  'get /v1/checkout/payment-methods': EVERYBODY,
  'get /v1/orders': SHOPPERS,
  'get /v1/orders/:id': SHOPPERS,
  'get /v1/orders/:id/invoice': SHOPPERS,
  'post /v1/orders/:id/pay': SHOPPERS,
  'post /v1/orders/:id/cancel': SHOPPERS,
  'post /v1/orders/:id/returns': SHOPPERS,
  'post /v1/webhooks/payments/:provider': EVERYBODY,
  'get /pay/simulated/:paymentId': EVERYBODY,
  'post /pay/simulated/:paymentId': EVERYBODY,
  'get /v1/admin/orders': SUPPORT,
  'post /v1/admin/orders/search': SUPPORT,
  'get /v1/admin/orders/:id': SUPPORT,
  'get /v1/admin/orders/:id/invoice': SUPPORT,
  'get /v1/admin/invoices': SUPPORT,
  'get /v1/admin/orders/:id/notes': SUPPORT,
  'post /v1/admin/orders/:id/notes': SUPPORT,
  'post /v1/admin/orders/:id/ship': ADMINS,
  'post /v1/admin/orders/:id/deliver': ADMINS,
  'post /v1/admin/orders/:id/edit': SUPPORT,
  'post /v1/admin/orders/:id/returns/:returnId/approve': SUPPORT,
  'post /v1/admin/orders/:id/returns/:returnId/refuse': SUPPORT,
  'post /v1/admin/orders/:id/returns/:returnId/receive': ADMINS,
  'post /v1/admin/orders/:id/shipments/:shipment/deliver': ADMINS,
  'post /v1/admin/orders/:id/cancel': ADMINS,
  'post /v1/admin/orders/:id/refund': ADMINS,
  'post /v1/admin/orders/:id/mark-paid': ADMINS,
  'post /v1/admin/orders/:id/refunds/:refundId/mark-refunded': ADMINS,
  'get /v1/admin/stock/:sku': SUPPORT,
  'put /v1/admin/stock/:sku': ADMINS,
  'get /v1/admin/stock/:sku/holds': SUPPORT,
  'get /v1/admin/carts/:userId': SUPPORT,
  'get /v1/admin/carts/:userId/operations': SUPPORT,
  'post /v1/admin/carts/:userId/drain': ADMINS,
  'post /v1/admin/prices/calculate': SUPPORT,
  'get /v1/products': EVERYBODY,
  'get /v1/products/:sku': EVERYBODY,
  'get /v1/families/:family': EVERYBODY,
  'get /v1/suggestions': EVERYBODY,
  'get /v1/categories': EVERYBODY,
  'get /v1/rankings/hot': EVERYBODY,
  'get /v1/rankings/hot/:sku': EVERYBODY,
  'post /v1/hooks/catalogue': EVERYBODY,
  'post /v1/admin/accounts/search': SUPPORT,
  'get /v1/admin/accounts/:userId': SUPPORT,
  'get /v1/admin/accounts/:userId/sign-ins': SUPPORT,
  'post /v1/admin/accounts/:userId/lock': ADMINS,
  'post /v1/admin/accounts/:userId/unlock': ADMINS,
  'post /v1/admin/accounts/:userId/export': ADMINS,
  'patch /v1/admin/accounts/:userId': ADMINS,
  'delete /v1/admin/accounts/:userId': ADMINS,
  'get /v1/admin/products': SUPPORT,
  'get /v1/admin/products/:sku': SUPPORT,
  'post /v1/admin/media': ADMINS,
  'post /v1/admin/products': ADMINS,
  'patch /v1/admin/products/:sku': ADMINS,
  'delete /v1/admin/products/:sku': ADMINS,
  'get /v1/admin/categories/:id': SUPPORT,
  'post /v1/admin/categories': ADMINS,
  'patch /v1/admin/categories/:id': ADMINS,
  'delete /v1/admin/categories/:id': ADMINS,
  ...Object.fromEntries(
    ['coupons', 'promotions', 'shipping-rates', 'taxes'].flatMap((rules) => [
      [`get /v1/admin/${rules}`, SUPPORT],
      [`post /v1/admin/${rules}`, ADMINS],
      [`get /v1/admin/${rules}/:id`, SUPPORT],
      [`patch /v1/admin/${rules}/:id`, ADMINS],
      [`delete /v1/admin/${rules}/:id`, ADMINS],
      [`post /v1/admin/import/${rules}`, ADMINS],
      [`get /v1/admin/export/${rules}`, ADMINS],
    ]),
  ),
  'get /v1/admin/audit': SUPPORT,
  'post /v1/admin/import/products': ADMINS,
  'post /v1/admin/import/stock': ADMINS,
  'post /v1/admin/import/shipments': ADMINS,
  'get /v1/admin/export/products': ADMINS,
  'get /v1/admin/export/stock': ADMINS,
  'get /v1/admin/export/invoices': ADMINS,
  'get /healthz': EVERYBODY,
  'get /readyz': EVERYBODY,
  // Without METRICS_TOKEN, as here, the route does not exist.
  'get /metrics': EVERYBODY,
  'get /v1/admin/ops/metrics': SUPPORT,
  'get /v1/admin/ops/breakers': SUPPORT,
  'get /v1/admin/ops/caches': SUPPORT,
  'get /v1/admin/ops/config': SUPPORT,
  'get /v1/admin/ops/jobs': SUPPORT,
  'get /v1/admin/ops/dead-letters': SUPPORT,
  'post /v1/admin/ops/dead-letters/:id/drain': ADMINS,
  'delete /v1/admin/ops/dead-letters/:id': ADMINS,
  'post /v1/admin/ops/carts/:userId/adopt': ADMINS,
  'post /v1/admin/ops/reports': ADMINS,
  'get /v1/admin/ops/reports': SUPPORT,
  'get /v1/admin/ops/reports/:id': SUPPORT,
  'get /v1/admin/ops/aggregates': SUPPORT,
  'post /v1/admin/ops/resend': ADMINS,
  'post /v1/admin/ops/sweep': ADMINS,
  'get /v1/admin/events': SUPPORT,
  'get /v1/admin/webhooks': ADMINS,
  'post /v1/admin/webhooks': ADMINS,
  'get /v1/admin/webhooks/:id': ADMINS,
  'patch /v1/admin/webhooks/:id': ADMINS,
  'delete /v1/admin/webhooks/:id': ADMINS,
  'post /v1/admin/webhooks/:id/rotate': ADMINS,
  'post /v1/admin/webhooks/:id/test': ADMINS,
  'post /v1/admin/webhooks/:id/replay': ADMINS,
  'get /v1/admin/webhooks/:id/attempts': ADMINS,
  'get /v1/admin/webhooks/:id/dead-letters': ADMINS,
  'get /v1/admin/ops/security-events': SUPPORT,
  'get /v1/admin/ops/alerts': SUPPORT,
  'get /v1/admin/ops/canary': SUPPORT,
  'put /v1/admin/ops/canary': ADMINS,
  'get /v1/admin/ops/policies': SUPPORT,
  'put /v1/admin/ops/policies/:class': ADMINS,
}

const name = ({ method, path }: { readonly method: string; readonly path: string }) => `${method} ${path}`

describe('the table of routes', () => {
  it('the table names every served route, and no other', () => {
    expect(Object.keys(MAY).sort()).toEqual(DOCUMENTED.map(name).sort())
  })
})

describe.each(DOCUMENTED.map((doc) => [name(doc), doc] as const))('%s', (route, { method, path }) => {
  it.each(EVERYBODY)('a call by %s is answered as the table says', async (who) => {
    const client = await clientOf(who)
    const allowed = MAY[route]?.includes(who)
    const before = await objectCount()
    const target = path.replace(':sku', 'tea').replace(':userId', newId('usr', 1)).replace(':id', 'x')
    // The body is well-formed, but no route accepts it: an authorized caller passes the guard and gets no further.
    const body = ['get', 'delete'].includes(method) ? undefined : { nonsense: true }
    const reply = await client.call(method.toUpperCase(), target, body)
    if (allowed) {
      expect(reply.status, reply.text).not.toBe(403)
      if (reply.status === 401) expect(reply.text).not.toContain('"unauthenticated"')
      return
    }
    reply.refusal(who === 'nobody' ? 401 : 403, who === 'nobody' ? 'unauthenticated' : 'forbidden')
    expect(await objectCount()).toBe(before)
  })
})

describe('another’s resources', () => {
  it('fault 28: no route of a shopper names another’s resource, except an order, which checks its owner', async () => {
    const named = DOCUMENTED.filter(({ path }) => /:(userId|cartId|id)/.test(path))
    const ofShoppers = named.filter((doc) => MAY[name(doc)]?.includes('guest'))
    expect(ofShoppers.map(name).every((route) => route.includes(' /v1/orders/:id'))).toBe(true)
    await stock(product('mug'))
    const owner = await Shopper.guest()
    await owner.add('mug')
    const order = await ordered(owner)
    const other = await Shopper.guest()
    const back = { lines: [{ sku: 'mug', quantity: 1 }], reason: 'x' }
    for (const { method, path } of ofShoppers) {
      const body = path.endsWith('/pay') ? {} : path.endsWith('/returns') ? back : undefined
      const reply = await other.call(method.toUpperCase(), path.replace(':id', order.id), body)
      reply.refusal(404, 'not_found')
    }
    expect((await orderOf(owner, order.id)).version).toBe(order.version)
  })

  it('fault 28: a person with a token of their own sees only their own account and cart', async () => {
    const [one, other] = await Promise.all([clientOf('customer'), clientOf('customer')])
    await (one as Shopper).add('tea')
    expect((await (other as Shopper).cart()).cart.items).toEqual([])
    ;(await other.get('/v1/me')).refusal(404, 'not_found')
  })
})

async function clientOf(who: Who): Promise<Client> {
  if (who === 'nobody') return stranger
  return Shopper.of({ id: newId(who === 'guest' ? 'gst' : 'usr', Date.now()), role: who })
}
