/** Pictures of the demo catalogue. */
import { Hono } from 'hono'
import { skuSchema } from '../../contract/http/shapes.ts'
import { Problem } from '../../contract/problem.ts'
import type { AppEnv } from '../context.ts'
import { staticFile } from '../http/static-file.ts'

export const pictureRoutes = new Hono<AppEnv>().get('/pictures/:file{.+\\.svg}', async (c) => {
  const sku = skuSchema.safeParse(c.req.param('file').slice(0, -'.svg'.length))
  const picture = sku.success ? await staticFile(c, `/pictures/${sku.data}.svg`, FIELDS) : null
  if (!picture) throw new Problem('not_found', 'The picture does not exist.')
  return picture
})

const FIELDS = {
  'Content-Type': 'image/svg+xml; charset=utf-8',
  'Cache-Control': 'public, max-age=3600',
  Vary: 'Origin',
  'Cross-Origin-Resource-Policy': 'cross-origin',
}
