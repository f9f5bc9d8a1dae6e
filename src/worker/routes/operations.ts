/** Health checks, and routes for operators: dead letters and breakers. */
import { Hono } from 'hono'
import { operationsRoutes as routes } from '../../contract/http/operations.ts'
import { timeOf } from '../../contract/http/shapes.ts'
import { Problem } from '../../contract/problem.ts'
import { KINDS } from '../../domain/copy.ts'
import { ROUTE_CLASSES } from '../../domain/policy/table.ts'
import { audited } from '../audit/audited.ts'
import type { AppEnv } from '../context.ts'
import { noFields, pageAfter, paramOf, queryOf } from '../http/validate.ts'

export const operationRoutes = new Hono<AppEnv>()
  .get(routes.health.path, (c) => c.json({ status: 'ok' as const }, 200))
  .get(routes.ready.path, async (c) => {
    const { record, l2, settings, policies } = c.get('ports')
    await settings.policies()
    const [recordUp, l2Up] = await Promise.all([answers(record.ping()), l2 ? answers(l2.ping()) : null])
    const tiers = {
      record: { status: upOr(recordUp), breaker: record.breaker },
      l2: { status: l2Up === null ? ('off' as const) : upOr(l2Up), breaker: l2?.breaker ?? null },
    }
    const found = { isL2Down: l2Up === false, isRecordDown: !recordUp }
    const states = ROUTE_CLASSES.map((its) => {
      const { mode, causes } = policies.stateOf(its, found)
      return { class: its, mode, causes: [...causes] }
    })
    const body = { tiers, policies: states }
    if (!recordUp) return c.json({ status: 'down' as const, ...body }, 503)
    return c.json({ status: l2Up === false ? ('degraded' as const) : ('ready' as const), ...body }, 200)
  })
  .get(routes.breakers.path, (c) => {
    const { record, l2 } = c.get('ports')
    const items = [{ tier: 'record', state: record.breaker }, ...(l2 ? [{ tier: 'l2', state: l2.breaker }] : [])]
    return c.json({ items }, 200)
  })
  .get(routes.letters.path, queryOf(routes.letters.query), async (c) => {
    const { limit, cursor } = c.req.valid('query')
    const page = await pageAfter(cursor, (after) => c.get('ports').record.listDeadLetters(limit, after))
    const items = page.items.map((letter) => ({ ...letter, at: timeOf(letter.at) }))
    return c.json({ items, nextCursor: page.next }, 200)
  })
  .post(routes.drain.path, noFields, paramOf(routes.drain.params), async (c) => {
    const { record, objects } = c.get('ports')
    const { id } = c.req.valid('param')
    const letter = await record.getDeadLetter(id)
    if (!letter) throw noLetter(id)
    const kind = KINDS.find((known) => known === letter.kind)
    if (letter.aggregateId === null || !kind) {
      throw new Problem(
        'not_found',
        'The message of this dead letter was unreadable, so its object is unknown. You can only drop the dead letter.',
      )
    }
    const { aggregateId } = letter
    await audited(c, 'drain', `dead_letter:${id}`, async () => {
      await objects.aggregate(kind, aggregateId).drainSoon()
      await record.dropDeadLetter(id)
    })
    return c.json({ status: 'draining' as const }, 200)
  })
  .delete(routes.drop.path, noFields, paramOf(routes.drop.params), async (c) => {
    const { id } = c.req.valid('param')
    await audited(c, 'drop', `dead_letter:${id}`, async () => {
      if (!(await c.get('ports').record.dropDeadLetter(id))) throw noLetter(id)
    })
    return c.body(null, 204)
  })
  .post(routes.adopt.path, paramOf(routes.adopt.params), async (c) => {
    const { userId } = c.req.valid('param')
    await audited(c, 'adopt', `cart:${userId}`, async () => {
      if (await c.get('ports').objects.cart(userId).adopt()) return
      throw new Problem('nothing_to_adopt', 'The cart has its own rows, or the record does not hold a copy of it.')
    })
    return c.json({ status: 'adopted' as const }, 200)
  })

function noLetter(id: string): Problem {
  return new Problem('not_found', `The dead letter ${id} does not exist.`)
}

async function answers(ping: Promise<void>): Promise<boolean> {
  return ping.then(
    () => true,
    () => false,
  )
}

function upOr(up: boolean): 'up' | 'down' {
  return up ? 'up' : 'down'
}
