/**
 * The Worker calls a cart's object through this interface. A new Worker can meet an old object for some seconds of a
 * deploy: methods and shapes change compatibly.
 */
import type { ProductFacts } from '../../domain/cart/cart.ts'
import type { OrderStart } from '../../domain/cart/checkout-rows.ts'
import type { Watermark } from '../../domain/cart/clients.ts'
import type { CartRefusal } from '../../domain/cart/decision.ts'
import type { ForeignLine } from '../../domain/cart/foreign.ts'
import type { GuestLines, MergeRefusalCode } from '../../domain/cart/merge.ts'
import type { MergeReport, MergeStrategy } from '../../domain/cart/merge-rows.ts'
import type { AnyCartCommand } from '../../domain/cart/sequence.ts'
import type { CartState } from '../../domain/cart/state.ts'
import type { Stand } from '../../domain/copy.ts'
import type { Shortage } from '../../domain/order/goods.ts'
import type { Position } from '../../domain/position.ts'
import type { Change } from '../../domain/rows.ts'
import type { AggregateObject } from './aggregate.ts'
import type { CartReturns } from './order.ts'

/**
 * The rows that bring a caller's known cart up to date. They are all rows that shoppers see, or only those that one
 * write changed since the known state, or none when nothing changed.
 */
export interface CartRows extends Stand, Pick<CartState, 'hasOrdered' | 'inCheckout'> {
  readonly isWhole: boolean
  /** A null value means that the row was deleted. */
  readonly rows: readonly Change[]
  /** The size of all rows of the cart, as `storedBytes` counts them. */
  readonly bytes: number
}

/** A caller that sends no known state, like callers of earlier releases, gets the whole cart. */
export type CartUpdate = { readonly cart: CartState } | { readonly rows: CartRows }

export interface CartEnvelope {
  readonly requestId: string
  readonly key: { readonly key: string; readonly hash: string } | null
  readonly ifMatch: Position | null
}

export interface CartWrite extends CartEnvelope {
  readonly name: string
  readonly atomic: boolean
  readonly steps: readonly {
    readonly command: AnyCartCommand
    readonly key: { readonly key: string; readonly hash: string } | null
  }[]
  readonly products: ReadonlyMap<string, ProductFacts | null>
}

export interface ObjectRefusal {
  readonly code:
    | CartRefusal['code']
    | 'idempotency_key_reused'
    | 'version_mismatch'
    | 'nothing_to_undo'
    | 'erased'
    | 'cart_merged'
    | 'unavailable'
  readonly detail: string
  /** With `ambiguous_line`. */
  readonly lineIds?: readonly string[]
  /** With `sequence_gap`. */
  readonly expected?: number
}

export type CartStepResult =
  | { readonly status: 'accepted' | 'replayed' }
  /** Decided before; the code if it was refused then and the cart still remembers that. */
  | { readonly status: 'done'; readonly code: string | null }
  | { readonly status: 'refused'; readonly refusal: ObjectRefusal }

export type CartReadReply =
  | { readonly status: 'ok'; readonly cart: CartState }
  | { readonly status: 'refused'; readonly refusal: ObjectRefusal }

export type CartWriteReply =
  | {
      readonly status: 'accepted' | 'replayed'
      readonly results: readonly CartStepResult[]
      /** The lines that this write changed, by SKU if the SKU has one line, otherwise by id; also the coupon codes. */
      readonly changed: readonly string[]
      readonly cart: CartState
      /** The watermark of the client of the first step; absent when that step is not sequenced. */
      readonly client?: Watermark
    }
  | {
      readonly status: 'refused'
      readonly refusal: ObjectRefusal
      /** The index of the step that was refused; null when the write was refused before its first step. */
      readonly index: number | null
      /** The current state when the code is `version_mismatch`, otherwise null. */
      readonly cart: CartState | null
    }

export type CartReadUpdate = ({ readonly status: 'ok' } & CartUpdate) | (CartReadReply & { readonly status: 'refused' })

export type CartWriteUpdate =
  | (Omit<CartWriteReply & { readonly status: 'accepted' | 'replayed' }, 'cart'> & CartUpdate)
  | (CartWriteReply & { readonly status: 'refused' })

export type WatermarkReply =
  | { readonly status: 'ok'; readonly client: Watermark }
  | { readonly status: 'refused'; readonly refusal: ObjectRefusal }

export interface HistoryEntry {
  readonly version: number
  readonly kind: string
  readonly at: number
}

export type HistoryReply =
  | { readonly status: 'ok'; readonly entries: readonly HistoryEntry[] }
  | { readonly status: 'refused'; readonly refusal: ObjectRefusal }

