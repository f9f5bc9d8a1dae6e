/**
 * What surrounds every request: its id, the ports, the guard, security headers, and one line in the log at its end.
 * The line names the route's pattern, never a path, an address or a token.
 */
import type { Context, MiddlewareHandler, Next } from 'hono'
import { matchedRoutes } from 'hono/route'
import { accessOf } from '../contract/access.ts'
import type { AppEnv } from './context.ts'
import { crossOrigin } from './cross-origin.ts'
import { guard } from './guard/guard.ts'
import { type Ports, portsOf } from './ports.ts'
import { respondWithProblem } from './problem-response.ts'
import { secure } from './secure-headers.ts'

export const entry: MiddlewareHandler<AppEnv> = async (c, next) => {
  const startedAt = Date.now()
  const requestId = crypto.randomUUID()
  c.set('requestId', requestId)
  const access = accessOf(c.req.method, c.req.path)
  c.set('access', access)
  let ports: Ports | null = null
  try {
    ports = portsOf(c.env)
    c.set('ports', ports)
    // Requests from no page of another origin need none of its headers.
    if (c.req.header('origin') === undefined) await guarded(c, next)
    else {
      const preflight = await crossOrigin(c, () => guarded(c, next))
      if (preflight) c.res = preflight
    }
  } catch (error) {
    // Only a broken configuration comes here; what the rest throws is answered further in.
    c.res = respondWithProblem(c, error)
  }
  const { headers } = c.res
  headers.set('X-Request-Id', requestId)
  // A limit that refused has told its own.
  const limit = c.get('limitHeaders')
  if (limit && !headers.has('RateLimit')) {
    headers.set('RateLimit-Policy', limit['RateLimit-Policy'])
    headers.set('RateLimit', limit.RateLimit)
  }
  secure(headers)
  // A shared cache must not give an answer without CORS headers to a page of another origin.
  if (access === 'public') varyByOrigin(headers)
  const { method, path } = c.req
  if (access !== 'public' || path.startsWith('/v1/auth/')) headers.set('Cache-Control', 'private, no-store')
  ports?.log('info', 'request', () => ({
    requestId,
    method,
    route: patternOf(c),
    status: c.res.status,
    ms: Date.now() - startedAt,
    role: c.get('principal')?.role,
  }))
}

function varyByOrigin(headers: Headers): void {
  const vary = headers.get('Vary')
  if (vary === null) headers.set('Vary', 'Origin')
  else if (!vary.includes('Origin')) headers.append('Vary', 'Origin')
}

/** Of the route that is asked for, answered by it or not; what stands around all of them matches every path. */
function patternOf(c: Context<AppEnv>): string {
  return matchedRoutes(c).findLast(({ path }) => path !== '/*')?.path ?? '/*'
}

/** No middleware of its own: each costs every request a microsecond. */
function guarded(c: Context<AppEnv>, next: Next): Promise<void> {
  const refuse = (error: unknown) => {
    c.res = respondWithProblem(c, error)
  }
  let waiting: ReturnType<typeof guard>
  try {
    waiting = guard(c)
  } catch (error) {
    refuse(error)
    return Promise.resolve()
  }
  return waiting ? waiting.then(next, refuse) : next()
}
