/**
 * Reads a request's body: bounded, strictly UTF-8, and only JSON that is safe to pass on.
 * Invariant: bytes beyond the limit are never held in memory, and a string with a NUL or a lone surrogate is refused.
 */
import { Problem } from '../../contract/problem.ts'
import { charsetOf, decoderOf } from '../../domain/import/charset.ts'

export const BODY_LIMIT_BYTES = 64 * 1024
/** For imports only. */
export const IMPORT_LIMIT_BYTES = 8 * 1024 * 1024
const MAX_DEPTH = 32
/** A batch of a hundred operations with every field has 1,700 values. Validating more would cost milliseconds. */
const MAX_VALUES = 2048

/** The body's bytes, or null without a body. Throws `payload_too_large` as soon as the limit is exceeded. */
export async function readBounded(request: Request, limit: number): Promise<Uint8Array | null> {
  // Check this before reading the `body` property, because the stream that it creates costs more than reading the
  // bytes.
  if (checkDeclared(request, limit)) return new Uint8Array(await request.arrayBuffer())
  if (!request.body) return null
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size > limit) throw tooLarge(limit)
    chunks.push(chunk)
  }
  const bytes = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.byteLength
  }
  return bytes
}

/** Whether the length is declared. Throws `payload_too_large` when the declared length exceeds the limit. */
export function checkDeclared(request: Request, limit: number): boolean {
  const declared = request.headers.get('content-length')
  if (declared !== null && Number(declared) > limit) throw tooLarge(limit)
  return declared !== null
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })

/**
 * The text of a file in the charset that its media type declares, without a byte order mark. Throws `invalid_request`.
 */
export function readFile(bytes: Uint8Array, contentType: string): string {
  const charset = charsetOf(contentType)
  const found = decoderOf(charset, bytes)
  if (!found)
    throw new Problem(
      'invalid_request',
      `The charset ${charset} is not supported. Send UTF-8, or declare another charset.`,
    )
  try {
    return found.decode(bytes)
  } catch {
    throw new Problem(
      'invalid_request',
      `The body is not valid ${found.encoding}. Declare the file's own: Content-Type: text/csv; charset=gb18030, for example.`,
    )
  }
}

function readText(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw new Problem('invalid_request', 'The body is not valid UTF-8.')
  }
}

/** The text and its JSON value, which is safe to pass on. Throws `invalid_request`. */
export function readJson(bytes: Uint8Array): { readonly text: string; readonly value: unknown } {
  let text: string
  let value: unknown
  try {
    text = decoder.decode(bytes)
    value = JSON.parse(text)
  } catch {
    throw new Problem('invalid_request', 'The body is not valid JSON in UTF-8.')
  }
  const fault = unsafeIn(value)
  if (fault !== null) throw new Problem('invalid_request', fault)
  return { text, value }
}

/**
 * The text of a form whose fields are safe to pass on. Throws `invalid_request`. A browser counts a line break as one
 * character against the longest text, but sends two.
 */
export function readForm(bytes: Uint8Array): string {
  const text = readText(bytes)
  const fault = unsafeIn(Object.fromEntries(new URLSearchParams(text)))
  if (fault !== null) throw new Problem('invalid_request', fault)
  return text.replaceAll('%0D%0A', '%0A')
}

/**
 * The reason why this JSON is not safe to pass on, or null. Stops at the first fault, because 64 KiB can hold 30,000
 * values.
 */
export function unsafeIn(value: unknown): string | null {
  return faultIn(value, 0, { values: MAX_VALUES })
}

function faultIn(value: unknown, depth: number, left: { values: number }): string | null {
  if (typeof value === 'string') {
    return value.includes('\0') || !value.isWellFormed() ? 'A string contains a NUL or an incomplete character.' : null
  }
  if (typeof value !== 'object' || value === null) return null
  if (depth === MAX_DEPTH) return `The body is nested deeper than ${MAX_DEPTH} levels.`
  left.values -= Array.isArray(value) ? value.length : Object.keys(value).length
  if (left.values < 0) return `The body has more than ${MAX_VALUES} values.`
  for (const [key, inner] of Object.entries(value)) {
    if (key === '__proto__') return 'A field must not be named __proto__.'
    const fault = faultIn(key, depth + 1, left) ?? faultIn(inner, depth + 1, left)
    if (fault !== null) return fault
  }
  return null
}

function tooLarge(limit: number): Problem {
  return new Problem('payload_too_large', `The body of this request can have at most ${limit} bytes.`)
}
