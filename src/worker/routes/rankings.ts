/** The ranking of hot products, and the rank of one product. */
import { Hono } from 'hono'
import { rankingRoutes as routes } from '../../contract/http/rankings.ts'
import { Problem } from '../../contract/problem.ts'
import { bodyOf } from '../catalogue/product-body.ts'
import type { AppEnv } from '../context.ts'
import { locales } from '../http/locales.ts'
import { queryOf, urlOf } from '../http/validate.ts'

export const rankingRoutes = new Hono<AppEnv>()
  .get(routes.hot.path, queryOf(routes.hot.query), async (c) => {
    const { window, limit } = c.req.valid('query')
    const { catalogue, rankings, config, policies } = c.get('ports')
    const top = (await rankings.top(window)).slice(0, limit)
    const products = await catalogue.getMany(
      top.map(({ sku }) => sku),
      policies.oldValues('browsing'),
    )
    const wanted = locales(c)
    const items = top.flatMap(({ sku, score }) => {
      const product = products.get(sku)
      return product ? [{ product: bodyOf(product, wanted, config), score }] : []
    })
    c.header('Vary', 'Accept-Language')
    return c.json({ items }, 200)
  })
  .get(routes.rank.path, urlOf(routes.rank.params, routes.rank.query), async (c) => {
    const { sku } = c.req.valid('param')
    const { catalogue, rankings, policies } = c.get('ports')
    const product = await catalogue.get(sku, policies.oldValues('browsing'))
    const rank = product?.status === 'active' ? await rankings.rank(c.req.valid('query').window, sku) : null
    if (!rank) throw new Problem('not_found', `${sku} is in no ranking.`)
    return c.json({ ...rank }, 200)
  })
