/** Reads the headers of a cart write: its idempotency key, the state it expects, and how much to answer. */

import { Problem } from '../../contract/problem.ts'
import type { CartEnvelope } from '../../contract/rpc/cart.ts'
import { type Position, parsePosition } from '../../domain/position.ts'
import type { RequestContext } from '../context.ts'
import { tagIn } from '../http/entity-tag.ts'

/** A position that no cart ever has: an ETag that is not a cart's matches no cart (RFC 9110, 13.1.1). */
const NO_POSITION: Position = { epoch: -1, version: -1 }

const KEY = /^[\x21-\x7e]{1,255}$/

/**
 * Returns without a promise when there is no key.
 * @param body the validated body, which a repeat under the same key must equal
 */
export function envelopeOf(c: RequestContext, body: unknown): CartEnvelope | Promise<CartEnvelope> {
  const key = keyOf(c)
  const envelope = { requestId: c.get('requestId'), key: null, ifMatch: ifMatchOf(c.req.header('if-match')) }
  if (key === undefined) return envelope
  return hashOf(c.req.method, c.req.path, body).then((hash) => ({ ...envelope, key: { key: `request ${key}`, hash } }))
}

/** Throws `invalid_request`. */
export function keyOf(c: RequestContext): string | undefined {
  const key = c.req.header('idempotency-key')
  if (key !== undefined && !KEY.test(key)) {
    throw new Problem('invalid_request', 'Idempotency-Key must be 1–255 visible ASCII characters.')
  }
  return key
}

export function wantsMinimal(c: RequestContext): boolean {
  const prefer = c.req.header('prefer')
  return prefer !== undefined && /(^|[,;\s])return=minimal([,;\s]|$)/.test(prefer)
}

/** A hash of the request that a key identifies: the first 128 bits of SHA-256, in base64. */
export async function hashOf(...parts: readonly unknown[]): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(parts))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return btoa(String.fromCharCode(...digest.subarray(0, 16)))
}

/** The position before the dot of an ETag; the rest of the tag is not compared. `*` matches anything. */
function ifMatchOf(header: string | undefined): Position | null {
  if (header === undefined || header.trim() === '*') return null
  const tag = tagIn(header)
  if (tag === undefined) throw new Problem('invalid_request', 'If-Match must be one ETag of this cart, or *.')
  return parsePosition(tag) ?? NO_POSITION
}
