/**
 * Locks an account for fifteen minutes after ten failed sign-ins within fifteen minutes, or failures from five
 * addresses.
 * Invariant: at most ten guesses are judged in a window, however many arrive at the same time.
 */

export type Failures = {
  /** When the window began, in milliseconds since 1970. */
  readonly since: number
  readonly count: number
  /** Guesses are not judged until this time; null when the account is not locked. */
  readonly lockedUntil: number | null
  /** Hashed addresses of the failures, at most `MANY_ADDRESSES`. */
  readonly addresses?: readonly string[]
}

const MAX_FAILURES = 10
const MANY_ADDRESSES = 5
export const LOCK_MS = 15 * 60_000

/** The failure that locks the account raises an alert. */
export interface LockDetection {
  readonly kind: 'account_locked' | 'account_from_many_addresses'
  readonly count: number
}

export function lockDetectedIn(failures: Failures | undefined): LockDetection | null {
  if (!failures || failures.lockedUntil === null) return null
  const many = (failures.addresses?.length ?? 0) >= MANY_ADDRESSES
  return { kind: many ? 'account_from_many_addresses' : 'account_locked', count: failures.count }
}

/** Whole seconds, at least 1, until the next guess is judged; null when it is judged now. */
export function lockedSeconds(failures: Failures | undefined, now: number): number | null {
  const until = failures?.lockedUntil ?? null
  const left = until === null ? 0 : until - now
  // A lock that ends further ahead than this was written by a wrong clock, so it is ignored.
  if (left <= 0 || left > 2 * LOCK_MS) return null
  return Math.ceil(Math.min(left, LOCK_MS) / 1000)
}

/**
 * Adds a failure; the failure that reaches the limit locks the account.
 * @param address hashed; if given, it counts toward the limit of addresses
 */
export function afterFailure(failures: Failures | undefined, now: number, address?: string): Failures {
  // A guess that arrives while the account is locked is not judged, so it does not count as a failure.
  if (failures && lockedSeconds(failures, now) !== null) return failures
  const goesOn = failures && failures.lockedUntil === null && Math.abs(now - failures.since) < LOCK_MS
  const { since, count, addresses = [] } = goesOn ? failures : { since: now, count: 0 }
  const seen = address === undefined || addresses.includes(address) ? addresses : [...addresses, address]
  const full = count + 1 >= MAX_FAILURES || seen.length >= MANY_ADDRESSES
  return {
    since,
    count: count + 1,
    lockedUntil: full ? now + LOCK_MS : null,
    ...(address !== undefined && { addresses: seen }),
  }
}
