/**
 * How a guest's cart comes into a user's. Pure.
 * Invariant: every line of both is in the result once, in the cart or in the saved list; a guest whose mark stands
 * changes nothing. Limits stop additions, not what comes along: it goes to the saved list, which may exceed its own.
 */
import { accept, type Result, refuse } from '../result.ts'
import type { RowsView } from '../rows.ts'
import {
  ITEMS,
  type Line,
  type LineEntry,
  lineOf,
  MAX_LENGTH,
  MAX_LINES,
  MAX_QUANTITY,
  MAX_SAVED,
  SAVED,
  savedLineOf,
} from './cart.ts'
import type { CartEvent } from './evolve.ts'
import { type MergeEntry, type MergeReport, type MergeStrategy, markOf, marks } from './merge-rows.ts'

/** What a guest's cart hands over: lines in their order. */
export interface GuestLines {
  readonly items: readonly LineEntry[]
  readonly saved: readonly LineEntry[]
}

export type MergeCommand =
  | { readonly type: 'seal'; readonly userId: string; readonly strategy: MergeStrategy }
  | { readonly type: 'import'; readonly guestId: string; readonly strategy: MergeStrategy; readonly guest: GuestLines }
  | { readonly type: 'merged'; readonly report: MergeReport }

/** A guest's cart is pushed once more after its own lifetime at the latest; until then its mark must stand. */
const MARK_MS = 60 * 24 * 3600_000
/** After this the guest's own cart has the report. */
const REPORT_MS = 24 * 3600_000
const MAX_MARKS = 100

export type MergeRefusalCode = 'saved_limit' | 'merge_limit' | 'cart_too_large'
export type AdmissionRefusal = { readonly code: MergeRefusalCode }

/**
 * Whether the cart takes another guest now. What is over its limits from an earlier merge takes none until it was
 * cleared up: else merging guest after guest would make a cart grow without bound.
 */
export function admits(rows: RowsView, guestId: string, now: number): Result<null, AdmissionRefusal> {
  if (markOf(rows, guestId)) return accept(null)
  if (marks(rows).filter(([, { at }]) => at + MARK_MS > now).length >= MAX_MARKS) return refuse({ code: 'merge_limit' })
  if (rows.size(SAVED) > MAX_SAVED) return refuse({ code: 'saved_limit' })
  return rows.length > MAX_LENGTH ? refuse({ code: 'cart_too_large' }) : accept(null)
}

export function decideMerge(
  rows: RowsView,
  command: MergeCommand,
  { now, rank }: { readonly now: number; readonly rank: number },
): readonly CartEvent[] {
  switch (command.type) {
    case 'seal':
      return [{ type: 'merge_begun', out: { userId: command.userId, strategy: command.strategy, at: now } }]
    case 'merged':
      return [{ type: 'merge_done', done: { report: command.report, at: now } }]
    case 'import': {
      const { guestId, strategy, guest } = command
      if (markOf(rows, guestId)) return []
      const { events, report } = mergeLines(rows, guest, strategy, now, rank)
      return [...events, { type: 'guest_imported', guestId, mark: { at: now, report } }, ...forgetting(rows, now)]
    }
    default:
      return command satisfies never
  }
}

/** Old marks go; of those that stand, old reports go. */
function forgetting(rows: RowsView, now: number): CartEvent[] {
  return marks(rows).flatMap(([guestId, { at, report }]): CartEvent[] => {
    if (at + MARK_MS <= now) return [{ type: 'mark_forgotten', guestId }]
    if (report === null || at + REPORT_MS > now) return []
    return [{ type: 'guest_imported', guestId, mark: { at, report: null } }]
  })
}

function mergeLines(rows: RowsView, guest: GuestLines, strategy: MergeStrategy, now: number, rank: number) {
  const events: CartEvent[] = []
  const report: MergeEntry[] = []
  let room = MAX_LINES - rows.size(ITEMS)
  // What goes to the saved list, where lines may meet: those over the limit, and those that the guest had there.
  const aside = new Map<string, Line>()
  const toSaved = (sku: string, line: Line, mark: { movedToSaved: true } | { saved: true }) => {
    const standing = aside.get(sku) ?? savedLineOf(rows, sku)
    const result = standing ? combine(standing, line, strategy, now) : { ...line, updatedAt: now }
    aside.set(sku, result)
    report.push(entryOf(sku, line, standing, result, mark))
  }
  // Ranks between this write's and the next: the guest's lines come after the user's, in their order.
  const rankOf = (index: number, of: number) => rank + (index + 1) / (of + 2)
  for (const [index, [sku, line]] of guest.items.entries()) {
    const standing = lineOf(rows, sku)
    if (standing) {
      const result = combine(standing, line, strategy, now)
      events.push({ type: 'line_set', sku, line: result })
      report.push(entryOf(sku, line, standing, result))
    } else if (room > 0) {
      room--
      const result = { ...line, rank: rankOf(index, guest.items.length), updatedAt: now }
      events.push({ type: 'line_set', sku, line: result })
      report.push(entryOf(sku, line, undefined, result))
    } else {
      toSaved(sku, { ...line, rank: rankOf(index, guest.items.length) }, { movedToSaved: true })
    }
  }
  for (const [index, [sku, line]] of guest.saved.entries()) {
    toSaved(sku, { ...line, rank: rankOf(index, guest.saved.length) }, { saved: true })
  }
  for (const [sku, line] of aside) events.push({ type: 'saved_set', sku, line })
  return { events, report }
}

/** The line of a product that both have. The user's keeps its place. */
function combine(user: Line, guest: Line, strategy: MergeStrategy, now: number): Line {
  if (strategy === 'keepUser') return user
  if (strategy === 'keepGuest') return { ...guest, rank: user.rank, updatedAt: now }
  const quantity =
    strategy === 'max'
      ? Math.max(user.quantity, guest.quantity)
      : Math.min(MAX_QUANTITY, user.quantity + guest.quantity)
  const attributes = Object.keys(user.attributes).length > 0 ? user.attributes : guest.attributes
  return { ...user, quantity, attributes, selected: user.selected || guest.selected, updatedAt: now }
}

function entryOf(sku: string, guest: Line, user: Line | undefined, result: Line, mark: object = {}): MergeEntry {
  const userQuantity = user?.quantity ?? 0
  return { sku, guestQuantity: guest.quantity, userQuantity, resultQuantity: result.quantity, ...mark }
}
