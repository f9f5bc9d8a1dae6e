/**
 * Counts sign-ins and registrations by network address, and failures by unregistered e-mail address.
 * Invariants: an attempt is counted before it is judged, so that parallel attempts cannot pass together; a counter
 * counts only one tag, so that no client is blocked because of another; a wrong clock never makes a wait longer than
 * its rule.
 */
import {
  afterFailure,
  type Failures,
  isRecent,
  type LockDetection,
  lockDetectedIn,
  lockedSeconds,
  recentOf,
} from './account/lockout.ts'
import type { Counter } from './attempt-slots.ts'

const MINUTE_MS = 60_000
const SIGN_IN_WINDOW_MS = 15 * MINUTE_MS
const REGISTRATION_WINDOW_MS = 60 * MINUTE_MS

/** Per address and window, before RATE_LIMIT_SCALE. */
const FREE_FAILURES = 20
const MAX_TRIES = 50
const MAX_ACCOUNTS = 20
const MAX_REGISTRATIONS = 10
const MAX_PAUSE_MS = MINUTE_MS

export type DetectionKind = 'address_failures' | 'many_accounts' | 'bulk_registration'

export interface Detection {
  readonly kind: DetectionKind
  readonly count: number
}

export interface Admission {
  readonly allowed: boolean
  /** Whole seconds, from 1; 0 when allowed. */
  readonly retryAfterSeconds: number
  /** Set when a count passes its threshold, and at each doubling, so that a flood raises few alerts. */
  readonly detected: Detection | null
}

/** The new state of a counter, or null when it does not change, and the answer. */
export interface Decided<State, Answer> {
  readonly state: State | null
  readonly answer: Answer
}

/** Sign-ins from one address. Times are in milliseconds since 1970. */
export interface SignIns {
  readonly since: number
  /** Time of the last attempt that was judged. */
  readonly lastAt: number
  /** Judged attempts, minus those that were right. */
  readonly failures: number
  /** Attempts that arrived during a wait and were not judged. */
  readonly refused: number
  readonly accounts: Accounts
  /** The counts at the last alerts. */
  readonly toldTries: number
  readonly toldAccounts: number
}

/**
 * Counts one attempt as a failure until `forgive`. The first twenty are free; then a pause of 1, 2, 4 … 60 s must
 * follow the last judged attempt. An attempt within the pause is not judged and does not extend it. Fifty attempts, or
 * twenty failures over twenty accounts, close the address until 15 minutes after the last judged attempt. A success
 * clears its failure and keeps its account: an office where many people sign in has many accounts but few failures.
 */
export function trySignIn(
  known: SignIns | undefined,
  account: string,
  now: number,
  scale: number,
): Decided<SignIns, Admission> {
  const begun = known && !isOver(known, now, scale) ? notAhead(known, now) : signInsFrom(now)
  const allowed = waitOf(begun, now, scale) <= 0
  // An attempt refused during a pause may be right, so its account does not count; at a closed address it counts.
  const accounts = allowed || isShut(begun, now, scale) ? withAccount(begun.accounts, account) : begun.accounts
  const counted: SignIns = allowed
    ? { ...begun, accounts, failures: begun.failures + 1, lastAt: now }
    : { ...begun, accounts, refused: begun.refused + 1 }
  const detected = detectedIn(counted, scale)
  // Compute the wait from the updated counter, because this attempt may have closed the address.
  const retryAfterSeconds = allowed ? 0 : secondsOf(waitOf(counted, now, scale))
  return { state: alerted(counted, detected), answer: { allowed, retryAfterSeconds, detected } }
}

/** The attempt was right: one failure less. The window that counted it is unknown, so at most one is subtracted. */
export function forgive(known: SignIns | undefined): Decided<SignIns, void> {
  if (!known || known.failures === 0) return { state: null, answer: undefined }
  return { state: { ...known, failures: known.failures - 1 }, answer: undefined }
}

export function signInCounter(scale: number): Counter<SignIns> {
  return {
    lifeOf: (signIns, now) =>
      isShut(signIns, now, scale) ? 'refusing' : isOver(signIns, now, scale) ? 'over' : 'counting',
    // Refused attempts do not count here: they are cheap, and could make other counters look heavier than this one.
    countOf: ({ failures }) => failures,
    lastAt: ({ lastAt }) => lastAt,
  }
}

function signInsFrom(now: number): SignIns {
  return { since: now, lastAt: now, failures: 0, refused: 0, accounts: '', toldTries: 0, toldAccounts: 0 }
}

function isOver(signIns: SignIns, now: number, scale: number): boolean {
  return !isWithin(SIGN_IN_WINDOW_MS, signIns.since, now) && !isShut(signIns, now, scale)
}

function isShut(signIns: SignIns, now: number, scale: number): boolean {
  return isWithin(SIGN_IN_WINDOW_MS, signIns.lastAt, now) && (floods(signIns, scale) || sprays(signIns, scale))
}

/** Failures decide too: when many shoppers sign in at one moment, some attempts come early, and all are forgiven. */
function floods({ failures, refused }: SignIns, scale: number): boolean {
  return failures >= scaled(FREE_FAILURES, scale) && failures + refused >= scaled(MAX_TRIES, scale)
}

