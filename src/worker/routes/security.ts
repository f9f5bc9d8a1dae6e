/** What operators see of attacks. */
import { Hono } from 'hono'
import { securityDocs as docs } from '../../contract/http/security-docs.ts'
import type { AppEnv } from '../context.ts'
import { queryOf } from '../validate.ts'
import { timeOf } from './cart-view.ts'

export const securityRoutes = new Hono<AppEnv>().get(docs.events.path, queryOf(docs.events.query), async (c) => {
  const { limit, cursor } = c.req.valid('query')
  const page = await c.get('ports').watch.events(limit, cursor ?? null)
  const items = page.items.map((event) => ({ ...event, at: timeOf(event.at) }))
  return c.json({ items, nextCursor: page.next }, 200)
})
