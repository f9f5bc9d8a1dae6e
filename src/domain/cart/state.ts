/** A cart as it is shown and priced: its rows in the order in which a shopper sees them. Pure. */
import type { Position } from '../position.ts'
import type { RowsView } from '../rows.ts'
import {
  ITEMS,
  type LineEntry,
  lines,
  REMOVED,
  RESTORABLE_MS,
  type RemovedLine,
  removedLines,
  SAVED,
  savedLines,
} from './cart.ts'
import { checkouts, linesAway, orderIds } from './checkout-rows.ts'
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

export type CartHead = Pick<CartState, 'userId' | 'epoch' | 'version' | 'updatedAt'>

/** A cart shows this much of its orders; their rows also hold contacts and quotes, which no reader of a cart needs. */
export function ordersIn(rows: RowsView): Pick<CartState, 'hasOrdered' | 'inCheckout'> {
  return { hasOrdered: orderIds(rows).length > 0, inCheckout: checkouts(rows).map(linesAway) }
}

/**
 * @param rows have at least the lists of {@link SEEN_LISTS}
 * @param now milliseconds since 1970: lines that were removed a day before are left out
 */
export function cartStateOf(
  { userId, epoch, version, updatedAt }: CartHead,
  rows: RowsView,
  { hasOrdered, inCheckout }: Pick<CartState, 'hasOrdered' | 'inCheckout'>,
  now: number,
): CartState {
  const since = now - RESTORABLE_MS
  return {
    ...{ userId, epoch, version, updatedAt, hasOrdered, inCheckout },
    items: lines(rows),
    saved: savedLines(rows),
    coupons: couponCodes(rows),
    removed: removedLines(rows).filter(([, line]) => line.removedAt > since),
  }
}

/** The SKUs of the lines that are shown with today's facts, in the order of the lines. */
export function lineSkus({ items, saved }: Pick<CartState, 'items' | 'saved'>): readonly string[] {
  const skus = items.map(([sku]) => sku)
  for (const [sku] of saved) skus.push(sku)
  return skus
}
