/** Judges a proof of the password. Pure: the caller stores the failure of a wrong guess. */
import type { RowsView } from '../rows.ts'
import { failuresOf, lockedSince, passwordOf, profileOf } from './account.ts'
import { lockedSeconds } from './lockout.ts'
import { type Cost, sameHash } from './password.ts'

/** A guess: the password hashed with the salt and cost that the account gave, and the hashed address it comes from. */
export interface Proof {
  /** Base64. */
  readonly hash: string
  readonly address: string
}

export type Challenge =
  | { readonly status: 'open'; readonly salt: string; readonly cost: Cost }
  | { readonly status: 'locked'; readonly seconds: number }
  | { readonly status: 'unknown' }

export type Proven =
  | { readonly status: 'right' | 'wrong' | 'unknown' }
  /** The password is right, but an operator has locked the account. */
  | { readonly status: 'account_locked' }
  | { readonly status: 'locked'; readonly seconds: number }

/** The salt and cost with which a guess must be hashed. */
export function challengeOf(rows: RowsView, address: string, now: number): Challenge {
  const password = passwordOf(rows)
  if (!password || !profileOf(rows)) return { status: 'unknown' }
  const seconds = lockedSeconds(failuresOf(rows, address), now)
  if (seconds !== null) return { status: 'locked', seconds }
  return { status: 'open', salt: password.salt, cost: password.cost }
}

export function prove(rows: RowsView, { hash, address }: Proof, now: number): Proven {
  const password = passwordOf(rows)
  if (!password || !profileOf(rows)) return { status: 'unknown' }
  const seconds = lockedSeconds(failuresOf(rows, address), now)
  // Check this before the comparison, because a locked account must not reveal that a guess is right.
  if (seconds !== null) return { status: 'locked', seconds }
  if (!sameHash(password.hash, hash)) return { status: 'wrong' }
  // After the comparison, so that only a person with the password learns of the lock.
  return { status: lockedSince(rows) === null ? 'right' : 'account_locked' }
}
