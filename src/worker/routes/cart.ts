/** The shopper's cart. Each route is one command to the shopper's own object; a request cannot name another cart. */
import { Hono } from 'hono'
import { cartRoutes as routes } from '../../contract/http/cart.ts'
import { timeOf } from '../../contract/http/shapes.ts'
import { problemOf } from '../../contract/problem.ts'
import { operationOf } from '../cart/command.ts'
import { addCoupon, removeCoupon } from '../cart/coupons.ts'
import { envelopeOf } from '../cart/envelope.ts'
import { mergeCart } from '../cart/merge.ts'
import { readCart } from '../cart/read.ts'
import { readWatermark, writeSequenced } from '../cart/sequenced.ts'
import { addToCart, answerWrite, writeCart } from '../cart/write.ts'
import type { AppEnv } from '../context.ts'
import { needsKnownCountry } from '../http/needs-known-country.ts'
import { defined, jsonOf, noFields, paramOf, queryOf } from '../http/validate.ts'

export const cartRoutes = new Hono<AppEnv>()
  .use('/v1/cart/*', needsKnownCountry)
  .get(routes.get.path, readCart)
  .post(routes.add.path, jsonOf(routes.add.body), (c) => addToCart(c, c.req.valid('json')))
  .patch(routes.set.path, paramOf(routes.set.params), jsonOf(routes.set.body), (c) => {
    const fields = c.req.valid('json')
    const { sku } = c.req.valid('param')
    return writeCart(c, [{ command: { type: 'set', sku, ...defined(fields) } }], { name: 'set', body: fields })
  })
  .delete(routes.remove.path, noFields, paramOf(routes.remove.params), (c) =>
    writeCart(c, [{ command: { type: 'remove', ...c.req.valid('param') } }], { name: 'remove' }),
  )
  .post(routes.restore.path, noFields, paramOf(routes.restore.params), (c) =>
    writeCart(c, [{ command: { type: 'restore', ...c.req.valid('param') } }], { name: 'restore' }),
  )
  .post(routes.save.path, noFields, paramOf(routes.save.params), (c) =>
    writeCart(c, [{ command: { type: 'save', ...c.req.valid('param') } }], { name: 'save' }),
  )
  .post(routes.move.path, noFields, paramOf(routes.move.params), (c) =>
    writeCart(c, [{ command: { type: 'move', ...c.req.valid('param') } }], { name: 'move' }),
  )
  .delete(routes.unsave.path, noFields, paramOf(routes.unsave.params), (c) =>
    writeCart(c, [{ command: { type: 'unsave', ...c.req.valid('param') } }], { name: 'unsave' }),
  )
  .put(routes.select.path, jsonOf(routes.select.body), (c) => {
    const selection = c.req.valid('json')
    return writeCart(c, [{ command: { type: 'select', ...defined(selection) } }], { name: 'select', body: selection })
  })
  .post(routes.batch.path, jsonOf(routes.batch.body), (c) => {
    const { operations: sent, atomic = true, client } = c.req.valid('json')
    const operations = sent.map(operationOf)
    if (client !== undefined) return writeSequenced(c, client, operations)
    return writeCart(c, operations, { name: 'batch', body: { operations: sent, atomic }, atomic })
  })
  .get(routes.client.path, paramOf(routes.client.params), async (c) =>
    c.json(await readWatermark(c, c.req.valid('param').client), 200),
  )
  .post(routes.addCoupon.path, jsonOf(routes.addCoupon.body), (c) => addCoupon(c, c.req.valid('json').code))
  .delete(routes.removeCoupon.path, noFields, paramOf(routes.removeCoupon.params), (c) =>
    removeCoupon(c, c.req.valid('param').code),
  )
  .post(routes.undo.path, noFields, async (c) =>
    answerWrite(c, await c.get('ports').carts.undo(c.get('principal').id, await envelopeOf(c, null))),
  )
  .delete(routes.clear.path, noFields, (c) => writeCart(c, [{ command: { type: 'clear' } }], { name: 'clear' }))
  .post(routes.merge.path, jsonOf(routes.merge.body), mergeCart)
  .get(routes.history.path, queryOf(routes.history.query), async (c) => {
    const { limit, after, cursor } = c.req.valid('query')
    const reply = await c.get('ports').carts.history(c.get('principal').id, cursor ?? after)
    if (reply.status === 'refused') throw problemOf(reply.refusal)
    const entries = reply.entries.slice(0, limit)
    const items = entries.map(({ version, kind, at }) => ({ version, kind, at: timeOf(at) }))
    const more = reply.entries.length > limit
    return c.json({ items, nextCursor: more ? String(entries.at(-1)?.version) : null }, 200)
  })
