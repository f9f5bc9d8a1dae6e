/** Defines the cart's rows of a checkout: lines on their way to an order, used idempotency keys and newest orders. */
import type { Contact, Quote } from '../order/order.ts'
import type { RowsView } from '../rows.ts'
import type { LineEntry } from './cart.ts'

/** By order id, until the order has sold or returned the lines. */
export const CHECKOUTS = 'checkouts'
/** By Idempotency-Key, for a day: the order that it stands for. */
export const CHECKOUT_KEYS = 'checkoutKeys'
/** By order id: the shopper's newest orders. */
export const ORDERS = 'orders'
/** By order id: orders of a merged guest whose lines were returned to this cart. */
export const RETURNS = 'returns'

/** The order is created from this; the cart keeps it until the order has answered. */
export type OrderStart = {
  readonly quote: Quote
  readonly contact: Contact
  readonly requestId: string
}

export type Checkout = {
  readonly at: number
  readonly key: string
  readonly lines: readonly LineEntry[]
  /** Codes that left the cart with the lines. */
  readonly coupons?: readonly string[]
  /** Null after the order was placed. */
  readonly start: OrderStart | null
}

export type CheckoutKey = { readonly orderId: string; readonly hash: string; readonly at: number }

export function checkoutOf(rows: RowsView, orderId: string): Checkout | undefined {
  // Only `evolve` writes these rows.
  return rows.get(CHECKOUTS, orderId) as Checkout | undefined
}

export function checkouts(rows: RowsView): readonly (readonly [orderId: string, checkout: Checkout])[] {
  return [...(rows.entries(CHECKOUTS) as Iterable<readonly [string, Checkout]>)].sort(([, a], [, b]) => a.at - b.at)
}

/** The lines of a checkout, as the cart shows them. */
export function linesAway([orderId, { lines }]: readonly [orderId: string, checkout: Checkout]) {
  const skus = [...new Set(lines.map(([sku]) => sku))]
  return { orderId, skus, lineIds: lines.map(([, { lineId }]) => lineId) }
}

/** The checkout whose order has not answered yet; at most one at a time. */
export function startingCheckout(rows: RowsView): readonly [orderId: string, checkout: Checkout] | undefined {
  return checkouts(rows).find(([, { start }]) => start !== null)
}

export function checkoutKeyOf(rows: RowsView, key: string): CheckoutKey | undefined {
  return rows.get(CHECKOUT_KEYS, key) as CheckoutKey | undefined
}

export function checkoutKeys(rows: RowsView): readonly (readonly [key: string, used: CheckoutKey])[] {
  return [...(rows.entries(CHECKOUT_KEYS) as Iterable<readonly [string, CheckoutKey]>)]
}

export type OrderNote = readonly [orderId: string, note: { readonly at: number }]

/** The newest first. */
export function orderNotes(rows: RowsView): readonly OrderNote[] {
  return [...(rows.entries(ORDERS) as Iterable<OrderNote>)].sort(([, a], [, b]) => b.at - a.at)
}

/** The newest first. */
export function orderIds(rows: RowsView): readonly string[] {
  return orderNotes(rows).map(([orderId]) => orderId)
}

/** Every order in the cart's rows, including one that has not answered yet. */
export function knownOrders(rows: RowsView): readonly string[] {
  return [...new Set([...checkouts(rows).map(([orderId]) => orderId), ...orderIds(rows)])]
}

export function returns(rows: RowsView): readonly (readonly [orderId: string, mark: { readonly at: number }])[] {
  return [...(rows.entries(RETURNS) as Iterable<readonly [string, { readonly at: number }]>)]
}
