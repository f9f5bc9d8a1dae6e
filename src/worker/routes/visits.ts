/** Operator routes that call many objects: listing names, sending again, the sweep. */
import { Hono } from 'hono'
import type { NamesPageBody, ResendBody, SweepBody } from '../../contract/answers/visits.ts'
import { type AggregateName, visitsRoutes as routes } from '../../contract/http/visits.ts'
import { Problem, unavailable } from '../../contract/problem.ts'
import { audited } from '../audit/audited.ts'
import type { AppEnv } from '../context.ts'
import { jsonOf, noFields, queryOf } from '../http/validate.ts'
import type { Ports } from '../ports.ts'
import { resend } from '../visits/resend.ts'
import { formatPlace, parsePlace, SWEEP_START, sweepPage } from '../visits/sweep.ts'

const PAGE = 200

export const visitRoutes = new Hono<AppEnv>()
  .get(routes.names.path, queryOf(routes.names.query), async (c) => {
    const { source, kind = 'cart', cursor = '' } = c.req.valid('query')
    const ports = c.get('ports')
    const page = source === 'l2' ? await fromL2(ports, cursor) : await fromRecord(ports, source, kind, cursor)
    return c.json(page, 200)
  })
  .post(routes.resend.path, jsonOf(routes.resend.body), async (c) => {
    // The cast: the schema has checked the kinds.
    const names = c.req.valid('json').names as AggregateName[]
    const { failed, found, ...counts } = await audited(c, 'run', 'system:resend', async (note) => {
      note({ names: { from: null, to: names } })
      return resend(c.get('ports'), names)
    })
    const body: ResendBody = { ...counts, failed: [...failed], found: [...found] }
    return c.json(body, 200)
  })
  .post(routes.sweep.path, noFields, queryOf(routes.sweep.query), async (c) => {
    const { cursor } = c.req.valid('query')
    const place = cursor === undefined ? SWEEP_START : parsePlace(cursor)
    if (!place) throw new Problem('invalid_request', 'The cursor is not a cursor of this list.')
    const page = () => sweepPage(c.get('ports'), place, Date.now())
    const { called, failed, next } = await audited(c, 'run', 'system:sweep', page)
    const body: SweepBody = { called, failed: [...failed], nextCursor: next && formatPlace(next) }
    return c.json(body, 200)
  })

async function fromRecord(
  { record }: Ports,
  source: 'record' | 'catalogue',
  kind: Parameters<Ports['record']['listIds']>[0],
  cursor: string,
): Promise<NamesPageBody> {
  const ids =
    source === 'record'
      ? await record.listIds(kind, { of: 'all' }, PAGE, cursor)
      : (await record.exportProducts(PAGE, cursor)).map(({ sku }) => sku)
  const items = ids.map((id): AggregateName => `${source === 'record' ? kind : 'stock'}:${id}`)
  return { items, nextCursor: ids.length < PAGE ? null : (ids.at(-1) ?? null) }
}

/** Returns an empty list without Redis. Fails closed: a page that Redis cannot read is a 503, not an empty page. */
async function fromL2({ l2 }: Ports, cursor: string): Promise<NamesPageBody> {
  if (!l2) return { items: [], nextCursor: null }
  if (!/^\d{0,20}$/.test(cursor)) throw new Problem('invalid_request', 'The cursor is not a cursor of this list.')
  const page = await l2.scanIds('cart', cursor).catch(() => {
    throw unavailable('Redis did not answer. Try again.')
  })
  return { items: page.ids.map((id): AggregateName => `cart:${id}`), nextCursor: page.next }
}
