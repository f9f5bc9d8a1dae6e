/** The rights of an account at this moment by one of its sign-ins. Pure; a token says what held when it was made. */
import type { RowsView } from '../rows.ts'
import { type AccountRole, familyOf, profileOf } from './account.ts'
import { isOver } from './families.ts'

export interface Standing {
  readonly role: AccountRole
  /** When the password was last proved for this sign-in, in milliseconds since 1970. */
  readonly signedInAt: number
}

/** Null when the account is gone, or the sign-in has ended: signed out, expired, or revoked with a role or a password. */
export function standingOf(rows: RowsView, session: string, now: number): Standing | null {
  const profile = profileOf(rows)
  const family = familyOf(rows, session)
  if (!profile || !family || isOver(family, now)) return null
  return { role: profile.role, signedInAt: family.startedAt }
}

const FRESH_MS = 10 * 60_000

/** Whether the password was proved so lately that it need not be proved again. A clock that went back proves nothing. */
export function isFresh({ signedInAt }: Standing, now: number): boolean {
  return now >= signedInAt && now - signedInAt <= FRESH_MS
}
