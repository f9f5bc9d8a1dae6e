/**
 * What surrounds every request: its id, the ports, security headers, and one line in the log when it is answered.
 * The line names the route's pattern, never a path, an address or a token.
 */
import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { accessOf } from '../contract/access.ts'
import type { AppEnv } from './context.ts'
import { type Ports, portsOf } from './ports.ts'
import { respondWithProblem } from './problem-response.ts'

/** Pages that need more than nothing loosen the policy themselves. */
const CLOSED_POLICY = "default-src 'none'; frame-ancestors 'none'"

export const entry: MiddlewareHandler<AppEnv> = async (c, next) => {
  const startedAt = Date.now()
  const requestId = crypto.randomUUID()
  c.set('requestId', requestId)
  let ports: Ports | null = null
  try {
    ports = portsOf(c.env)
    c.set('ports', ports)
    await next()
  } catch (error) {
    // Only a broken configuration comes here; what the rest throws is answered further in.
    c.res = respondWithProblem(c, error)
  }
  const { headers } = c.res
  headers.set('X-Request-Id', requestId)
  headers.set('X-Content-Type-Options', 'nosniff')
  headers.set('Referrer-Policy', 'no-referrer')
  headers.set('Strict-Transport-Security', 'max-age=31536000; includeSubDomains')
  if (!headers.has('Content-Security-Policy')) headers.set('Content-Security-Policy', CLOSED_POLICY)
  const { method, path } = c.req
  if (accessOf(method, path) !== 'public' || path.startsWith('/v1/auth/'))
    headers.set('Cache-Control', 'private, no-store')
  ports?.log('info', 'request', {
    requestId,
    method: c.req.method,
    route: routePath(c, -1),
    status: c.res.status,
    ms: Date.now() - startedAt,
    role: c.get('principal')?.role,
  })
}
