/**
 * The account: a profile, a password, sign-ins, failures, and the e-mail addresses that it claims.
 * Invariant: it has a profile from the moment at which it holds its claim, and until its erasure begins.
 */
import type { RowsView } from '../rows.ts'
import type { Family } from './families.ts'
import type { Failures } from './lockout.ts'
import type { StoredPassword } from './password.ts'

export const PROFILE = 'profile'
export const PASSWORD = 'password'
export const FAMILIES = 'families'
export const FAILURES = 'failures'
export const ADDRESSES = 'addresses'
export const CLAIMS = 'claims'
/** Has a row while a change of the e-mail address waits for its confirmations. */
export const EMAIL_CHANGE = 'email_change'
export const ERASING = 'erasing'
/** Has a row while an operator keeps the account locked. */
export const LOCK = 'lock'
/** The key of the row in lists that have one row. */
export const ME = 'me'
/** The failures of all addresses from which the account never signed in. */
export const UNKNOWN_ADDRESSES = 'strangers'

/** Version of the shape of the rows. */
export const ACCOUNT_SCHEMA = 1

export const ACCOUNT_ROLES = ['customer', 'support', 'admin'] as const
export type AccountRole = (typeof ACCOUNT_ROLES)[number]

export type Profile = {
  readonly email: string
  readonly name: string | null
  readonly role: AccountRole
  readonly createdAt: number
  /** When the owner of the address confirmed it; absent until then, and in accounts of earlier releases. */
  readonly verifiedAt?: number
}

/**
 * An e-mail address that the account reserves (`reserving`), holds (`held`) or releases (`releasing`). The ticket names
 * the reservation.
 */
export type ClaimRow = {
  readonly state: 'reserving' | 'held' | 'releasing'
  readonly ticket: string
  readonly at: number
}

/** An address, hashed, from which the account signed in. */
export type KnownAddress = { readonly lastAt: number }
export const MAX_ADDRESSES = 8

// Only the commands of this account write these rows, in these shapes.
export function profileOf(rows: RowsView): Profile | undefined {
  return rows.get(PROFILE, ME) as Profile | undefined
}

export function passwordOf(rows: RowsView): StoredPassword | undefined {
  return rows.get(PASSWORD, ME) as StoredPassword | undefined
}

export function familyOf(rows: RowsView, id: string): Family | undefined {
  return rows.get(FAMILIES, id) as Family | undefined
}

export function families(rows: RowsView): (readonly [id: string, family: Family])[] {
  return [...(rows.entries(FAMILIES) as Iterable<readonly [string, Family]>)]
}

export function addresses(rows: RowsView): (readonly [tag: string, known: KnownAddress])[] {
  return [...(rows.entries(ADDRESSES) as Iterable<readonly [string, KnownAddress]>)]
}

export function claimOf(rows: RowsView, key: string): ClaimRow | undefined {
  return rows.get(CLAIMS, key) as ClaimRow | undefined
}

export function claims(rows: RowsView): (readonly [key: string, claim: ClaimRow])[] {
  return [...(rows.entries(CLAIMS) as Iterable<readonly [string, ClaimRow]>)]
}

export function erasingSince(rows: RowsView): number | null {
  return (rows.get(ERASING, ME) as { readonly at: number } | undefined)?.at ?? null
}

/** When an operator locked the account; null if it is not locked. */
export function lockedSince(rows: RowsView): number | null {
  return (rows.get(LOCK, ME) as { readonly at: number } | undefined)?.at ?? null
}

/**
 * The key of the failures that count for an address: its own if the account signed in from it before, otherwise one
 * shared by all unknown addresses.
 */
export function bucketOf(rows: RowsView, address: string): string {
  return rows.get(ADDRESSES, address) === undefined ? UNKNOWN_ADDRESSES : address
}

export function failuresOf(rows: RowsView, address: string): Failures | undefined {
  return rows.get(FAILURES, bucketOf(rows, address)) as Failures | undefined
}
