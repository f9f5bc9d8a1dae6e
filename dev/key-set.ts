/**
 * The key set of AUTH_KEYS, `[signing, standby, …retired]`. Isolates learn of a new set at different times.
 * Invariants: a key is published for one rotation before it signs; a retired key verifies until every token that it
 * signed has expired.
 */
import { createHash, createPrivateKey, generateKeyPairSync } from 'node:crypto'
import * as z from 'zod/mini'

const keySchema = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  kid: z.string().check(z.minLength(1)),
  x: z.string(),
  y: z.string(),
  d: z.string(),
  /** Seconds since 1970; only retired keys have it. */
  retiredAt: z.optional(z.number()),
})

/** `fence` is the fence of the last rotation that ran under a lock. */
const setSchema = z.object({ keys: z.tuple([keySchema], keySchema), fence: z.optional(z.number()) })

export type Key = z.infer<typeof keySchema>
export type KeySet = z.infer<typeof setSchema>

/** Guest tokens live for 30 days and count for merges for 7 more; the other 3 days allow for late deploys. */
const RETIRED_DAYS = 40
/** Cloudflare's limit for one variable. */
const MAX_BYTES = 5_120

/** An EC P-256 private key for ES256; its id is its thumbprint (RFC 7638). */
export function newKey(): Key {
  const { x, y, d } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
  if (x === undefined || y === undefined || d === undefined) throw new Error('the new key is incomplete')
  const named = { crv: 'P-256', kty: 'EC', x, y } as const
  const kid = createHash('sha256').update(JSON.stringify(named)).digest('base64url')
  return { kty: 'EC', crv: 'P-256', kid, x, y, d }
}

export function newKeySet(): KeySet {
  return { keys: [newKey(), newKey()] }
}

/** Throws a one-line error that quotes nothing of the text, because the text is secret. */
export function parseKeySet(text: string): KeySet {
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch {
    throw new Error('the key set is not JSON')
  }
  const { data: set } = setSchema.safeParse(given)
  if (set === undefined) throw new Error('the key set is not a JWK set of EC P-256 private keys')
  for (const key of set.keys) {
    try {
      createPrivateKey({ key, format: 'jwk' })
    } catch {
      throw new Error(`the key set contains an invalid key: ${key.kid}`)
    }
  }
  return set
}

/**
 * Makes the standby key sign, adds `fresh` as the new standby, and retires the signing key. A set without a standby
 * only gets one.
 * @param now milliseconds since 1970
 */
export function rotateKeys({ keys, ...rest }: KeySet, fresh: Key, now: number): KeySet {
  const [signing, ...others] = keys
  const [next, ...after] = others
  if (next === undefined || next.retiredAt !== undefined) return { ...rest, keys: [signing, fresh, ...others] }
  const retiredAt = Math.floor(now / 1000)
  // Keys that were put behind the standby by hand count as retired from now on.
  const retired = [signing, ...after].map((key) => ({ ...key, retiredAt: key.retiredAt ?? retiredAt }))
  const kept = retired.filter((key) => key.retiredAt > retiredAt - RETIRED_DAYS * 24 * 3600)
  return { ...rest, keys: [next, fresh, ...kept] }
}

/**
 * Returns the set with the fence of its writer.
 * @throws Error when a writer with a later fence has already written it
 */
export function fenceKeys(set: KeySet, fence: number): KeySet {
  if (set.fence !== undefined && set.fence > fence) throw new Error('a later rotation was stored first')
  return { ...set, fence }
}

/** Prints the set in one line. Throws when it exceeds Cloudflare's limit. */
export function printKeySet(set: KeySet): string {
  const text = JSON.stringify(set)
  if (text.length <= MAX_BYTES) return text
  throw new Error(
    `the key set would have ${set.keys.length} keys, more than fit into 5 KB; retired keys are removed after ${RETIRED_DAYS} days`,
  )
}
