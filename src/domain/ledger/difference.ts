/** The closed set of differences that a ledger check can report, each about one order, SKU, coupon or payment. */

import type { Figure } from '../report.ts'

/** The meaning of each kind, for the OpenAPI document. */
export const DIFFERENCE_KINDS = {
  stock_missing: 'Orders hold or have sold units of a SKU that has no stock in the record.',
  stock_sum: 'The stock’s own units differ from the units received minus the units sold.',
  stock_held: 'The number of units held by the stock differs from the number held by the lines of orders.',
  stock_sold: 'The number of units sold by the stock differs from the number sold by the lines of orders.',
  product_missing: 'The stock has units of a SKU that is no longer a product.',
  product_units: 'The product’s count of the stock’s own units (object_on_hand) differs from the stock.',
  product_held: 'The product’s count of held units differs from the stock.',
  held_beyond_on_hand: 'More units are held than are on hand, because another system removed held units.',
  order_stuck:
    'The order has had an unfinished duty for more than a day, because the stock, cart or payment provider does not answer.',
  order_unreadable: 'The order’s row cannot be read.',
  order_status: 'The column status differs from the status of the order.',
  order_settling: 'The column settling differs from the unfinished duties of the order.',
  order_total: 'The column total_amount differs from the total of the order.',
  order_captured: 'The column captured_amount differs from the sum of the order’s payments.',
  order_refunded: 'The column refunded_amount differs from the sum of the order’s refunds.',
  order_subtotal: 'The lines do not add up to the subtotal.',
  order_sum: 'Subtotal, discount, shipping and tax do not add up to the total.',
  order_goods: 'The units of a line are not in the state that the order’s status requires.',
  order_money: 'Captured money minus refunded money does not match the order’s status.',
  order_overrefunded: 'The refunds exceed the captured money.',
  payment_unknown: 'The payment provider does not know a payment that was captured.',
  payment_captured: 'The amount captured at the payment provider differs from the order.',
  payment_refunded: 'The amount refunded at the payment provider differs from the order.',
} as const

export type DifferenceKind = keyof typeof DIFFERENCE_KINDS

export type Difference = {
  readonly kind: DifferenceKind
  /** `order:<id>`, `sku:<sku>`, `coupon:<code>` or `payment:<id>`. */
  readonly subject: string
  readonly expected: Figure
  readonly found: Figure
}

/** Returns a function that compares two figures of this subject; its result is empty if they are equal. */
export function compareWith(subject: string) {
  return (kind: DifferenceKind, expected: Figure, found: Figure): readonly Difference[] =>
    Object.is(expected, found) ? [] : [{ kind, subject, expected, found }]
}
