/**
 * The units of one SKU: what is on hand, what is held for which order, and which orders are settled.
 * Invariant: held ≤ on hand as far as this object knows, and an order id is in holds or in settled, never in both.
 */
import type { RowsView } from '../rows.ts'

export const TOTALS = 'totals'
export const HOLDS = 'holds'
export const SETTLED = 'settled'
/** Uses of a coupon that are held or sold, by user. */
export const USERS = 'users'
export const ME = 'me'
/** Among the holds: units that orders may hold which an object that was put back no longer knows. */
export const LOST = 'lost'

/** Version of the shape of the rows below. */
export const STOCK_SCHEMA = 1

const TOGETHER_MS = 60_000

/** A settled order may still be told of so long after; it is remembered for at least that long. */
export const SETTLED_MS = 90 * 24 * 3600_000

/** Units. On hand are `own + outside`; the record is told `own`, and `outside` is read from it. */
export type Totals = {
  /** received − sold: this object's own running sum. */
  readonly own: number
  /** Units that other systems added to or took from the record; assigned as read, never added up. */
  readonly outside: number
  /** The sum of the holds. */
  readonly held: number
  /** Units of paid orders, less the units that came back. */
  readonly sold: number
  /** The sum of all adjustments. */
  readonly received: number
}

export type Hold = {
  readonly quantity: number
  readonly at: number
  /** From this time on the object asks the order whether it still stands. */
  readonly until: number
  /** For a coupon: the user whose use it is. */
  readonly user?: string
  /** From before the object was put back: the record's totals may have seen its end. */
  readonly isOld?: true
}

export type SettledState = 'sold' | 'released' | 'restocked'

export type Settled = {
  readonly state: SettledState
  readonly quantity: number
  readonly at: number
  readonly user?: string
}

const NOTHING: Totals = { own: 0, outside: 0, held: 0, sold: 0, received: 0 }

export function totalsOf(rows: RowsView): Totals {
  // Only `decide` writes these rows.
  return (rows.get(TOTALS, ME) as Totals | undefined) ?? NOTHING
}

/** Whether the object has ever read the record's units. */
export function isKnown(rows: RowsView): boolean {
  return rows.get(TOTALS, ME) !== undefined
}

export function holdOf(rows: RowsView, orderId: string): Hold | undefined {
  return rows.get(HOLDS, orderId) as Hold | undefined
}

export function settledOf(rows: RowsView, orderId: string): Settled | undefined {
  return rows.get(SETTLED, orderId) as Settled | undefined
}

export function usesOf(rows: RowsView, user: string): number {
  return (rows.get(USERS, user) as number | undefined) ?? 0
}

/** Whether a coupon has no use left, or none for this user; limits are those of the rule, null for any number. */
export function isUsedUp(
  rows: RowsView,
  { user, limit, perUser }: { readonly user: string; readonly limit: number | null; readonly perUser: number | null },
): boolean {
  const { own, held } = totalsOf(rows)
  const isGone = limit !== null && availableOf({ own, outside: limit, held }) < 1
  return isGone || (perUser !== null && usesOf(rows, user) >= perUser)
}

export function onHandOf({ own, outside }: Pick<Totals, 'own' | 'outside'>): number {
  return own + outside
}

/** Never below zero: others may take units from the record that are held here. */
export function availableOf(totals: Pick<Totals, 'own' | 'outside' | 'held'>): number {
  return Math.max(0, onHandOf(totals) - totals.held)
}

/** Holds whose time is over, the oldest first. */
export function overdue(rows: RowsView, now: number): readonly (readonly [orderId: string, hold: Hold])[] {
  const all = [...(rows.entries(HOLDS) as Iterable<readonly [string, Hold]>)]
  return all.filter(([, { until }]) => until <= now).sort(([, a], [, b]) => a.until - b.until)
}

/** Holds that end in one minute are looked at together. */
export function askedAt(until: number): number {
  return Math.ceil(until / TOGETHER_MS) * TOGETHER_MS
}
