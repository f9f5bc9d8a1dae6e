/** Live connections: the shopper's cart, and their orders. */
import { Hono } from 'hono'
import { liveRoutes as routes } from '../../contract/http/live.ts'
import type { AppEnv } from '../context.ts'
import { queryOf } from '../http/validate.ts'
import { openLive } from '../live/handshake.ts'

export const liveRoutes = new Hono<AppEnv>().get(routes.cart.path, queryOf(routes.cart.query), (c) => {
  const { id } = c.get('principal')
  return openLive(c, () => c.get('ports').objects.liveCart(id), c.req.valid('query'))
})
