/**
 * Refresh tokens: whose, which sign-in, which turn of it, and our mark. Nothing of them is stored: a token is derived
 * from its turn, so that a repeat is answered with the same successor.
 * Invariant: what does not carry our mark reaches no object.
 */
import type { SignedIn } from '../../contract/account-object.ts'
import type { Turn } from '../../domain/account/families.ts'
import type { Seal } from './seal.ts'

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

/** Null when we never made it. */
export async function readRefreshToken(token: string, seal: Seal): Promise<ReadToken | null> {
  const [, text, userId, family, epoch, count, mark] = TOKEN.exec(token) ?? []
  if (text === undefined || userId === undefined || family === undefined || mark === undefined) return null
  const encoder = new TextEncoder()
  const expected = encoder.encode(await seal.markOf(text))
  if (!crypto.subtle.timingSafeEqual(encoder.encode(mark), expected)) return null
  return { userId, family, turn: { epoch: Number(epoch), count: Number(count) } }
}
