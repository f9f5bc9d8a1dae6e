/** The contract as a document and as a page: static files that the build makes (dev/documents.ts). */
import { type Context, Hono } from 'hono'
import type { AppEnv } from '../context.ts'

const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

export const documentRoutes = new Hono<AppEnv>()
  .get('/openapi.json', (c) =>
    file(c, '/openapi.json', {
      'Content-Type': 'application/json',
      'Cache-Control': 'public, max-age=300',
      Vary: 'Origin',
    }),
  )
  .get('/docs', (c) =>
    file(c, '/docs.html', {
      'Content-Type': 'text/html; charset=UTF-8',
      'Content-Security-Policy': PAGE_POLICY,
    }),
  )

async function file(c: Context<AppEnv>, path: string, fields: Readonly<Record<string, string>>): Promise<Response> {
  const found = await c.env.ASSETS.fetch(new URL(path, c.req.url))
  if (!found.ok) throw new Error(`the static file ${path} is missing`)
  return new Response(found.body, { headers: fields })
}