export interface GuestMerge {
  readonly userId: string
  /** The first call decides the strategy; a repeat does not change it. */
  readonly strategy: MergeStrategy
  readonly requestId: string
}

export type MergeReply =
  | { readonly status: 'merged'; readonly report: MergeReport }
  /** The guest's cart is bound permanently, but the user's cart does not answer. The guest's cart retries by itself. */
  | { readonly status: 'pending' }
  | {
      readonly status: 'refused'
      readonly code: MergeRefusalCode | 'guest_already_merged' | 'erased' | 'unavailable'
    }

export interface GuestImport {
  readonly guestId: string
  readonly strategy: MergeStrategy
  readonly guest: GuestLines
  readonly requestId: string
}

/** A user's cart, as a guest's cart calls it. After a throw the call may or may not have been applied. */
export interface MergeTarget {
  admits(guestId: string): Promise<'admitted' | 'erased' | MergeRefusalCode>
  /** The report of the first import of this guest; `erased` when the cart was erased and takes nothing. */
  importGuest(guest: GuestImport): Promise<MergeReport | 'erased'>
  /**
   * Takes the lines and codes of a merged guest's order that failed. A repeated call changes nothing.
   * @param coupons absent when the caller runs an earlier release
   */
  takeBack(
    orderId: string,
    lines: readonly ForeignLine[],
    requestId: string,
    coupons?: readonly string[],
  ): Promise<void>
  /** Adds a placed order of a merged guest to the list of orders. Safe to repeat; an erased cart stores nothing. */
  noteOrder(orderId: string): Promise<void>
}

export interface CheckoutRequest {
  /** The id that the order gets if the key is new. */
  readonly orderId: string
  readonly key: string
  /** The hash of the request that the key identifies. */
  readonly hash: string
  /** Null in a repeat, because the object has already stored the key. */
  readonly start: OrderStart | null
}

export type CheckoutReply =
  /** The order is placed, by this call or by an earlier one with the same key. */
  | { readonly status: 'placed'; readonly orderId: string; readonly replayed: boolean }
  | { readonly status: 'short'; readonly shortages: readonly Shortage[]; readonly usedUp?: readonly string[] }
  /** The checkout continues by itself. A repeat with the same key returns its outcome. */
  | { readonly status: 'pending' }
  | {
      readonly status: 'refused'
      readonly code:
        | 'cart_changed'
        | 'checkout_in_progress'
        | 'too_many_open_orders'
        | 'idempotency_key_reused'
        | 'cart_merged'
        | 'erased'
        | 'unavailable'
      readonly detail: string
    }

/** The guests that were merged into a cart, and its orders: an erasure must reach them all. */
export interface Named {
  readonly guests: readonly string[]
  readonly orders: readonly string[]
}

/** The guests and orders that an erasure must still reach. */
export interface Left extends Named {
  /** Whether the cart is erased and every tier holds its tombstone. */
  readonly isConfirmed: boolean
}

export interface CartObject extends AggregateObject, MergeTarget, CartReturns {
  checkout(request: CheckoutRequest): Promise<CheckoutReply>
  /** The first call of a checkout: returns the cart, and whether the key was used before. */
  prepareCheckout(key: string): Promise<{ readonly isKnown: boolean; readonly reply: CartReadReply }>
  /** The newest orders, newest first. */
  orderIds(): Promise<readonly string[]>
  read(): Promise<CartReadReply>
  /**
   * @param isShown whether the caller can show the known state; the object then answers `unchanged` if it is current
   */
  read(known: Stand, isShown: boolean): Promise<CartReadUpdate | 'unchanged'>
  write(write: CartWrite & { readonly known: Stand }): Promise<CartWriteUpdate>
  write(write: CartWrite): Promise<CartWriteReply>
  undo(envelope: CartEnvelope, known: Stand): Promise<CartWriteUpdate>
  undo(envelope: CartEnvelope): Promise<CartWriteReply>
  history(after: number): Promise<HistoryReply>
  /** The number of the last operation of this client that was decided here. */
  watermark(clientId: string): Promise<WatermarkReply>
  /** Binds a guest's cart permanently to the user and hands its lines over. */
  merge(merge: GuestMerge): Promise<MergeReply>
  /**
   * Erases the cart, unless it names guests or orders that are not in `seen`: then it returns those and stays.
   * Never hydrates. Throws if the cart is evicted and the tiers do not answer.
   */
  eraseAfter(seen: Named): Promise<Left>
}
