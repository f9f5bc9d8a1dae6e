/**
 * The Worker and other objects call an order's object through this interface. A throw means that the outcome is
 * unknown; every call may be repeated. A new Worker can meet an old object for some seconds of a deploy: methods and
 * shapes change compatibly.
 */
import type { OrderDocument } from '../../domain/order/documents.ts'
import type { EditCommand } from '../../domain/order/edit.ts'
import type { Shortage } from '../../domain/order/goods.ts'
import type { ManualCommand } from '../../domain/order/manual-payment.ts'
import type { AddNote, Note } from '../../domain/order/notes.ts'
import type {
  Contact,
  LineGoods,
  OrderLine,
  OrderTotals,
  Payment,
  Quote,
  Refund,
  Transition,
} from '../../domain/order/order.ts'
import type { RefundWish } from '../../domain/order/refund.ts'
import type { Return } from '../../domain/order/return.ts'
import type { ReturnCommand } from '../../domain/order/returns.ts'
import type { Shipment } from '../../domain/order/shipment.ts'
import type { ShippingCommand } from '../../domain/order/shipping.ts'
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
  /** Oldest first; an object of the previous version has none. */
  readonly returns?: readonly (readonly [id: string, its: Return])[]
  /** By number; an object of the previous version has none. */
  readonly shipments?: readonly (readonly [number: number, shipment: Shipment])[]
  /** Numbers of the invoice and the credit notes, by the id of the order or of the refund. */
  readonly documents: readonly (readonly [key: string, document: OrderDocument])[]
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
  /** The order was not placed: it holds nothing, and a late start does not revive it. */
  | {
      readonly status: 'refused'
      readonly shortages: readonly Shortage[]
      /** Coupons without a use left. */
      readonly usedUp?: readonly string[]
    }

/** The acts of shoppers and operators on an order; `by` names the person. */
export type OrderAct =
  | { readonly type: 'cancel'; readonly by: string }
  | ShippingCommand
  | ReturnCommand
  | EditCommand
  | AddNote
  | ManualCommand
  /** Refunds the whole rest, an amount in minor units, or the worth of units of some lines. */
  | ({ readonly type: 'refund' } & RefundWish)

export interface OrderEnvelope {
  readonly requestId: string
  readonly key: { readonly key: string; readonly hash: string } | null
  /** The position that the caller has seen; a null epoch means the present one. Null accepts any position. */
  readonly ifMatch: { readonly epoch: number | null; readonly version: number } | null
  /** The calling shopper, if a shopper calls; the order may have lost its owner in the meantime. */
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
        | 'unknown_payment'
        | 'unknown_part'
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
  /** The calling shopper; the order may have lost its owner in the meantime. */
  readonly owner?: string
}

export type PayReply =
  | {
      readonly status: 'open'
      readonly paymentId: string
      /** A path of this host, or a URL of the provider. */
      readonly redirectUrl: string
    }
  | { readonly status: 'refused'; readonly code: 'not_found' | 'illegal_transition'; readonly detail: string }

/** The method by which a cart begins an order. */
export interface OrderStarter {
  start(request: StartOrder): Promise<StartReply>
}

/** The state that the units should have. `none`: the order or line does not exist and never will. */
export type GoodsReply =
  | { readonly goods: 'none' }
  | {
      readonly goods: Exclude<LineGoods, 'wanted' | 'short'>
      readonly until: number
      /** The state that the stock has confirmed to the order; an order of the previous version does not say. */
      readonly told?: LineGoods
      /**
       * With `restocked`: the units that are returned; absent from an order of the previous version, which returns all.
       */
      readonly left?: number
    }

/** The method by which a stock asks about an overdue hold. */
export interface HoldKeeper {
  goodsOf(sku: string): Promise<GoodsReply>
}

export interface OrderObject extends AggregateObject, OrderStarter, HoldKeeper {
  /** Null if the order was never placed. */
  view(): Promise<OrderView | null>
  act(act: OrderAct, envelope: OrderEnvelope): Promise<OrderReply>
  /** The operators' notes, oldest first; null if the order was never placed. Never show them to the shopper. */
  notes(): Promise<readonly (readonly [id: string, note: Note])[] | null>
  /** Opens a payment at the provider, or returns the open one. */
  pay(request: PayOrder): Promise<PayReply>
  /**
   * Applies a verified event of a provider. Idempotent. `unknown`: the order does not have this payment or refund at
   * this provider. A worker of the previous version does not name the provider.
   */
  paymentEvent(event: PaymentEvent, requestId: string, provider?: string): Promise<'taken' | 'unknown'>
  /** Makes this user the owner, because the guest who owned the order has signed in. */
  follow(owner: string): Promise<void>
  /** Numbers the documents that a paid order lacks. Null if the order was never placed. */
  issueDocuments(requestId: string): Promise<OrderView | null>
  /**
   * Deletes everything personal in every tier; amounts, SKUs and times stay. An order that has not begun never will.
   * @returns whether every tier has deleted it
   */
  forgetPerson(): Promise<boolean>
}

/** The shopper's cart, as an order calls it. Both methods are idempotent. */
export interface CartReturns {
  /** The order is paid: the cart deletes the lines. */
  checkoutSold(orderId: string): Promise<void>
  /** The order failed: the lines return to the cart, or to the cart of the user into which it was merged. */
  giveBack(orderId: string): Promise<void>
}
