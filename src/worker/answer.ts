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
export function complete(c: Asked, headers: Headers): void {
  if (c.get('isWhole')) return
  const { Vary, ...fields }: Fields = { ...SECURE_FIELDS, ...fieldsOf(c) }
  // A shared cache must not give an answer without CORS headers to a page of another origin.
  if (Vary !== undefined && !headers.get('Vary')?.includes(Vary)) headers.append('Vary', Vary)
  for (const [name, value] of Object.entries(fields)) if (!headers.has(name)) headers.set(name, value)
}
