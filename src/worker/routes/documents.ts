/** Serves the contract as documents and as a page; the build makes them (dev/assets.ts). */
import { type Context, Hono } from 'hono'
import type { AppEnv } from '../context.ts'
import { staticFile } from '../http/static-file.ts'

const DOCUMENT = { 'Content-Type': 'application/json', 'Cache-Control': 'public, max-age=300', Vary: 'Origin' }
const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

export const documentRoutes = new Hono<AppEnv>()
  .get('/openapi.json', (c) => made(c, '/openapi.json', DOCUMENT))
  .get('/asyncapi.json', (c) => made(c, '/asyncapi.json', DOCUMENT))
  .get('/docs', (c) =>
    made(c, '/docs.html', {
      'Content-Type': 'text/html; charset=UTF-8',
      'Content-Security-Policy': PAGE_POLICY,
    }),
  )

async function made(c: Context<AppEnv>, path: string, fields: Readonly<Record<string, string>>): Promise<Response> {
  const file = await staticFile(c, path, fields)
  if (!file) throw new Error(`the build has made no ${path}`)
  return file
}
