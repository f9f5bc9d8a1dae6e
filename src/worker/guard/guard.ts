/**
 * The guard before dispatch: request id, body size, address bucket, authentication, principal bucket; in this order.
 * Invariant: a request that it refuses has touched no object and no tier.
 */
import type { Context, MiddlewareHandler } from 'hono'
import { Problem } from '../../contract/problem.ts'
import type { AppEnv } from '../context.ts'
import { accessOf } from './access.ts'
import { addressKey } from './address.ts'
import { BODY_LIMIT_BYTES, parseJson, readBounded } from './body.ts'
import type { LimitClass } from './limits.ts'

export const guard: MiddlewareHandler<AppEnv> = async (c, next) => {
  const { limits } = c.var.ports
  const { path, method } = c.req
  const reads = method === 'GET' || method === 'HEAD'
  const body = reads ? null : await readBounded(c.req.raw, BODY_LIMIT_BYTES)
  // The platform's own header: a forwarded one could be anybody's.
  const address = addressKey(c.req.header('cf-connecting-ip') ?? 'local')
  let headers = await limits.take('address', address)
  const access = accessOf(path)
  if (access === 'public') {
    if (path.startsWith('/v1/auth/')) headers = await limits.take('login', address)
  } else {
    const limit: LimitClass = reads ? 'read' : 'write'
    headers = await limits.take(limit, access === 'operator' ? await operator(c) : await shopper(c))
  }
  // Parsed here, strictly, and left where Hono's validators look for it.
  if (body && body.byteLength > 0) c.req.bodyCache.json = Promise.resolve(jsonOf(c.req.header('content-type'), body))
  await next()
  for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value)
}

/** Verifies the token and answers the key of the shopper's bucket. */
async function shopper(c: Context<AppEnv>): Promise<string> {
  const token = bearer(c)
  const principal = token ? await c.var.ports.tokens.verify(token) : null
  if (!principal) throw unauthenticated()
  c.set('principal', principal)
  return principal.id
}

/** The operator's key, compared by digest so that the time tells nothing. */
async function operator(c: Context<AppEnv>): Promise<string> {
  const given = bearer(c)
  const { OPERATOR_KEY } = c.var.ports.config
  if (!given) throw unauthenticated()
  if (!OPERATOR_KEY || !(await equal(given, OPERATOR_KEY))) {
    if (await c.var.ports.tokens.verify(given)) throw new Problem('forbidden', 'This wants the operator’s key.')
    throw unauthenticated()
  }
  return 'operator'
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

const JSON_TYPE = /^application\/([a-z.-]+\+)?json(;|$)/i

function jsonOf(contentType: string | undefined, body: Uint8Array): unknown {
  if (!JSON_TYPE.test(contentType ?? '')) {
    throw new Problem('unsupported_media_type', 'Send the body as application/json.')
  }
  return parseJson(body)
}
