/**
 * Reading a request's body: bounded, strictly UTF-8, and only JSON that is safe to pass on.
 * Invariant: nothing beyond the limit is held in memory, and no string with a NUL or a lone surrogate gets in.
 */
import { Problem } from '../../contract/problem.ts'

export const BODY_LIMIT_BYTES = 64 * 1024
const DEEPEST = 32

/** The body's bytes, or null when there is none. Throws `payload_too_large` as soon as the limit is passed. */
export async function readBounded(request: Request, limit: number): Promise<Uint8Array | null> {
  const declared = request.headers.get('content-length')
  if (declared !== null && Number(declared) > limit) throw tooLarge(limit)
  // Before `body` is looked at: the stream that it makes costs more than the reading.
  if (declared !== null) return new Uint8Array(await request.arrayBuffer())
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

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })

/** The text of the bytes, which is JSON and safe to parse again. Throws `invalid_request`. */
export function readJson(bytes: Uint8Array): string {
  let text: string
  let value: unknown
  try {
    text = decoder.decode(bytes)
    value = JSON.parse(text)
  } catch {
    throw new Problem('invalid_request', 'The body is not valid JSON in UTF-8.')
  }
  check(value, 0)
  return text
}

function check(value: unknown, depth: number): void {
  if (typeof value === 'string') {
    if (value.includes('\0') || !value.isWellFormed()) {
      throw new Problem('invalid_request', 'A text holds a NUL or an incomplete character.')
    }
    return
  }
  if (typeof value !== 'object' || value === null) return
  if (depth === DEEPEST) throw new Problem('invalid_request', `The body is nested deeper than ${DEEPEST} levels.`)
  for (const [key, inner] of Object.entries(value)) {
    if (key === '__proto__') throw new Problem('invalid_request', 'A field may not be called __proto__.')
    check(key, depth + 1)
    check(inner, depth + 1)
  }
}

function tooLarge(limit: number): Problem {
  return new Problem('payload_too_large', `A body has at most ${limit} bytes here.`)
}
