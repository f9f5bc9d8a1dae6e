/** A product's units on hand, which operators count and correct. */
import { type Context, Hono } from 'hono'
import { adminStockRoutes as routes } from '../../contract/http/admin-orders.ts'
import { timeOf } from '../../contract/http/shapes.ts'
import { Problem, unavailable } from '../../contract/problem.ts'
import type { StockEditReply, StockView } from '../../contract/rpc/stock.ts'
import { orderNumberOf } from '../../domain/order/number.ts'
import type { Product } from '../../domain/product.ts'
import { audited } from '../audit/audited.ts'
import { hashOf, keyOf } from '../cart/envelope.ts'
import type { AppEnv } from '../context.ts'
import { expectedVersion, mismatch } from '../http/if-match.ts'
import { jsonOf, paramOf, urlOf } from '../http/validate.ts'
import { callObject } from '../object-call.ts'

export const adminStockRoutes = new Hono<AppEnv>()
  .get(routes.get.path, paramOf(routes.get.params), async (c) => {
    const { sku } = c.req.valid('param')
    await productOf(c, sku)
    const stock = await callObject(true, () => c.get('ports').objects.stock(sku).view())
    c.header('ETag', tagOf(stock))
    return c.json(stock, 200)
  })
  .get(routes.holds.path, urlOf(routes.holds.params, routes.holds.query), async (c) => {
    const { sku } = c.req.valid('param')
    const { limit, cursor = '' } = c.req.valid('query')
    await productOf(c, sku)
    const found = await callObject(true, () =>
      c
        .get('ports')
        .objects.stock(sku)
        .holds(limit + 1, cursor),
    )
    const items = found.slice(0, limit).map(({ orderId, quantity, at, until }) => ({
      ...{ orderId, number: orderId.startsWith('ord_') ? orderNumberOf(orderId) : null, quantity },
      ...{ at: timeOf(at), until: timeOf(until), isOverdue: until <= Date.now() },
    }))
    return c.json({ items, nextCursor: found.length > limit ? (items.at(-1)?.orderId ?? null) : null }, 200)
  })
  .put(routes.put.path, paramOf(routes.put.params), jsonOf(routes.put.body), async (c) => {
    const { sku } = c.req.valid('param')
    const change = c.req.valid('json')
    const product = await productOf(c, sku)
    const key = keyOf(c)
    const expected = c.req.header('if-match') === undefined ? 'any' : expectedVersion(c)
    const edit = {
      change,
      requestId: c.get('requestId'),
      key: key === undefined ? null : { key, hash: await hashOf(c.req.method, c.req.path, change) },
      ifVersion: expected === 'any' ? null : expected,
    }
    // Repeating a count is harmless; repeating a difference is not.
    const repeatable = key !== undefined || 'onHand' in change
    const reply = await audited(c, 'onHand' in change ? 'count' : 'adjust', `stock:${sku}`, async (note) => {
      const edited = await callObject(repeatable, () => c.get('ports').objects.stock(sku).edit(edit))
      if (edited.status === 'refused') throw problemOf(edited)
      const { onHand } = edited.stock
      // The units before a difference follow from it; the units before a count are those of the record.
      const from = 'adjust' in change ? onHand - change.adjust : product.onHand
      if (edited.status === 'accepted') note({ onHand: { from, to: onHand } })
      return edited
    })
    const { onHand, held } = reply.stock
    // The record receives the change within seconds; update the caches now for shoppers.
    await c.get('ports').catalogue.edited([{ ...product, onHand, held }])
    c.header('ETag', tagOf(reply.stock))
    if (reply.status === 'replayed') c.header('Idempotency-Replayed', 'true')
    return c.json(reply.stock, 200)
  })

function problemOf({ code, detail, stock }: StockEditReply & { readonly status: 'refused' }): Problem {
  if (code === 'unavailable') return unavailable(detail)
  return code === 'version_mismatch' && stock ? mismatch(stock, tagOf(stock)) : new Problem(code, detail)
}

/** Fails closed: without a product in the record, its stock is not edited. */
async function productOf(c: Context<AppEnv>, sku: string): Promise<Product> {
  const product = await c.get('ports').record.getProduct(sku)
  if (!product || product.status === 'deleted') throw new Problem('not_found', `The product ${sku} does not exist.`)
  return product
}

function tagOf({ version }: StockView): string {
  return `"${version}"`
}
