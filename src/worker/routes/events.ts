/** Reads the public stream of events, for integrators who poll. Fails closed: a shard that is silent answers 503. */
import { Hono } from 'hono'
import { eventsRoutes as routes } from '../../contract/http/events.ts'
import { timeOf } from '../../contract/http/shapes.ts'
import { Problem } from '../../contract/problem.ts'
import { cursorFrom, cursorText, hasGap, mergePages, SHARDS } from '../../domain/events/stream.ts'
import type { AppEnv } from '../context.ts'
import { queryOf } from '../http/validate.ts'
import { callObject } from '../object-call.ts'

export const eventRoutes = new Hono<AppEnv>().get(routes.list.path, queryOf(routes.list.query), async (c) => {
  const { limit, after } = c.req.valid('query')
  const cursor = (after === undefined ? null : cursorFrom(after)) ?? []
  const { objects } = c.get('ports')
  // One more than a page, so that a page knows whether another one follows.
  const pages = await Promise.all(
    Array.from({ length: SHARDS }, (_, shard) =>
      callObject(true, () => objects.eventShard(shard).read(cursor[shard] ?? 0, limit + 1)),
    ),
  )
  if (after !== undefined && hasGap(pages, cursor)) {
    throw new Problem('cursor_expired', 'Events after the cursor were deleted. Read again without `after`.')
  }
  const page = mergePages(pages, cursor, limit)
  const items = page.items.map((event) => ({ ...event, at: timeOf(event.at) }))
  return c.json({ items, after: cursorText(page.cursor), hasMore: page.hasMore }, 200)
})
