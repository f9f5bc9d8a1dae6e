/** A shopper's own orders: reading, paying, cancelling. */
import { type Context, Hono } from 'hono'
import { orderRoutes as routes } from '../../contract/http/orders.ts'
import { Problem } from '../../contract/problem.ts'
import type { AppEnv } from '../context.ts'
import { locales } from '../http/locales.ts'
import { ownOrigin } from '../http/own-origin.ts'
import { jsonOf, noFields, pageAfter, paramOf, queryOf } from '../http/validate.ts'
import { callObject } from '../object-call.ts'
import { actAsOwner, namedIn, noOrder } from '../orders/order-acts.ts'
import { orderBodyOf, orderTagOf } from '../orders/order-body.ts'
import { listOwn, readOrder } from '../orders/order-lists.ts'
import { paymentMethodsOf } from '../payment/payment-methods.ts'
import { isAllowedReturn } from '../payment/return-url.ts'

export const orderRoutes = new Hono<AppEnv>()
  .get(routes.paymentMethods.path, queryOf(routes.paymentMethods.query), (c) =>
    c.json({ items: paymentMethodsOf(c.get('ports').config, locales(c)) }, 200),
  )
  .get(routes.list.path, queryOf(routes.list.query), async (c) => {
    const { limit, cursor } = c.req.valid('query')
    const { id } = c.get('principal')
    const page = await pageAfter(cursor, (after) => listOwn(c.get('ports'), id, limit, after))
    return c.json({ items: page.items.map(orderBodyOf), nextCursor: page.next }, 200)
  })
  .get(routes.get.path, paramOf(routes.get.params), async (c) => {
    const order = await ownOrder(c, c.req.valid('param').id)
    const etag = orderTagOf(order)
    c.header('ETag', etag)
    if (c.req.header('if-none-match')?.includes(etag)) {
      // The cast: the contract's answer type is the order, but a 304 has no body.
      return c.body(null, 304) as unknown as ReturnType<typeof answer>
    }
    return answer(c, order)
  })
  .post(routes.pay.path, paramOf(routes.pay.params), jsonOf(routes.pay.body), async (c) => {
    const { objects, config } = c.get('ports')
    const { id } = await ownOrder(c, c.req.valid('param').id)
    const { provider = config.PAYMENT_PROVIDERS[0] ?? '', returnUrl = null } = c.req.valid('json')
    const origin = ownOrigin(c)
    if (returnUrl !== null && !isAllowedReturn(returnUrl, origin, config)) {
      const errors = [{ path: 'returnUrl', message: 'must be on an origin of PAYMENT_RETURN_ORIGINS' }]
      throw new Problem('invalid_request', 'The body is not valid.', { extra: { errors } })
    }
    if (!config.PAYMENT_PROVIDERS.some((name) => name === provider)) {
      const errors = [{ path: 'provider', message: 'is not an enabled payment provider' }]
      throw new Problem('invalid_request', 'The body is not valid.', { extra: { errors } })
    }
    const requestId = c.get('requestId')
    const owner = c.get('principal').id
    const reply = await callObject(true, () => objects.order(id).pay({ provider, returnUrl, requestId, owner }))
    if (reply.status === 'refused') throw new Problem(reply.code, reply.detail)
    const redirectUrl = new URL(reply.redirectUrl, origin).href
    return c.json({ paymentId: reply.paymentId, status: reply.status, redirectUrl }, 200)
  })
  .post(routes.cancel.path, noFields, paramOf(routes.cancel.params), async (c) => {
    const { id } = await ownOrder(c, c.req.valid('param').id)
    const { id: owner } = c.get('principal')
    return actAsOwner(c, id, { type: 'cancel', by: owner }, owner)
  })
  .post(
    routes.requestReturn.path,
    paramOf(routes.requestReturn.params),
    jsonOf(routes.requestReturn.body),
    async (c) => {
      const { id } = await ownOrder(c, c.req.valid('param').id)
      const { id: owner } = c.get('principal')
      const body = c.req.valid('json')
      const act = { type: 'request_return', lines: namedIn(body.lines), reason: body.reason, by: owner } as const
      return actAsOwner(c, id, act, owner, body)
    },
  )

async function ownOrder(c: Context<AppEnv>, id: string) {
  const order = await readOrder(c.get('ports'), id, c.get('principal').id)
  if (!order) throw noOrder(id)
  return order
}

function answer(c: Context<AppEnv>, order: Parameters<typeof orderBodyOf>[0]) {
  return c.json(orderBodyOf(order), 200)
}
