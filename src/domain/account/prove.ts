/** Whether somebody knows the password. Pure: what a wrong guess costs is written down by the caller. */
import type { RowsView } from '../rows.ts'
import { failuresOf, passwordOf, profileOf } from './account.ts'
import { lockedSeconds } from './lockout.ts'
import { sameHash } from './password.ts'

/** A guess: the password hashed with the salt and cost that the account gave, and the hashed address it comes from. */
export interface Proof {
  /** Base64. */
  readonly hash: string
  readonly address: string
}

export type Proven =
  | { readonly status: 'right' | 'wrong' | 'unknown' }
  | { readonly status: 'locked'; readonly seconds: number }

export function prove(rows: RowsView, { hash, address }: Proof, now: number): Proven {
  const password = passwordOf(rows)
  if (!password || !profileOf(rows)) return { status: 'unknown' }
  const seconds = lockedSeconds(failuresOf(rows, address), now)
  // Before the comparison: a right guess that comes while the door is shut learns nothing.
  if (seconds !== null) return { status: 'locked', seconds }
  return { status: sameHash(password.hash, hash) ? 'right' : 'wrong' }
}
