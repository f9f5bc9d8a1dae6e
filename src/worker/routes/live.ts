/** Live connections: the shopper's cart, and their orders. */
import { Hono } from 'hono'
import { liveRoutes as routes } from '../../contract/http/live.ts'
import type { AppEnv } from '../context.ts'
import { paramOf, queryOf } from '../http/validate.ts'
import { noteLiveOrder } from '../live/end-sign-ins.ts'
import { openLive } from '../live/handshake.ts'
import { noOrder } from '../orders/order-acts.ts'
import { readOrder } from '../orders/order-lists.ts'

export const liveRoutes = new Hono<AppEnv>()
  .get(routes.cart.path, queryOf(routes.cart.query), (c) => {
    const { id } = c.get('principal')
    return openLive(c, () => c.get('ports').objects.liveCart(id), c.req.valid('query'))
  })
  .get(routes.order.path, paramOf(routes.order.params), queryOf(routes.order.query), async (c) => {
    const { id } = c.req.valid('param')
    const ports = c.get('ports')
    const principal = c.get('principal')
    if (!(await readOrder(ports, id, principal.id))) throw noOrder(id)
    await noteLiveOrder(ports, principal, id)
    return openLive(c, () => ports.objects.liveOrder(id), c.req.valid('query'))
  })
