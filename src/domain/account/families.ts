/**
 * Refresh tokens by family: one family per sign-in, one token of it valid at a time.
 * Invariant: a token is used once. A repeat of the last one gets the same successor if it comes soon and before the
 * successor was used; any other use of an old token means that it was stolen (RFC 9700, 4.14.2).
 */

import type { Device } from './device.ts'

/** Identifies a token of a family: the account's epoch at its creation, and its count. */
export type Turn = { readonly epoch: number; readonly count: number }

export type Family = Turn & {
  readonly startedAt: number
  /** When the current token was made. */
  readonly turnedAt: number
  readonly previous: Turn | null
  /** The device that signed in, if known. */
  readonly device?: Device
}

export type Verdict = 'present' | 'repeat' | 'reused' | 'unknown'

const REPEAT_MS = 60_000
const IDLE_MS = 30 * 24 * 3600_000
const MAX_MS = 180 * 24 * 3600_000

export const MAX_FAMILIES = 20

export function judge(family: Family | undefined, presented: Turn, now: number): Verdict {
  if (!family || isOver(family, now)) return 'unknown'
  if (sameTurn(family, presented)) return 'present'
  const soon = now - family.turnedAt <= REPEAT_MS
  return family.previous && sameTurn(family.previous, presented) && soon ? 'repeat' : 'reused'
}

export function isOver({ turnedAt, startedAt }: Family, now: number): boolean {
  return now - turnedAt > IDLE_MS || now - startedAt > MAX_MS
}

/** @param epoch the account's current epoch, so that no token from before a rollback is issued a second time */
export function turned(family: Family, epoch: number, now: number): Family {
  const { count } = family
  return { ...family, epoch, count: count + 1, turnedAt: now, previous: { epoch: family.epoch, count } }
}

export function newFamily(epoch: number, now: number, device: Device | null = null): Family {
  return { epoch, count: 0, startedAt: now, turnedAt: now, previous: null, ...(device && { device }) }
}

function sameTurn(a: Turn, b: Turn): boolean {
  return a.epoch === b.epoch && a.count === b.count
}
