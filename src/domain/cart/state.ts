/** A cart as it is shown and priced: its rows in the order in which a shopper sees them. Pure. */
import type { Position } from '../position.ts'
import type { Change, RowsView } from '../rows.ts'
import {
  ITEMS,
  type Line,
  type LineEntry,
  lines,
  REMOVED,
  RESTORABLE_MS,
  type RemovedLine,
  removedLines,
  SAVED,
  savedLines,
} from './cart.ts'
import { CHECKOUTS, checkouts, linesAway, ORDERS } from './checkout-rows.ts'
import { COUPONS, couponCodes } from './coupons.ts'

/** A cart's stored lines, without current prices and availability. */
export interface CartState extends Position {
  readonly userId: string
  readonly items: readonly LineEntry[]
  readonly saved: readonly LineEntry[]
  /** Codes in the order in which the shopper added them. */
  readonly coupons: readonly string[]
  /** Whether the shopper ever placed an order. */
  readonly hasOrdered: boolean
  /** Lines of unpaid orders, including an order that has not answered yet. */
  readonly inCheckout: readonly LinesAway[]
  /** Newest first; only those of the last 24 hours. */
  readonly removed: readonly (readonly [sku: string, line: RemovedLine])[]
  readonly updatedAt: number
}

export interface LinesAway {
  readonly orderId: string
  readonly skus: readonly string[]
  /** Absent when the object runs an earlier version. */
  readonly lineIds?: readonly string[]
}

/** The lists whose rows a shopper sees unchanged. Checkouts and orders are shown only by {@link ordersIn}. */
export const SEEN_LISTS = [ITEMS, SAVED, REMOVED, COUPONS] as const

type SomeLists = { readonly [List in 'items' | 'saved' | 'coupons' | 'removed']?: CartState[List] | undefined }

export type CartHead = Pick<CartState, 'userId' | 'epoch' | 'version' | 'updatedAt'>

/**
 * The part of the orders' rows that a cart shows. The rows also hold contacts and quotes, which a cart does not show.
 */
export function ordersIn(rows: RowsView): Pick<CartState, 'hasOrdered' | 'inCheckout'> {
  const inCheckout = rows.size(CHECKOUTS) > 0 ? checkouts(rows).map(linesAway) : []
  return { hasOrdered: rows.size(ORDERS) > 0, inCheckout }
}

/**
 * @param rows at least the lists of {@link SEEN_LISTS}
 * @param now milliseconds since 1970; lines removed more than a day before are left out
 * @param before lists of an earlier state that can be reused, because their rows have not changed
 */
export function cartStateOf(
  { userId, epoch, version, updatedAt }: CartHead,
  rows: RowsView,
  { hasOrdered, inCheckout }: Pick<CartState, 'hasOrdered' | 'inCheckout'>,
  now: number,
  before: SomeLists = {},
): CartState {
  const since = now - RESTORABLE_MS
  const removed = before.removed ?? removedLines(rows)
  return {
    userId,
    epoch,
    version,
    updatedAt,
    hasOrdered,
    inCheckout,
    items: before.items ?? lines(rows),
    saved: before.saved ?? savedLines(rows),
    coupons: before.coupons ?? couponCodes(rows),
    removed: removed.length > 0 ? removed.filter(([, line]) => line.removedAt > since) : removed,
  }
}

/**
 * The lists of a state that can be reused after these changes: unchanged ones, and items whose lines keep their places.
 */
export function keptLists({ items, saved, coupons, removed }: CartState, changes: readonly Change[]): SomeLists {
  const isKept = (list: string) => changes.every((change) => change.list !== list)
  return {
    ...{ items: isKept(ITEMS) ? items : withLines(items, changes), saved: isKept(SAVED) ? saved : undefined },
    ...{ coupons: isKept(COUPONS) ? coupons : undefined, removed: isKept(REMOVED) ? removed : undefined },
  }
}

/** Undefined if lines were added or dropped. */
function withLines(items: readonly LineEntry[], changes: readonly Change[]): readonly LineEntry[] | undefined {
  const next = [...items]
  for (const { list, value } of changes) {
    if (list !== ITEMS) continue
    // Rows of this list are lines; null means that the line was dropped.
    const line = value as Line | null
    const place = line ? next.findIndex(([, { lineId }]) => lineId === line.lineId) : -1
    const [sku, { rank = Number.NaN } = {}] = next[place] ?? ['']
    if (!line || line.rank !== rank) return undefined
    next[place] = [sku, line]
  }
  return next
}

/** The SKUs of the lines that are shown with today's facts, in the order of the lines. */
export function lineSkus({ items, saved }: Pick<CartState, 'items' | 'saved'>): readonly string[] {
  const skus = items.map(([sku]) => sku)
  for (const [sku] of saved) skus.push(sku)
  return skus
}
