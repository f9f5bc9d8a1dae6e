/** Pictures of the demo catalogue. */
import { Hono } from 'hono'
import { skuSchema } from '../../contract/http/shapes.ts'
import { Problem } from '../../contract/problem.ts'
import type { AppEnv } from '../context.ts'
import { staticFile } from '../http/static-file.ts'

export const pictureRoutes = new Hono<AppEnv>().get('/pictures/:file{.+\\.svg}', async (c) => {
  const sku = skuSchema.safeParse(c.req.param('file').slice(0, -'.svg'.length))
  const fields = c.req.query('v') ? { ...FIELDS, ...FOR_GOOD } : FIELDS
  const picture = sku.success ? await staticFile(c, `/pictures/${sku.data}.svg`, fields) : null
  if (!picture) throw new Problem('not_found', 'The picture does not exist.')
  return picture
})

/** A picture whose URL has a version never changes. */
const FOR_GOOD = { 'Cache-Control': 'public, max-age=31536000, immutable' }

const FIELDS = {
  'Content-Type': 'image/svg+xml; charset=utf-8',
  'Cache-Control': 'public, max-age=3600',
  Vary: 'Origin',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  // Each picture has an inline style with the colours of its background for the light and the dark scheme.
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
}