function sprays({ failures, accounts }: SignIns, scale: number): boolean {
  const most = scaled(MAX_ACCOUNTS, scale)
  return failures >= most && accountCount(accounts) >= most
}

function waitOf(signIns: SignIns, now: number, scale: number): number {
  const { failures, lastAt } = signIns
  if (isShut(signIns, now, scale)) return lastAt + SIGN_IN_WINDOW_MS - now
  const paid = failures - scaled(FREE_FAILURES, scale)
  return paid < 0 ? 0 : lastAt + Math.min(MAX_PAUSE_MS, 1000 * 2 ** paid) - now
}

function detectedIn(signIns: SignIns, scale: number): Detection | null {
  const tries = signIns.failures + signIns.refused
  const accounts = accountCount(signIns.accounts)
  if (sprays(signIns, scale) && accounts >= 2 * signIns.toldAccounts) return { kind: 'many_accounts', count: accounts }
  if (floods(signIns, scale) && tries >= 2 * signIns.toldTries) return { kind: 'address_failures', count: tries }
  return null
}

function alerted(signIns: SignIns, detected: Detection | null): SignIns {
  if (detected?.kind === 'many_accounts') return { ...signIns, toldAccounts: detected.count }
  return detected ? { ...signIns, toldTries: detected.count } : signIns
}

/** Registrations from one address. */
export interface Registrations {
  readonly since: number
  readonly count: number
  /** The count at the last alert. */
  readonly told: number
}

export function tryRegistration(
  known: Registrations | undefined,
  now: number,
  scale: number,
): Decided<Registrations, Admission> {
  const goesOn = known && isWithin(REGISTRATION_WINDOW_MS, known.since, now)
  const begun = goesOn ? { ...known, since: Math.min(known.since, now) } : { since: now, count: 0, told: 0 }
  const most = scaled(MAX_REGISTRATIONS, scale)
  const count = begun.count + 1
  const allowed = count <= most
  const detected: Detection | null = !allowed && count >= 2 * begun.told ? { kind: 'bulk_registration', count } : null
  const retryAfterSeconds = allowed ? 0 : secondsOf(begun.since + REGISTRATION_WINDOW_MS - now)
  return {
    state: { ...begun, count, told: detected ? count : begun.told },
    answer: { allowed, retryAfterSeconds, detected },
  }
}

export function registrationCounter(scale: number): Counter<Registrations> {
  return {
    lifeOf({ since, count }, now) {
      if (!isWithin(REGISTRATION_WINDOW_MS, since, now)) return 'over'
      return count >= scaled(MAX_REGISTRATIONS, scale) ? 'refusing' : 'counting'
    },
    countOf: ({ count }) => count,
    lastAt: ({ since }) => since,
  }
}

/** A guess at an unregistered e-mail address gets the answer of an account, so it does not reveal which exist. */
export type UnknownAnswer =
  | { readonly status: 'wrong'; readonly detected: LockDetection | null }
  | { readonly status: 'locked'; readonly seconds: number }

/** Counts a failed sign-in for an unregistered e-mail address; while it is locked nothing counts, as for an account. */
export function failUnknown(
  known: Failures | undefined,
  address: string,
  now: number,
): Decided<Failures, UnknownAnswer> {
  const seconds = lockedSeconds(known, now)
  if (seconds !== null) return { state: null, answer: { status: 'locked', seconds } }
  const state = afterFailure(known, now, address)
  return { state, answer: { status: 'wrong', detected: lockDetectedIn(state) } }
}

export const UNKNOWN_COUNTER: Counter<Failures> = {
  lifeOf(failures, now) {
    if (lockedSeconds(failures, now) !== null) return 'refusing'
    const counts = recentOf(failures).some((each) => isRecent(each, now))
    return failures.lockedUntil === null && counts ? 'counting' : 'over'
  },
  countOf: (failures) => recentOf(failures).length,
  lastAt: (failures) => recentOf(failures).at(-1)?.at ?? 0,
}

/** Six digits of each account's tag, concatenated: among twenty accounts two collide once in 90,000 times. */
type Accounts = string

const DIGITS = 6
/** Further accounts are not counted. A threshold that is scaled above this is never reached; the other limits hold. */
const MAX_COUNTED_ACCOUNTS = 128

function withAccount(accounts: Accounts, tag: string): Accounts {
  const digits = tag.slice(-DIGITS)
  for (let at = 0; at < accounts.length; at += DIGITS) if (accounts.startsWith(digits, at)) return accounts
  return accountCount(accounts) < MAX_COUNTED_ACCOUNTS ? accounts + digits : accounts
}

/** The number of different accounts, or fewer if digits collide. */
function accountCount(accounts: Accounts): number {
  return accounts.length / DIGITS
}

function scaled(threshold: number, scale: number): number {
  return Math.max(1, Math.floor(threshold * scale))
}

/** Whether both times are less than `ms` apart. A time that is further ahead was written by a wrong clock. */
function isWithin(ms: number, at: number, now: number): boolean {
  return Math.abs(now - at) < ms
}

/** Replaces times in the future, from before the clock went back, by now, so that they do not make a wait longer. */
function notAhead(signIns: SignIns, now: number): SignIns {
  return { ...signIns, since: Math.min(signIns.since, now), lastAt: Math.min(signIns.lastAt, now) }
}

function secondsOf(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000))
}
