/**
 * The units of one SKU: units on hand, holds by order, and settled orders.
 * Invariant: held ≤ on hand, apart from edits by other systems; an order id is in holds or in settled, never in both.
 */
import type { RowsView } from '../rows.ts'

export const TOTALS = 'totals'
export const HOLDS = 'holds'
export const SETTLED = 'settled'
/** Uses of a coupon that are held or sold, by user. */
export const USERS = 'users'
export const ME = 'me'
/** The key of a hold for units that orders may hold although the object lost their holds in a restore. */
export const LOST = 'lost'

/** Version of the shape of the rows below. */
export const STOCK_SCHEMA = 1

const TOGETHER_MS = 60_000

/** Calls about a settled order may still arrive for this long, so its row is kept for at least that time. */
export const SETTLED_MS = 90 * 24 * 3600_000

/** Units. On hand = `own + outside`; the object writes `own` to the record and reads `outside` from it. */
export type Totals = {
  /** received − sold, as the object's own running sum. */
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
  /** After this time the object asks the order whether the hold is still needed. */
  readonly until: number
  /** For a coupon: the user who uses it. */
  readonly user?: string
  /** The hold is from before a restore, so the record's totals may already include its end. */
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

/** Whether a coupon has no use left in total or for this user. The limits are those of its rule; null for no limit. */
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

/** At least zero, because other systems may remove held units from the record. */
export function availableOf(totals: Pick<Totals, 'own' | 'outside' | 'held'>): number {
  return Math.max(0, onHandOf(totals) - totals.held)
}

/** Holds whose time is over, oldest first. */
export function overdue(rows: RowsView, now: number): readonly (readonly [orderId: string, hold: Hold])[] {
  const all = [...(rows.entries(HOLDS) as Iterable<readonly [string, Hold]>)]
  return all.filter(([, { until }]) => until <= now).sort(([, a], [, b]) => a.until - b.until)
}

/** Holds of orders whose ids come after this one, in order of id. */
export function holdsAfter(rows: RowsView, afterId: string): readonly (readonly [orderId: string, hold: Hold])[] {
  const all = [...(rows.entries(HOLDS) as Iterable<readonly [string, Hold]>)]
  return all.filter(([id]) => id > afterId).sort(([a], [b]) => (a < b ? -1 : 1))
}

/** Rounds up to the minute, so that holds that end within one minute are handled together. */
export function askedAt(until: number): number {
  return Math.ceil(until / TOGETHER_MS) * TOGETHER_MS
}
