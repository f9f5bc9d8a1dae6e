/**
 * The Worker and other objects call an order's object through this interface. A throw means that the outcome is
 * unknown; every call may be repeated. A new Worker can meet an old object for some seconds of a deploy: methods and
 * shapes change compatibly.
 */
import type { Shortage } from '../../domain/order/goods.ts'
import type { AddNote, Note } from '../../domain/order/notes.ts'
import type {
  Contact,
  LineGoods,
  OrderLine,
  OrderTotals,
  Payment,
  Quote,
  Refund,
  Shipment,
  Transition,
} from '../../domain/order/order.ts'
import type { RefundWish } from '../../domain/order/refund.ts'
import type { OrderStatus } from '../../domain/order/transitions.ts'
import type { Position } from '../../domain/position.ts'
import type { PricedShipping } from '../../domain/pricing/priced.ts'
import type { PaymentEvent } from '../payment.ts'
import type { AggregateObject } from './aggregate.ts'

export interface OrderView extends Position {
  readonly id: string
  /** Null when that person was erased. */
  readonly owner: string | null
  readonly status: OrderStatus
  readonly currency: string
  readonly totals: OrderTotals
  readonly shippingOption: string
  readonly shipping: PricedShipping | null
  readonly couponCodes: readonly string[]
  readonly lines: readonly (readonly [sku: string, line: OrderLine])[]
  readonly contact: Contact | null
  readonly history: readonly Transition[]
  readonly payments: readonly (readonly [id: string, payment: Payment])[]
  readonly refunds: readonly (readonly [id: string, refund: Refund])[]
  readonly shipment: Shipment | null
  readonly createdAt: number
  readonly expiresAt: number
  readonly updatedAt: number
}

export interface StartOrder {
  readonly owner: string
  readonly quote: Quote
  readonly contact: Contact
  readonly requestId: string
}

export type StartReply =
  | { readonly status: 'placed' }
  /** It never stood: nothing is held, and a late start does not revive it. */
  | {
      readonly status: 'refused'
      readonly shortages: readonly Shortage[]
      /** Coupons that were used as often as they may be. */
      readonly usedUp?: readonly string[]
    }

/** The acts of shoppers and operators on an order; `by` names the person. */
export type OrderAct =
  | { readonly type: 'cancel'; readonly by: string }
  | { readonly type: 'ship'; readonly carrier: string; readonly trackingNumber: string; readonly by: string }
  | { readonly type: 'deliver'; readonly by: string }
  | AddNote
  /** All that is left, minor units, or what units of some lines are worth. */
  | ({ readonly type: 'refund' } & RefundWish)

export interface OrderEnvelope {
  readonly requestId: string
  readonly key: { readonly key: string; readonly hash: string } | null
  /** Where the caller saw it; the present epoch when it does not say. Null when it does not mind. */
  readonly ifMatch: { readonly epoch: number | null; readonly version: number } | null
  /** The shopper who asks, when it is one: the order may have no owner by then. */
  readonly owner?: string
}

export type OrderReply =
  | { readonly status: 'accepted' | 'replayed'; readonly order: OrderView }
  | {
      readonly status: 'refused'
      readonly code:
        | 'not_found'
        | 'illegal_transition'
        | 'ambiguous_line'
        | 'refund_limit'
        | 'note_limit'
        | 'version_mismatch'
        | 'idempotency_key_reused'
        | 'erased'
      readonly detail: string
      /** With `ambiguous_line`. */
      readonly lineIds?: readonly string[]
      readonly order: OrderView | null
    }

export interface PayOrder {
  readonly provider: string
  readonly returnUrl: string | null
  readonly requestId: string
  /** The shopper who asks: the order may have no owner by then. */
  readonly owner?: string
}

export type PayReply =
  | {
      readonly status: 'open'
      readonly paymentId: string
      /** A path of this host, or a URL of the provider's. */
      readonly redirectUrl: string
    }
  | { readonly status: 'refused'; readonly code: 'not_found' | 'illegal_transition'; readonly detail: string }

/** A cart, as it begins an order. */
export interface OrderStarter {
  start(request: StartOrder): Promise<StartReply>
}

/** The state that the units should have. `none`: there is no such order or line, and never will be. */
export type GoodsReply =
  | { readonly goods: 'none' }
  | {
      readonly goods: Exclude<LineGoods, 'wanted' | 'short'>
      readonly until: number
      /** The state that the stock has confirmed to the order; an order of the previous version does not say. */
      readonly told?: LineGoods
      /** With `restocked`: units that come back; all, where an order of the previous version does not say. */
      readonly left?: number
    }

/** Stock, as it asks about a hold whose time is over. */
export interface HoldKeeper {
  goodsOf(sku: string): Promise<GoodsReply>
}

export interface OrderObject extends AggregateObject, OrderStarter, HoldKeeper {
  /** Null when no such order was ever placed. */
  view(): Promise<OrderView | null>
  act(act: OrderAct, envelope: OrderEnvelope): Promise<OrderReply>
  /** The operators' notes, the oldest first; null when no such order was ever placed. Never shown to the shopper. */
  notes(): Promise<readonly (readonly [id: string, note: Note])[] | null>
  /** Opens a payment at the provider, or answers the one that is open. */
  pay(request: PayOrder): Promise<PayReply>
  /**
   * Takes a provider's event, already verified. Harmless to repeat. `unknown`: the order has no such payment or refund
   * at this provider. A worker of the previous version does not name the provider.
   */
  paymentEvent(event: PaymentEvent, requestId: string, provider?: string): Promise<'taken' | 'unknown'>
  /** Its owner's guest cart went into this user's. */
  follow(owner: string): Promise<void>
  /**
   * Amounts, SKUs and times stay; everything personal goes, in every tier. An order that has not begun never will.
   * @returns whether every tier has let go of it
   */
  forgetPerson(): Promise<boolean>
}

/** The shopper's cart, as an order calls it. Both are harmless to repeat. */
export interface CartReturns {
  /** The order is paid: the cart forgets the lines. */
  checkoutSold(orderId: string): Promise<void>
  /** The order came to nothing: the lines are in the cart again, or in the cart of the user that it was merged into. */
  giveBack(orderId: string): Promise<void>
}
