/**
 * Merges a guest's cart into a user's cart. Pure.
 * Invariant: every line of both carts is in the result once, in the cart or in the saved list; a second merge of the
 * same guest changes nothing. Lines above the cart's limits go to the saved list, which may exceed its own limit.
 */
import { accept, type Result, refuse } from '../result.ts'
import type { RowsView } from '../rows.ts'
import { ITEMS, type Line, MAX_LENGTH, MAX_LINES, MAX_QUANTITY, MAX_SAVED, SAVED } from './cart.ts'
import { ordersNoted } from './checkout.ts'
import type { OrderNote } from './checkout-rows.ts'
import { clientsLength, type KnownClient } from './clients.ts'
import { couponsCarried } from './coupons.ts'
import type { CartEvent } from './events.ts'
import { type ForeignLine, settled } from './foreign.ts'
import { skuOf } from './line-id.ts'
import { equalLine, sameAttributes } from './line-rows.ts'
import { type MergeEntry, type MergeReport, type MergeStrategy, markOf, marks } from './merge-rows.ts'

/** The lines that a guest's cart hands over, in their order. */
export interface GuestLines {
  readonly items: readonly ForeignLine[]
  readonly saved: readonly ForeignLine[]
  /** Codes in the order in which they came; an object of an earlier release sends neither these nor orders. */
  readonly coupons?: readonly string[]
  /** Placed orders, each with the time. */
  readonly orders?: readonly OrderNote[]
  /** Clients that number their operations: they continue with their numbers at the user's cart. */
  readonly clients?: readonly KnownClient[]
}

export type MergeCommand =
  | { readonly type: 'seal'; readonly userId: string; readonly strategy: MergeStrategy }
  | { readonly type: 'import'; readonly guestId: string; readonly strategy: MergeStrategy; readonly guest: GuestLines }
  | { readonly type: 'merged'; readonly report: MergeReport }

/** A guest's cart may be pushed again until its own lifetime is over, so its mark must be kept for longer than that. */
const MARK_MS = 60 * 24 * 3600_000
/** After this time only the guest's cart has the report. */
const REPORT_MS = 24 * 3600_000
const MAX_MARKS = 100

export type MergeRefusalCode = 'saved_limit' | 'merge_limit' | 'cart_too_large'
export type AdmissionRefusal = { readonly code: MergeRefusalCode }

/**
 * Whether the cart accepts another guest now. A cart that exceeds its limits after an earlier merge accepts none,
 * because otherwise merging guest after guest would make it grow without limit.
 */
export function admits(rows: RowsView, guestId: string, now: number): Result<null, AdmissionRefusal> {
  if (markOf(rows, guestId)) return accept(null)
  if (marks(rows).filter(([, { at }]) => at + MARK_MS > now).length >= MAX_MARKS) return refuse({ code: 'merge_limit' })
  if (rows.size(SAVED) > MAX_SAVED) return refuse({ code: 'saved_limit' })
  return rows.length - clientsLength(rows) > MAX_LENGTH ? refuse({ code: 'cart_too_large' }) : accept(null)
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
      const codes = couponsCarried(rows, guest.coupons ?? [], now)
      const mark = { at: now, report: [...report, ...codes.report] }
      const { clients = [] } = guest
      return [
        ...[...events, ...codes.events, ...ordersNoted(rows, guest.orders ?? [])],
        ...(clients.length > 0 ? [{ type: 'clients_joined' as const, clients }] : []),
        { type: 'guest_imported', guestId, mark },
        ...expired(rows, now),
      ]
    }
    default:
      return command satisfies never
  }
}

/** Drops expired marks, and expired reports of the other marks. */
function expired(rows: RowsView, now: number): CartEvent[] {
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
  // The saved list gets the lines above the limit and the guest's saved lines; equal lines are combined.
  const aside: Line[] = []
  const toSaved = (sku: string, line: Line, mark: { movedToSaved: true } | { saved: true }) => {
    const place = aside.findIndex(
      (each) => skuOf(each.lineId) === sku && sameAttributes(each.attributes, line.attributes),
    )
    const standing = aside[place] ?? equalLine(rows, SAVED, sku, line.attributes)
    const result = standing ? combine(standing, line, strategy, now) : { ...line, updatedAt: now }
    aside.splice(place < 0 ? aside.length : place, 1, result)
    report.push(entryOf(sku, line, standing, result, mark))
  }
  // Use ranks between this write's and the next one's, so that the guest's lines come after the user's, in their order.
  for (const [sku, line] of settled(rows, guest.items, { now, rank }, 0)) {
    const standing = equalLine(rows, ITEMS, sku, line.attributes)
    if (standing) {
      const result = combine(standing, line, strategy, now)
      events.push({ type: 'line_set', line: result })
      report.push(entryOf(sku, line, standing, result))
    } else if (room > 0) {
      room--
      const result = { ...line, updatedAt: now }
      events.push({ type: 'line_set', line: result })
      report.push(entryOf(sku, line, undefined, result))
    } else toSaved(sku, line, { movedToSaved: true })
  }
  for (const [sku, line] of settled(rows, guest.saved, { now, rank }, guest.items.length)) {
    toSaved(sku, line, { saved: true })
  }
  for (const line of aside) events.push({ type: 'saved_set', line })
  return { events, report }
}

/** Combines equal lines of both carts. The user's line keeps its id and its place. */
function combine(user: Line, guest: Line, strategy: MergeStrategy, now: number): Line {
  if (strategy === 'keepUser') return user
  if (strategy === 'keepGuest') return { ...guest, lineId: user.lineId, rank: user.rank, updatedAt: now }
  const quantity =
    strategy === 'max'
      ? Math.max(user.quantity, guest.quantity)
      : Math.min(MAX_QUANTITY, user.quantity + guest.quantity)
  return { ...user, quantity, selected: user.selected || guest.selected, updatedAt: now }
}

function entryOf(sku: string, guest: Line, user: Line | undefined, result: Line, mark: object = {}): MergeEntry {
  const { lineId, quantity: resultQuantity } = result
  return { sku, lineId, guestQuantity: guest.quantity, userQuantity: user?.quantity ?? 0, resultQuantity, ...mark }
}
