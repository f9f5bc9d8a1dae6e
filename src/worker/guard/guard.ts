/**
 * The guard before dispatch: request id, body size, address bucket, authentication, principal bucket; in this order.
 * Invariant: a request that it refuses has touched no object and no tier.
 */
import type { MiddlewareHandler } from 'hono'
import { accessOf } from '../../contract/access.ts'
import { Problem } from '../../contract/problem.ts'
import type { AppEnv } from '../context.ts'
import { addressKey } from './address.ts'
import { authenticate } from './authenticate.ts'
import { BODY_LIMIT_BYTES, readBounded, readJson } from './body.ts'
import { refuseManyHeaders } from './headers.ts'
import type { LimitClass } from './limits.ts'

export const guard: MiddlewareHandler<AppEnv> = async (c, next) => {
  const { limits } = c.get('ports')
  const { path, method } = c.req
  const reads = method === 'GET' || method === 'HEAD'
  refuseManyHeaders(c.req.raw.headers)
  const body = reads ? null : await readBounded(c.req.raw, BODY_LIMIT_BYTES)
  // The platform's own header: a forwarded one could be anybody's.
  const address = addressKey(c.req.header('cf-connecting-ip') ?? 'local')
  let headers = await limits.take('address', address)
  const access = accessOf(method, path)
  if (access === 'public') {
    if (path.startsWith('/v1/auth/')) headers = await limits.take('login', address)
  } else {
    const principal = await authenticate(c)
    if (!principal) throw unauthenticated()
    c.set('principal', principal)
    const limit: LimitClass = reads ? 'read' : 'write'
    headers = await limits.take(limit, principal.id)
    if (!access.includes(principal.role)) {
      throw new Problem('forbidden', `This is for the roles ${access.join(', ')}.`, { headers })
    }
  }
  // Set before anything else can refuse, so that refusals carry them too.
  for (const [name, value] of Object.entries(headers)) c.header(name, value)
  // Checked here, strictly, and left where Hono's validators look for it: as text, for of a value they would make one,
  // and as a promise, which its types do not say.
  if (body && body.byteLength > 0) {
    const text = jsonOf(c.req.header('content-type'), body)
    Object.assign(c.req.bodyCache, { text: Promise.resolve(text) })
  }
  await next()
}

function unauthenticated(): Problem {
  const detail = 'Send a valid access token: Authorization: Bearer <token>; with a server key also X-User-Id.'
  return new Problem('unauthenticated', detail)
}

/** The media types that the routes' validators read as JSON. */
const JSON_TYPE = /^\s*application\/([\w.-]+\+)?json\s*(;|$)/i

function jsonOf(contentType: string | undefined, body: Uint8Array): string {
  if (!JSON_TYPE.test(contentType ?? '')) {
    throw new Problem('unsupported_media_type', 'Send the body as application/json.')
  }
  return readJson(body)
}
