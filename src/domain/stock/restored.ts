/**
 * Corrects the units of a SKU after their object was restored to an older state or lost its storage. Pure.
 * Invariant: sales before the restore stay sold, because the record's newer totals count. Units that orders may hold
 * from the lost time are reserved, so that no unit is sold twice.
 */
import type { Lists } from '../copy.ts'
import type { Change, RowsView } from '../rows.ts'
import { HOLDS, type Hold, holdOf, LOST, ME, TOTALS, type Totals, totalsOf } from './stock.ts'

/** The minimum time for which units are reserved; longer if a known hold would last longer. */
const LOST_HOLDS_MS = 24 * 3600_000

interface Restoration {
  /** The lists of the record's copy, and when it was written. */
  readonly lists: Lists
  readonly copiedAt: number
  /** The totals of the object just after the restore; changes since then are added to the record's totals. */
  readonly base: Totals
  readonly now: number
}

export function restored(rows: RowsView, { lists, copiedAt, base, now }: Restoration): readonly Change[] {
  // The totals in a copy were written by `decide`.
  const newer = lists[TOTALS]?.[ME] as Totals | undefined
  if (!newer) return []
  const totals = totalsOf(rows)
  const holds = [...(rows.entries(HOLDS) as Iterable<readonly [string, Hold]>)].filter(([id]) => id !== LOST)
  const known = holds.reduce((sum, [, { quantity }]) => sum + quantity, 0)
  const longestMs = holds.reduce((most, [, { at, until }]) => Math.max(most, until - at), LOST_HOLDS_MS)
  const lost: Hold = { quantity: newer.held, at: now, until: now + longestMs }
  return [
    ...holds
      .filter(([, { at }]) => at <= copiedAt)
      .map(([key, hold]): Change => ({ list: HOLDS, key, value: { ...hold, until: now, isOld: true } })),
    { list: HOLDS, key: LOST, value: newer.held > 0 ? lost : null },
    {
      list: TOTALS,
      key: ME,
      value: {
        own: newer.own + totals.own - base.own,
        outside: totals.outside,
        held: known + newer.held,
        sold: newer.sold + totals.sold - base.sold,
        received: newer.received + totals.received - base.received,
      },
    },
  ]
}

/**
 * Reserves the held units of a copy, which carries no holds. Without that, the record would show no units held, and an
 * older state that is put back later would take its own holds for sales.
 */
export function reserved(lists: Lists, now: number): Lists {
  const { held = 0 } = (lists[TOTALS]?.[ME] ?? {}) as Partial<Totals>
  if (HOLDS in lists || held === 0) return lists
  return { ...lists, [HOLDS]: { [LOST]: { quantity: held, at: now, until: now + LOST_HOLDS_MS } } }
}

/** Takes the units of an order that has reappeared from the reserved ones, at most as many as are reserved. */
export function foundAgain(rows: RowsView, quantity: number): { readonly units: number; readonly changes: Change[] } {
  const lost = holdOf(rows, LOST)
  const units = Math.min(quantity, lost?.quantity ?? 0)
  if (!lost || units === 0) return { units: 0, changes: [] }
  const left = lost.quantity - units
  return { units, changes: [{ list: HOLDS, key: LOST, value: left > 0 ? { ...lost, quantity: left } : null }] }
}
