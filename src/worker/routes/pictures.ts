/** Generated pictures for products that have none of their own. */
import { Hono } from 'hono'
import { skuSchema } from '../../contract/http/shapes.ts'
import { Problem } from '../../contract/problem.ts'
import { textIn } from '../../domain/product.ts'
import type { AppEnv } from '../context.ts'
import { productPicture } from '../pages/picture.ts'
import { locales } from './cart-write.ts'

export const pictureRoutes = new Hono<AppEnv>().get('/pictures/:file{.+\\.svg}', async (c) => {
  const sku = skuSchema.safeParse(c.req.param('file').slice(0, -'.svg'.length))
  const product = sku.success ? await c.get('ports').catalogue.get(sku.data) : null
  if (!product) throw new Problem('not_found', 'There is no such picture.')
  const title = textIn(product.title, locales(c))
  return c.body(productPicture(product.sku, title), 200, {
    'Content-Type': 'image/svg+xml; charset=utf-8',
    'Cache-Control': 'public, max-age=3600',
    Vary: 'Origin, Accept-Language',
    'Cross-Origin-Resource-Policy': 'cross-origin',
  })
})
