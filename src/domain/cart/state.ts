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

/** A cart's raw lines: no price of today, no availability. */
export interface CartState extends Position {
  readonly userId: string
  readonly items: readonly LineEntry[]
  readonly saved: readonly LineEntry[]
  /** Codes that the shopper wants, in the order in which they came. */
  readonly coupons: readonly string[]
  /** Whether an order was ever made here. */
  readonly hasOrdered: boolean
  /** Lines on their way to an order, or in one that is not paid. */
  readonly inCheckout: readonly LinesAway[]
  /** The newest first; at most those of the last 24 hours. */
  readonly removed: readonly (readonly [sku: string, line: RemovedLine])[]
  readonly updatedAt: number
}

export interface LinesAway {
  readonly orderId: string
  readonly skus: readonly string[]
  /** Absent when the object runs an earlier version. */
  readonly lineIds?: readonly string[]
}

/** The lists whose rows a shopper sees as they are; of checkouts and orders only {@link ordersIn} is shown. */
export const SEEN_LISTS = [ITEMS, SAVED, REMOVED, COUPONS] as const

type SomeLists = { readonly [List in 'items' | 'saved' | 'coupons' | 'removed']?: CartState[List] | undefined }

export type CartHead = Pick<CartState, 'userId' | 'epoch' | 'version' | 'updatedAt'>

/** A cart shows this much of its orders; their rows also hold contacts and quotes, which no reader of a cart needs. */
export function ordersIn(rows: RowsView): Pick<CartState, 'hasOrdered' | 'inCheckout'> {
  const inCheckout = rows.size(CHECKOUTS) > 0 ? checkouts(rows).map(linesAway) : []
  return { hasOrdered: rows.size(ORDERS) > 0, inCheckout }
}

/**
 * @param rows have at least the lists of {@link SEEN_LISTS}
 * @param now milliseconds since 1970: lines that were removed a day before are left out
 * @param before lists of a state whose rows are the same ones
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

/** The lists of a state that these changes of its rows leave as they are, or change in lines that keep their places. */
export function keptLists({ items, saved, coupons, removed }: CartState, changes: readonly Change[]): SomeLists {
  const isKept = (list: string) => changes.every((change) => change.list !== list)
  return {
    ...{ items: isKept(ITEMS) ? items : withLines(items, changes), saved: isKept(SAVED) ? saved : undefined },
    ...{ coupons: isKept(COUPONS) ? coupons : undefined, removed: isKept(REMOVED) ? removed : undefined },
  }
}

/** Undefined where lines come or go. */
function withLines(items: readonly LineEntry[], changes: readonly Change[]): readonly LineEntry[] | undefined {
  const next = [...items]
  for (const { list, value } of changes) {
    if (list !== ITEMS) continue
    // Rows of this list are lines; null of one that is gone.
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
