/**
 * Builds answers with all header fields at once. A field that is set afterwards costs as much as many at once, because
 * the runtime copies headers between its own memory and JavaScript's.
 */
import type { RequestContext } from '../context.ts'
import { SECURE_FIELDS } from './secure-headers.ts'

export const JSON_TYPE = { 'Content-Type': 'application/json' }

type Fields = Readonly<Record<string, string>>

/** An answer that already has all fields that {@link complete} would add. */
export function whole(c: RequestContext, body: string | null, fields: Fields, status = 200): Response {
  c.set('isWhole', true)
  return new Response(body, { status, headers: { ...SECURE_FIELDS, ...fieldsOf(c), ...fields } })
}

/**
 * The answers of one frequent kind, which differ only in request id, remaining limit and ETag. The other fields are
 * cached as Headers, which the runtime copies without a call for each field.
 * @example
 * import { FrequentAnswer, JSON_TYPE } from './answer.ts'
 * const answers = new FrequentAnswer(JSON_TYPE)
 * const values = { access: 'shopper', requestId: 'req_1', limitHeaders: { 'RateLimit-Policy': '60', RateLimit: '59' } }
 * const c = { req: { path: '/v1/cart' }, get: (name) => values[name], set: (name, value) => (values[name] = value) }
 * const answer = answers.of(c, '{}', '"7-2"')
 * answer.headers.get('ETag') // => '"7-2"'
 * answer.headers.get('Cache-Control') // => 'private, no-store'
 */
export class FrequentAnswer {
  readonly #fields: Fields
  readonly #status: number
  /** Keyed by the limit's policy; a deployment has one or two of them for a route. */
  readonly #kept = new Map<string, Headers>()

  /** @param fields header fields that all of these answers share */
  constructor(fields: Fields, status = 200) {
    this.#fields = fields
    this.#status = status
  }

  /** Like {@link whole}. Only for requests that a limit has counted, on routes that always have the same access. */
  of(c: RequestContext, body: string | null, etag: string): Response {
    c.set('isWhole', true)
    const limits = c.get('limitHeaders')
    const policy = limits['RateLimit-Policy']
    let headers = this.#kept.get(policy)
    if (!headers) {
      headers = new Headers({ ...SECURE_FIELDS, ...fieldsOf(c), ...this.#fields })
      this.#kept.set(policy, headers)
    }
    // Every varying field is set on each call, and copied synchronously, so that requests cannot mix.
    headers.set('X-Request-Id', c.get('requestId'))
    headers.set('RateLimit', limits.RateLimit)
    headers.set('ETag', etag)
    return new Response(body, { status: this.#status, headers })
  }
}

/** The fields that every answer has: request id, limits, and caching. */
function fieldsOf(c: RequestContext): Fields {
  const limits = c.get('limitHeaders')
  const access = c.get('access')
  const fields: Record<string, string> = { 'X-Request-Id': c.get('requestId') }
  if (limits) Object.assign(fields, limits)
  if (access === 'public') fields.Vary = 'Origin'
  if (access !== 'public' || c.req.path.startsWith('/v1/auth/')) fields['Cache-Control'] = 'private, no-store'
  return fields
}

/** Adds the missing fields to an answer that was built elsewhere. */
export function complete(c: RequestContext, { headers }: Response): void {
  const { Vary, ...fields }: Fields = { ...SECURE_FIELDS, ...fieldsOf(c) }
  // A shared cache must not serve an answer without CORS headers to a page of another origin.
  if (Vary !== undefined && !headers.get('Vary')?.includes(Vary)) headers.append('Vary', Vary)
  for (const [name, value] of Object.entries(fields)) if (!headers.has(name)) headers.set(name, value)
}
