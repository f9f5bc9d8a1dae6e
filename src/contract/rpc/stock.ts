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
  /** From then on the order is asked whether it still stands; milliseconds since 1970. */
  readonly until: number
  /** Present for a coupon, whose units are its uses: the limits in all and for one user, null for any number. */
  readonly use?: { readonly user: string; readonly limit: number | null; readonly perUser: number | null }
}

/** A use of a coupon that has a limit, as it would be held. */
export type CouponUse = NonNullable<HoldRequest['use']>

export type HoldReply =
  | { readonly status: 'held' }
  | { readonly status: 'short'; readonly available: number }
  /** The user has used the coupon as often as one may. */
  | { readonly status: 'used_up' }
  /** The order let go of it before. */
  | { readonly status: 'ended' }

/** An order calls stock through these methods. */
export interface StockTarget {
  hold(request: HoldRequest): Promise<HoldReply>
  /** Sells what is held. */
  commit(orderId: string, quantity: number): Promise<void>
  /** Lets go of what is held, also of a hold that comes later. */
  release(orderId: string): Promise<void>
  /**
   * Units of a paid order that was cancelled are there again: `quantity` of them, since refunds may have put others back
   * before. `user` is whose use of a coupon it was, for when the sale is no longer remembered.
   */
  restock(orderId: string, quantity: number, user?: string): Promise<void>
  /** The user of this order was erased; coupons only. */
  forgetUser(orderId: string, user: string): Promise<void>
}

export type StockChange =
  /** `keepsHeld`: units that orders hold stay on hand beside it; without it a count below them is refused. */
  { readonly onHand: number; readonly keepsHeld?: true } | { readonly adjust: number }

export interface StockEdit {
  readonly change: StockChange
  readonly requestId: string
  readonly key: { readonly key: string; readonly hash: string } | null
  /** Bare version, or null when it does not matter. */
  readonly ifVersion: number | null
}

export type StockEditReply =
  /** `unchanged`: so many units were there already. */
  | { readonly status: 'accepted' | 'replayed' | 'unchanged'; readonly stock: StockView }
  | {
      readonly status: 'refused'
      readonly code: 'units_held' | 'version_mismatch' | 'idempotency_key_reused' | 'unavailable'
      readonly detail: string
      readonly stock: StockView | null
    }

export interface StockObject extends AggregateObject, StockTarget {
  /** As it is, with what other systems edited in the record read anew. */
  view(): Promise<StockView>
  edit(edit: StockEdit): Promise<StockEditReply>
  /** Coupons only: whether a hold would be refused now because all uses, or all of this user's, are taken. */
  isUsedUp(use: CouponUse): Promise<boolean>
}
