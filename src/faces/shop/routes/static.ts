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

const SERVICE_WORKER = '/sw.js'

export const staticRoutes = new Hono<PageEnv>()
  .get(SERVICE_WORKER, async (c) => {
    // Its name never changes, so browsers ask each time whether it did.
    const fields = {
      'Content-Type': TYPES.js ?? '',
      'Cache-Control': 'no-cache',
      // The policy of a service worker's own answer says what it may fetch.
      'Content-Security-Policy': "default-src 'none'; connect-src 'self'",
    }
    const file = await staticFile(requestOf(c), SERVICE_WORKER, fields)
    if (!file) throw new Problem('not_found', 'The file does not exist.')
    return file
  })
  .get('/assets/:file{[a-z-]+-[a-z0-9]{8,16}\\.(?:css|js|svg)}', async (c) => {
    const name = c.req.param('file')
    const type = TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? ''
    const fields = { 'Content-Type': type, 'Cache-Control': 'public, max-age=31536000, immutable' }
    const file = await staticFile(requestOf(c), `/assets/${name}`, fields)
    if (!file) throw new Problem('not_found', 'The file does not exist.')
    return file
  })
