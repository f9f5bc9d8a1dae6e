/** Static files under hashed names: their content never changes, so browsers keep them for a year. */
import { Hono } from 'hono'
import { Problem } from '../../../contract/problem.ts'
import { staticFile } from '../../../worker/http/static-file.ts'
import { requestOf } from '../context.ts'
import type { PageEnv } from '../page.ts'

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=UTF-8',
  js: 'text/javascript; charset=UTF-8',
  svg: 'image/svg+xml; charset=UTF-8',
}

export const staticRoutes = new Hono<PageEnv>().get(
  '/assets/:file{[a-z-]+-[a-z0-9]{8,16}\\.(?:css|js|svg)}',
  async (c) => {
    const name = c.req.param('file')
    const type = TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? ''
    const fields = { 'Content-Type': type, 'Cache-Control': 'public, max-age=31536000, immutable' }
    const file = await staticFile(requestOf(c), `/assets/${name}`, fields)
    if (!file) throw new Problem('not_found', 'The file does not exist.')
    return file
  },
)
