/**
 * The current rights of one sign-in of an account. Pure. A token shows only the rights at the time when it was issued.
 */
import type { RowsView } from '../rows.ts'
import { type AccountRole, familyOf, profileOf } from './account.ts'
import { isOver } from './families.ts'

export interface Standing {
  readonly role: AccountRole
  /** When the password was last proved for this sign-in, in milliseconds since 1970. */
  readonly signedInAt: number
}

/**
 * Null when the account is gone, or the sign-in has ended: signed out, expired, or revoked with a role or a password.
 */
export function standingOf(rows: RowsView, session: string, now: number): Standing | null {
  const profile = profileOf(rows)
  const family = familyOf(rows, session)
  if (!profile || !family || isOver(family, now)) return null
  return { role: profile.role, signedInAt: family.startedAt }
}

const FRESH_MS = 10 * 60_000

/**
 * Whether the password was proved so recently that no further proof is needed. Fails closed if the clock went back.
 */
export function isFresh({ signedInAt }: Standing, now: number): boolean {
  return now >= signedInAt && now - signedInAt <= FRESH_MS
}
