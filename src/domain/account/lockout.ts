/**
 * Locks an account for fifteen minutes after ten failed sign-ins within fifteen minutes, or failures from five
 * addresses.
 * Invariant: at most ten guesses are judged in any fifteen minutes, however many arrive at the same time.
 */

export type Failures = {
  /** The failures of the last fifteen minutes, at most `MAX_FAILURES`. */
  readonly recent: readonly Failure[]
  /** Guesses are not judged until this time; null when the account is not locked. */
  readonly lockedUntil: number | null
}

/** When it was, in milliseconds since 1970, and the hashed address if it counts toward the limit of addresses. */
type Failure = { readonly at: number; readonly address?: string }

/** Earlier releases stored only when the first failure was, and how many there were. */
type Summed = {
  readonly since: number
  readonly count: number
  readonly lockedUntil: number | null
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
  const recent = recentOf(failures)
  const isSpread = addressesOf(recent) >= MANY_ADDRESSES
  return { kind: isSpread ? 'account_from_many_addresses' : 'account_locked', count: recent.length }
}

export function recentOf(failures: Failures | Summed): readonly Failure[] {
  if ('recent' in failures) return failures.recent
  const { since, count, addresses = [] } = failures
  return Array.from({ length: count }, (_, place) => failure(since, addresses[place]))
}

/** Whether a failure still counts; a clock that ran ahead does not make it count longer. */
export function isRecent({ at }: Failure, now: number): boolean {
  return Math.abs(now - at) < LOCK_MS
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
  const known = failures && failures.lockedUntil === null ? recentOf(failures) : []
  const recent = [...known.filter((each) => isRecent(each, now)), failure(now, address)]
  const isFull = recent.length >= MAX_FAILURES || addressesOf(recent) >= MANY_ADDRESSES
  return { recent, lockedUntil: isFull ? now + LOCK_MS : null }
}

function failure(at: number, address: string | undefined): Failure {
  return address === undefined ? { at } : { at, address }
}

function addressesOf(recent: readonly Failure[]): number {
  return new Set(recent.flatMap(({ address }) => address ?? [])).size
}
