/** Lists the audit, for operators. */
import { Hono } from 'hono'
import { auditRoutes as routes } from '../../contract/http/audit.ts'
import { timeOf } from '../../contract/http/shapes.ts'
import type { AppEnv } from '../context.ts'
import { pageAfter, queryOf } from '../http/validate.ts'

export const auditRoutes = new Hono<AppEnv>().get(routes.list.path, queryOf(routes.list.query), async (c) => {
  const { cursor, ...query } = c.req.valid('query')
  const page = await pageAfter(cursor, (after) => c.get('ports').record.listAudit({ ...query, after }))
  const items = page.items.map(({ changes, ...entry }) => {
    // The cast: changes are JSON.
    return { ...entry, at: timeOf(entry.at), changes: changes as Record<string, { from: never; to: never }> }
  })
  return c.json({ items, nextCursor: page.next }, 200)
})
