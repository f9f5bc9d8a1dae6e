/**
 * The Worker and orders call a SKU's stock object through this interface. A throw means that the outcome is unknown;
 * every call may be repeated.
 */
import type { AggregateObject } from './aggregate.ts'

export interface StockView {
  readonly sku: string
  readonly onHand: number
  readonly held: number
  readonly available: number
  readonly version: number
}

export interface HoldRequest {
  readonly orderId: string
  readonly quantity: number
  /** After this time the stock asks the order whether it still needs the hold; milliseconds since 1970. */
  readonly until: number
  /** Present for a coupon, whose units are its uses: the limits in total and for one user; null for no limit. */
  readonly use?: { readonly user: string; readonly limit: number | null; readonly perUser: number | null }
}

/** A use of a limited coupon, as a hold would request it. */
export type CouponUse = NonNullable<HoldRequest['use']>

export type HoldReply =
  | { readonly status: 'held' }
  | { readonly status: 'short'; readonly available: number }
  /** This user has no use of the coupon left. */
  | { readonly status: 'used_up' }
  /** The order has already released this hold. */
  | { readonly status: 'ended' }

/** An order calls stock through these methods. */
export interface StockTarget {
  hold(request: HoldRequest): Promise<HoldReply>
  /** Turns the hold into a sale. */
  commit(orderId: string, quantity: number): Promise<void>
  /** Ends the hold, also one that arrives later. */
  release(orderId: string): Promise<void>
  /**
   * Returns `quantity` units of a paid order that was cancelled; refunds may have put the others back before. `user` is
   * the user of a coupon, which is needed if the sale is no longer stored.
   */
  restock(orderId: string, quantity: number, user?: string): Promise<void>
  /** Deletes the user from this order's use of a coupon, because the user was erased. */
  forgetUser(orderId: string, user: string): Promise<void>
}

export type StockChange =
  /** `keepsHeld`: at least the held units stay on hand; without it a count below them is refused. */
  { readonly onHand: number; readonly keepsHeld?: true } | { readonly adjust: number }

export interface StockEdit {
  readonly change: StockChange
  readonly requestId: string
  readonly key: { readonly key: string; readonly hash: string } | null
  /** The expected version, or null for any. */
  readonly ifVersion: number | null
}

export type StockEditReply =
  /** `unchanged`: the count was equal to the units on hand. */
  | { readonly status: 'accepted' | 'replayed' | 'unchanged'; readonly stock: StockView }
  | {
      readonly status: 'refused'
      readonly code: 'units_held' | 'version_mismatch' | 'idempotency_key_reused' | 'unavailable'
      readonly detail: string
      readonly stock: StockView | null
    }

/** Units that one order holds; times in milliseconds since 1970. */
export interface HeldUnits {
  readonly orderId: string
  readonly quantity: number
  readonly at: number
  readonly until: number
}

export interface StockObject extends AggregateObject, StockTarget {
  /** The present stock, after reading the edits of other systems from the record. */
  view(): Promise<StockView>
  edit(edit: StockEdit): Promise<StockEditReply>
  /** Up to `limit` holds of orders whose ids come after this one, in order of id. */
  holds(limit: number, afterId: string): Promise<readonly HeldUnits[]>
  /** Only for coupons: whether a hold would be refused now, because no use is left in total or for this user. */
  isUsedUp(use: CouponUse): Promise<boolean>
}
