/** Operators' view of one cart: its copies in every tier, its last operations, and a drain. */
import { Hono } from 'hono'
import { adminCartRoutes as routes } from '../../contract/http/admin-carts.ts'
import { timeOf } from '../../contract/http/shapes.ts'
import { Problem } from '../../contract/problem.ts'
import { formatPosition, same } from '../../domain/position.ts'
import { audited } from '../audit/audited.ts'
import { cartCopies } from '../cart/cart-copies.ts'
import type { AppEnv } from '../context.ts'
import { noFields, paramOf, urlOf } from '../http/validate.ts'
import { callObject } from '../object-call.ts'

export const adminCartRoutes = new Hono<AppEnv>()
  .get(routes.copies.path, paramOf(routes.copies.params), async (c) =>
    c.json(await cartCopies(c.get('ports'), c.req.valid('param').userId), 200),
  )
  .get(routes.operations.path, urlOf(routes.operations.params, routes.operations.query), async (c) => {
    const { limit, cursor } = c.req.valid('query')
    const { userId } = c.req.valid('param')
    const all = await callObject(true, () => c.get('ports').objects.cart(userId).operations())
    const rest = all.filter(({ version }) => cursor === undefined || version < Number(cursor))
    const items = rest.slice(0, limit).map(({ name: kind, isKeyed, at, ...position }) => {
      return { position: formatPosition(position), version: position.version, at: timeOf(at), kind, isKeyed }
    })
    return c.json({ items, nextCursor: rest.length > limit ? String(items.at(-1)?.version) : null }, 200)
  })
  .post(routes.drain.path, noFields, paramOf(routes.drain.params), async (c) => {
    const { userId } = c.req.valid('param')
    const status = await audited(c, 'drain', `cart:${userId}`, async () => {
      const cart = () => c.get('ports').objects.cart(userId)
      const { state, confirmed, ...position } = await callObject(true, () => cart().peek())
      if (state === 'none') throw new Problem('not_found', 'The object of this cart has nothing to send.')
      if (same(confirmed, position)) return 'clean' as const
      await callObject(true, () => cart().drainSoon())
      return 'draining' as const
    })
    return c.json({ status }, 200)
  })
