/**
 * The Worker calls a cart's object through this interface. A new Worker can meet an old object for some seconds of a
 * deploy: methods and shapes change compatibly.
 */
import type { ProductFacts } from '../../domain/cart/cart.ts'
import type { OrderStart } from '../../domain/cart/checkout-rows.ts'
import type { CartCommand } from '../../domain/cart/decide.ts'
import type { CartRefusal } from '../../domain/cart/decision.ts'
import type { ForeignLine } from '../../domain/cart/foreign.ts'
import type { GuestLines, MergeRefusalCode } from '../../domain/cart/merge.ts'
import type { MergeReport, MergeStrategy } from '../../domain/cart/merge-rows.ts'
import type { CartState } from '../../domain/cart/state.ts'
import type { Stand } from '../../domain/copy.ts'
import type { Shortage } from '../../domain/order/goods.ts'
import type { Position } from '../../domain/position.ts'
import type { Change } from '../../domain/rows.ts'
import type { AggregateObject } from './aggregate.ts'
import type { CartReturns } from './order.ts'

/**
 * The object tells a caller that knows a cart the rows that shoppers see: all of them, or those that one write has
 * changed since the known state; none when nothing has changed.
 */
export interface CartRows extends Stand, Pick<CartState, 'hasOrdered' | 'inCheckout'> {
  readonly isWhole: boolean
  /** A null value: the row is gone. */
  readonly rows: readonly Change[]
  /** The size of all rows of the cart, as `storedBytes` counts them. */
  readonly bytes: number
}

/** The whole cart for a caller of an earlier release, which names no known state. */
export type CartTold = { readonly cart: CartState } | { readonly rows: CartRows }

export interface CartEnvelope {
  readonly requestId: string
  readonly key: { readonly key: string; readonly hash: string } | null
  readonly ifMatch: Position | null
}

export interface CartWrite extends CartEnvelope {
  readonly name: string
  readonly atomic: boolean
  readonly steps: readonly {
    readonly command: CartCommand
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
}

export type CartStepResult =
  | { readonly status: 'accepted' | 'replayed' }
  | { readonly status: 'refused'; readonly refusal: ObjectRefusal }

export type CartReadReply =
  | { readonly status: 'ok'; readonly cart: CartState }
  | { readonly status: 'refused'; readonly refusal: ObjectRefusal }

export type CartWriteReply =
  | {
      readonly status: 'accepted' | 'replayed'
      readonly results: readonly CartStepResult[]
      /** The lines that were written now, by SKU where that names one line, else by id; or codes of coupons. */
      readonly changed: readonly string[]
      readonly cart: CartState
    }
  | {
      readonly status: 'refused'
      readonly refusal: ObjectRefusal
      /** Which step refused; null when the write was refused before any. */
      readonly index: number | null
      /** The present state, when the caller had expected another. */
      readonly cart: CartState | null
    }

export type CartReadTold = ({ readonly status: 'ok' } & CartTold) | (CartReadReply & { readonly status: 'refused' })

export type CartWriteTold =
  | (Omit<CartWriteReply & { readonly status: 'accepted' | 'replayed' }, 'cart'> & CartTold)
  | (CartWriteReply & { readonly status: 'refused' })

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
  /** Bound for ever, but the user's cart does not answer: the guest's cart goes on trying. */
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

/** A user's cart, as a guest's cart calls it. A throw means that nothing is known. */
export interface MergeTarget {
  admits(guestId: string): Promise<'admitted' | 'erased' | MergeRefusalCode>
  /** The report of the first import of this guest; `erased` when the cart was erased and takes nothing. */
  importGuest(guest: GuestImport): Promise<MergeReport | 'erased'>
  /**
   * Takes lines and codes of a merged guest's order that came to nothing, once.
   * @param coupons an object of an earlier release sends none
   */
  takeBack(
    orderId: string,
    lines: readonly ForeignLine[],
    requestId: string,
    coupons?: readonly string[],
  ): Promise<void>
  /** Lists an order of a merged guest that stands. Harmless to repeat; an erased cart only acknowledges. */
  noteOrder(orderId: string): Promise<void>
}

export interface CheckoutRequest {
  /** The id that the order gets if the key is new. */
  readonly orderId: string
  readonly key: string
  /** The hash of the request that the key stands for. */
  readonly hash: string
  /** Null in a repeat, because its key is known. */
  readonly start: OrderStart | null
}

export type CheckoutReply =
  /** The order stands, by this call or by an earlier one with the same key. */
  | { readonly status: 'placed'; readonly orderId: string; readonly replayed: boolean }
  | { readonly status: 'short'; readonly shortages: readonly Shortage[]; readonly usedUp?: readonly string[] }
  /** It goes on by itself; the same key will find out. */
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
  /** The cart is erased, and every tier holds its tombstone. */
  readonly isConfirmed: boolean
}

export interface CartObject extends AggregateObject, MergeTarget, CartReturns {
  checkout(request: CheckoutRequest): Promise<CheckoutReply>
  /** A checkout begins with this call: it answers whether the key was used before, and the cart. */
  prepareCheckout(key: string): Promise<{ readonly isKnown: boolean; readonly reply: CartReadReply }>
  /** The newest orders, the newest first. */
  orderIds(): Promise<readonly string[]>
  read(): Promise<CartReadReply>
  /** @param isShown the caller can show the known state: a cart that still stands there answers with one word */
  read(known: Stand, isShown: boolean): Promise<CartReadTold | 'unchanged'>
  write(write: CartWrite & { readonly known: Stand }): Promise<CartWriteTold>
  write(write: CartWrite): Promise<CartWriteReply>
  undo(envelope: CartEnvelope, known: Stand): Promise<CartWriteTold>
  undo(envelope: CartEnvelope): Promise<CartWriteReply>
  history(after: number): Promise<HistoryReply>
  /** Binds a guest's cart to the user for ever and hands its lines over. */
  merge(merge: GuestMerge): Promise<MergeReply>
  /**
   * Erases it, unless it names guests or orders besides those that were seen to: then it answers these, and stays.
   * Never hydrates; throws when it sleeps and the tiers do not answer.
   */
  eraseAfter(seen: Named): Promise<Left>
}
