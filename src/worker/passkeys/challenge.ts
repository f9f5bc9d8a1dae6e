/**
 * Challenges of passkeys: an id that contains the time, and Pannier's mark (an HMAC). None is stored until it is
 * answered; the account then keeps its id until it expires, so that it is used once.
 */
import { decodeTime, ulid } from 'ulid'
import type { Answered } from '../../domain/account/passkeys.ts'
import type { Seal } from '../../objects/seal.ts'

const LIFETIME_MS = 5 * 60_000
/** Isolates have clocks that differ. */
const AHEAD_MS = 60_000
const CHALLENGE = /^([0-9A-HJKMNP-TV-Z]{26})\.([0-9a-f]{64})$/

/** @param use `in` for a sign-in, or the id of the user who adds a passkey */
export async function newChallenge(seal: Seal, use: string): Promise<string> {
  const id = ulid()
  return `${id}.${await seal.challengeMarkOf(`${use}.${id}`)}`
}

/** Null for a challenge that Pannier did not make for this use, or that has expired. */
export async function readChallenge(seal: Seal, use: string, text: string): Promise<Answered | null> {
  const [, id, mark] = CHALLENGE.exec(text) ?? []
  if (id === undefined || mark === undefined) return null
  const encoder = new TextEncoder()
  const expected = encoder.encode(await seal.challengeMarkOf(`${use}.${id}`))
  if (!crypto.subtle.timingSafeEqual(encoder.encode(mark), expected)) return null
  const [madeAt, now] = [decodeTime(id), Date.now()]
  if (madeAt > now + AHEAD_MS || madeAt + LIFETIME_MS <= now) return null
  return { challengeId: id, expiresAt: madeAt + LIFETIME_MS }
}
