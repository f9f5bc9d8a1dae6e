/** Defines the rows of a merge: the guest's cart stores the state of its merge, the user's cart one mark per guest. */
import type { RowsView } from '../rows.ts'

/** In the guest's cart: at `OUT` while its lines are on their way, at `DONE` when they have arrived. */
export const MERGE = 'merge'
export const OUT = 'out'
export const DONE = 'done'
/** In the user's cart: one mark per guest, by the guest's id. */
export const MERGES = 'merges'

export const STRATEGIES = ['sum', 'max', 'keepUser', 'keepGuest'] as const
export type MergeStrategy = (typeof STRATEGIES)[number]

/** The outcome of the merge for one of the guest's lines. */
export type MergeEntry = {
  readonly sku: string
  /** The line that has the units now; absent in reports of an earlier version. */
  readonly lineId?: string
  readonly guestQuantity: number
  /** Units that the user already had, with the same attributes and in the same list; 0 if none. */
  readonly userQuantity: number
  readonly resultQuantity: number
  /** The cart was full: the line is in the saved list. */
  readonly movedToSaved?: true
  /** The line was in the guest's saved list and is now in the user's. */
  readonly saved?: true
}

/** The outcome for one of the guest's coupon codes. */
export type CodeEntry = {
  readonly code: string
  readonly carried: boolean
  /** The user's cart took no more codes. */
  readonly reason?: 'coupon_limit'
}

export type MergeReport = readonly (MergeEntry | CodeEntry)[]

/** Splits the report into entries for lines and entries for codes. */
export function partsOf(report: MergeReport): {
  readonly lines: readonly MergeEntry[]
  readonly codes: readonly CodeEntry[]
} {
  return {
    lines: report.filter((entry) => 'sku' in entry),
    codes: report.filter((entry) => 'code' in entry),
  }
}

export type MergeOut = { readonly userId: string; readonly strategy: MergeStrategy; readonly at: number }
export type MergeDone = { readonly report: MergeReport; readonly at: number }
/** `report` is null once it is old, because the guest's cart has it too. */
export type MergeMark = { readonly at: number; readonly report: MergeReport | null }

// Only `evolve` writes rows of these lists.
export function mergeOutOf(rows: RowsView): MergeOut | undefined {
  return rows.get(MERGE, OUT) as MergeOut | undefined
}

export function mergeDoneOf(rows: RowsView): MergeDone | undefined {
  return rows.get(MERGE, DONE) as MergeDone | undefined
}

export function markOf(rows: RowsView, guestId: string): MergeMark | undefined {
  return rows.get(MERGES, guestId) as MergeMark | undefined
}

export function marks(rows: RowsView): readonly (readonly [guestId: string, mark: MergeMark])[] {
  return [...(rows.entries(MERGES) as Iterable<readonly [string, MergeMark]>)]
}
