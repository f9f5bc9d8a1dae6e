/**
 * Refresh tokens: the user, the sign-in's family, its turn, and Pannier's mark (an HMAC). Tokens are not stored: a
 * token is derived from its turn, so that a repeated refresh gets the same successor.
 * Invariant: a token without a valid mark reaches no object.
 */
import type { SignedIn } from '../../contract/rpc/account.ts'
import type { Turn } from '../../domain/account/families.ts'
import type { Seal } from '../../objects/seal.ts'

export interface ReadToken {
  readonly userId: string
  readonly family: string
  readonly turn: Turn
}

const TOKEN = /^prt_((usr_[0-9A-Z]{26})\.([0-9A-Z]{26})\.(\d{1,16})\.(\d{1,9}))\.([0-9a-f]{64})$/

export async function refreshTokenOf({ user, family, turn }: SignedIn, seal: Seal): Promise<string> {
  const text = `${user.id}.${family}.${turn.epoch}.${turn.count}`
  return `prt_${text}.${await seal.markOf(text)}`
}

/** Null when Pannier did not issue the token. */
export async function readRefreshToken(token: string, seal: Seal): Promise<ReadToken | null> {
  const [, text, userId, family, epoch, count, mark] = TOKEN.exec(token) ?? []
  if (text === undefined || userId === undefined || family === undefined || mark === undefined) return null
  const encoder = new TextEncoder()
  const expected = encoder.encode(await seal.markOf(text))
  if (!crypto.subtle.timingSafeEqual(encoder.encode(mark), expected)) return null
  return { userId, family, turn: { epoch: Number(epoch), count: Number(count) } }
}
