/**
 * Answers that have all their header fields from the start: each field that is set afterwards costs as much as many at
 * once, because the runtime copies headers between its own memory and JavaScript's.
 */
import type { Asked } from './context.ts'
import { SECURE_FIELDS } from './secure-headers.ts'

export const JSON_TYPE = { 'Content-Type': 'application/json' }

type Fields = Readonly<Record<string, string>>

/** An answer that {@link complete} has nothing to add to. */
export function whole(c: Asked, body: string | null, fields: Fields, status = 200): Response {
  c.set('isWhole', true)
  return new Response(body, { status, headers: { ...SECURE_FIELDS, ...fieldsOf(c), ...fields } })
}

/**
 * The answers of one frequent kind: they differ only in their request's id, in what is left of its limit, and in their
 * ETag. The other fields are kept as Headers, which the runtime copies without a call for each field.
 */
export class FrequentAnswer {
  readonly #fields: Fields
  readonly #status: number
  /** By the policy of the limit, of which a deployment has one or two for a route. */
  readonly #kept = new Map<string, Headers>()

  /** @param fields the same in each of these answers */
  constructor(fields: Fields, status = 200) {
    this.#fields = fields
    this.#status = status
  }

  /** Like {@link whole}. For requests that a limit counted, with an access that is always the same. */
  of(c: Asked, body: string | null, etag: string): Response {
    c.set('isWhole', true)
    const limits = c.get('limitHeaders')
    const policy = limits['RateLimit-Policy']
    let headers = this.#kept.get(policy)
    if (!headers) {
      headers = new Headers({ ...SECURE_FIELDS, ...fieldsOf(c), ...this.#fields })
      this.#kept.set(policy, headers)
    }
    // All that varies is set each time, and copied in the same turn.
    headers.set('X-Request-Id', c.get('requestId'))
    headers.set('RateLimit', limits.RateLimit)
    headers.set('ETag', etag)
    return new Response(body, { status: this.#status, headers })
  }
}

/** Every answer states these of its request: id, limits, and who may keep it. */
function fieldsOf(c: Asked): Fields {
  const limits = c.get('limitHeaders')
  const access = c.get('access')
  const fields: Record<string, string> = { 'X-Request-Id': c.get('requestId') }
  if (limits) Object.assign(fields, limits)
  if (access === 'public') fields.Vary = 'Origin'
  if (access !== 'public' || c.req.path.startsWith('/v1/auth/')) fields['Cache-Control'] = 'private, no-store'
  return fields
}

/** Adds what an answer of another maker lacks. */
export function complete(c: Asked, { headers }: Response): void {
  const { Vary, ...fields }: Fields = { ...SECURE_FIELDS, ...fieldsOf(c) }
  // A shared cache must not give an answer without CORS headers to a page of another origin.
  if (Vary !== undefined && !headers.get('Vary')?.includes(Vary)) headers.append('Vary', Vary)
  for (const [name, value] of Object.entries(fields)) if (!headers.has(name)) headers.set(name, value)
}
