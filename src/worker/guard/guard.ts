/**
 * The guard before dispatch: request id, body size, address bucket, authentication, principal bucket; in this order.
 * Invariant: a request that it refuses has touched no object and no tier.
 */
import type { Context, MiddlewareHandler } from 'hono'
import { Problem } from '../../contract/problem.ts'
import type { AppEnv } from '../context.ts'
import { accessOf } from './access.ts'
import { addressKey } from './address.ts'
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
  const access = accessOf(path)
  if (access === 'public') {
    if (path.startsWith('/v1/auth/')) headers = await limits.take('login', address)
  } else {
    const limit: LimitClass = reads ? 'read' : 'write'
    const { key, forbidden = false } = access === 'operator' ? await operator(c) : await shopper(c)
    headers = await limits.take(limit, key)
    if (forbidden) throw new Problem('forbidden', 'This wants the operator’s key.', { headers })
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

/** Whose bucket a request takes from, and whether its role is too little for the route. */
interface Authenticated {
  readonly key: string
  readonly forbidden?: boolean
}

async function shopper(c: Context<AppEnv>): Promise<Authenticated> {
  const token = bearer(c)
  const principal = token ? await c.get('ports').tokens.verify(token) : null
  if (!principal) throw unauthenticated()
  c.set('principal', principal)
  return { key: principal.id }
}

/** The operator's key, compared by digest so that the time tells nothing. */
async function operator(c: Context<AppEnv>): Promise<Authenticated> {
  const given = bearer(c)
  const { OPERATOR_KEY } = c.get('ports').config
  if (!given) throw unauthenticated()
  if (OPERATOR_KEY && (await equal(given, OPERATOR_KEY))) return { key: 'operator' }
  const principal = await c.get('ports').tokens.verify(given)
  if (!principal) throw unauthenticated()
  return { key: principal.id, forbidden: true }
}

async function equal(a: string, b: string): Promise<boolean> {
  const encoder = new TextEncoder()
  const [left, right] = await Promise.all([a, b].map((text) => crypto.subtle.digest('SHA-256', encoder.encode(text))))
  return left !== undefined && right !== undefined && crypto.subtle.timingSafeEqual(left, right)
}

function bearer(c: Context<AppEnv>): string | null {
  return /^Bearer ([\w.~+/=-]+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? null
}

function unauthenticated(): Problem {
  return new Problem('unauthenticated', 'Send a valid access token: Authorization: Bearer <token>.', {
    headers: { 'WWW-Authenticate': 'Bearer realm="pannier", error="invalid_token"' },
  })
}

/** The media types that the routes' validators read as JSON. */
const JSON_TYPE = /^\s*application\/([\w.-]+\+)?json\s*(;|$)/i

function jsonOf(contentType: string | undefined, body: Uint8Array): string {
  if (!JSON_TYPE.test(contentType ?? '')) {
    throw new Problem('unsupported_media_type', 'Send the body as application/json.')
  }
  return readJson(body)
}
