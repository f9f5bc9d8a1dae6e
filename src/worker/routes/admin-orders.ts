/** Orders as operators see them; support may read. */
import { type Context, Hono } from 'hono'
import { adminOrderDocs as docs } from '../../contract/http/orders-docs.ts'
import { Problem } from '../../contract/problem.ts'
import type { AppEnv } from '../context.ts'
import { orderBodyOf, orderTagOf } from '../orders/order-body.ts'
import { readOrder, viewOfCopy } from '../orders/orders.ts'
import { jsonOf, noFields, pageAfter, paramOf, queryOf } from '../validate.ts'
import { actOn, noOrder } from './order-acts.ts'

export const adminOrderRoutes = new Hono<AppEnv>()
  .get(docs.list.path, queryOf(docs.list.query), async (c) => {
    const { limit, cursor, status, userId, from, to } = c.req.valid('query')
    const filter = {
      ...(status && { status }),
      ...(userId !== undefined && { owner: userId }),
      ...(from && { from: Date.parse(from) }),
      ...(to && { to: Date.parse(to) }),
    }
    const page = await pageAfter(cursor, (after) =>
      c.get('ports').record.listOrders({ ...filter, limit, ...(after !== undefined && { after }) }),
    )
    const items = page.items.flatMap((copy) => viewOfCopy(copy) ?? [])
    return c.json({ items: items.map(orderBodyOf), nextCursor: page.next }, 200)
  })
  .get(docs.get.path, paramOf(docs.get.params), async (c) => {
    const { id } = c.req.valid('param')
    const order = await readOrder(c.get('ports'), id, null)
    if (!order) throw noOrder(id)
    c.header('ETag', orderTagOf(order))
    return c.json(orderBodyOf(order), 200)
  })
  .post(docs.ship.path, paramOf(docs.ship.params), jsonOf(docs.ship.body), (c) => {
    const body = c.req.valid('json')
    return actOn(c, c.req.valid('param').id, { type: 'ship', ...body, by: byOf(c) }, body)
  })
  .post(docs.deliver.path, noFields, paramOf(docs.deliver.params), (c) =>
    actOn(c, c.req.valid('param').id, { type: 'deliver', by: byOf(c) }),
  )
  .post(docs.refund.path, paramOf(docs.refund.params), jsonOf(docs.refund.body), (c) => {
    const body = c.req.valid('json')
    const { amount, reason } = body
    const { CURRENCY } = c.get('ports').config
    if (amount && amount.currency !== CURRENCY) {
      const errors = [{ path: 'amount.currency', message: `must be ${CURRENCY}` }]
      throw new Problem('invalid_request', 'The body is not valid.', { extra: { errors } })
    }
    const act = { type: 'refund', amount: amount?.amount ?? null, reason, by: byOf(c) } as const
    return actOn(c, c.req.valid('param').id, act, body)
  })

function byOf(c: Context<AppEnv>): string {
  return c.get('principal').id
}
