/** Lists the security events, for operators. */
import { Hono } from 'hono'
import { securityRoutes as routes } from '../../contract/http/security.ts'
import { timeOf } from '../../contract/http/shapes.ts'
import type { AppEnv } from '../context.ts'
import { queryOf } from '../http/validate.ts'

export const securityRoutes = new Hono<AppEnv>().get(routes.events.path, queryOf(routes.events.query), async (c) => {
  const { limit, cursor } = c.req.valid('query')
  const page = await c.get('ports').watch.events(limit, cursor ?? null)
  const items = page.items.map((event) => ({ ...event, at: timeOf(event.at) }))
  return c.json({ items, nextCursor: page.next }, 200)
})
