/**
 * Compares the copies of one aggregate by position and decides which means of the mechanism brings them together.
 * Invariant: a copy is repaired only from a copy that is ahead of it, and only the object decides about its own rows.
 */
import { cartLifetimeMs } from '../cart/cart.ts'
import type { Held, Kind, OwnStand, Stand } from '../copy.ts'
import { compare, same } from '../position.ts'
import type { Action } from '../report.ts'

export const DISCREPANCIES = [
  'l2_missing',
  'l2_behind',
  'l2_unreadable',
  'l2_orphan',
  'forked',
  'record_missing',
  'record_behind',
  'object_missing',
  'object_behind',
  'rows_lost',
  'end_overdue',
] as const
export type Discrepancy = (typeof DISCREPANCIES)[number]

/** The copy in L2; `off` when L2 does not keep this kind, or is not configured. */
export type InL2 = Held | null | 'unreadable' | 'off'

/** The copy in the record. An aggregate that is settling has an open duty, so it does not expire. */
export interface InRecord extends Held {
  readonly settling?: boolean
}

export interface Copies {
  /** Null when nothing was ever written. */
  readonly object: OwnStand | null
  readonly l2: InL2
  readonly record: InRecord | null
}

export interface Verdict {
  readonly kind: Discrepancy
  readonly action: Action
}

/** A younger write may still be on its way to the tiers: three times as long as a lost announcement takes. */
export const GRACE_MS = 30_000
const DAY_MS = 24 * 3600_000
/**
 * Redis may have evicted colder copies for lack of memory, and writing them again would evict others. They come back when
 * their carts are used.
 */
const WANTED_IN_L2_MS = 7 * DAY_MS
/** Time after which a missing end counts as overdue; an object that is called expires by its own alarm. */
const OVERDUE_MS = 2 * DAY_MS
/** The record deletes older tombstones. */
const TOMBSTONE_KEPT_MS = 90 * DAY_MS

/**
 * Compares the two tiers without their object. `ask` when only the object can tell which copy is right; null when there
 * is nothing to repair.
 */
export function judgeTiers(kind: Kind, id: string, { l2, record }: Omit<Copies, 'object'>, now: number) {
  if (!record || isOverdue(kind, id, record, now)) return 'ask'
  if (l2 === 'off' || record.updatedAt > now - GRACE_MS) return null
  if (l2 === null) {
    const isWanted = record.state === 'live' && record.updatedAt + WANTED_IN_L2_MS > now
    return isWanted ? put('l2_missing') : null
  }
  if (l2 === 'unreadable') return put('l2_unreadable')
  if (compare(l2, record) < 0) return put('l2_behind')
  return isSame(l2, record) ? null : 'ask'
}

/** @returns null when there is nothing to repair, `in_flight` when the newest write may be on its way */
export function judge(kind: Kind, id: string, copies: Copies, now: number): Verdict | 'in_flight' | null {
  const { object, record } = copies
  const l2 = typeof copies.l2 === 'string' ? null : copies.l2
  if (!object) return judgeWithout(l2, record)
  if (record && isAhead(record, object)) return behind(object)
  if (l2 && isAhead(l2, object)) {
    // At the same position the record tells which of two histories L2 should have.
    return same(l2, object) && record && isSame(record, object) ? put('forked') : behind(object)
  }
  if (record && isSame(record, object)) {
    if (isOverdue(kind, id, { ...record, state: object.state }, now)) return { kind: 'end_overdue', action: 'tend' }
    return null
  }
  if (object.isDirty && object.updatedAt > now - GRACE_MS) return 'in_flight'
  const isEnded = object.state === 'expired' || object.state === 'erased'
  if (!record && isEnded && !object.isDirty && object.updatedAt < now - TOMBSTONE_KEPT_MS) return null
  if (object.state === 'evicted' && !(l2 && isSame(l2, object))) return { kind: 'rows_lost', action: 'none' }
  return { kind: record ? 'record_behind' : 'record_missing', action: object.isDirty ? 'drain' : 'resend' }
}

/** Whether the action is repaired only by a copy that is newer than all of them. */
export function needsNewEpoch({ action }: Verdict): boolean {
  return action === 'confirm' || action === 'wake' || action === 'tend'
}

function judgeWithout(l2: Held | null, record: Held | null): Verdict | null {
  // Another deployment may share this Redis by mistake, and its carts do not belong into this record.
  if (l2?.state === 'live' && !record) return { kind: 'l2_orphan', action: 'none' }
  if (l2?.state === 'live' && record && compare(l2, record) > 0) return { kind: 'record_behind', action: 'put_record' }
  // An expired object frees its storage; an erased one keeps its mark, so that it never lives again.
  return record && record.state !== 'expired' ? { kind: 'object_missing', action: 'wake' } : null
}

/** An evicted object has no rows to continue with, so an operator decides. */
function behind({ state }: OwnStand): Verdict {
  return { kind: 'object_behind', action: state === 'evicted' ? 'none' : 'confirm' }
}

function put(kind: Discrepancy): Verdict {
  return { kind, action: 'put_l2' }
}

/** The same position with another time is another history: the object was put back and has written again. */
function isAhead(copy: Stand, object: Stand): boolean {
  return compare(copy, object) > 0 || (same(copy, object) && copy.updatedAt !== object.updatedAt)
}

function isSame(a: Stand, b: Stand): boolean {
  return same(a, b) && a.updatedAt === b.updatedAt
}

function isOverdue(
  kind: Kind,
  id: string,
  { state, updatedAt, settling }: Pick<InRecord, 'updatedAt' | 'settling'> & { readonly state: OwnStand['state'] },
  now: number,
): boolean {
  const lifetime = kind === 'cart' ? cartLifetimeMs(id) : null
  const lives = state === 'live' || state === 'evicted'
  return lifetime !== null && lives && !settling && updatedAt + lifetime + OVERDUE_MS < now
}
