/** The closed set of differences that a ledger check can report, each about one order, SKU, coupon or payment. */

import type { Figure } from '../report.ts'

export const DIFFERENCE_KINDS = [
  'stock_missing',
  'stock_sum',
  'stock_held',
  'stock_sold',
  'product_missing',
  'product_units',
  'product_held',
  'held_beyond_on_hand',
  'order_stuck',
  'order_unreadable',
  'order_status',
  'order_settling',
  'order_total',
  'order_captured',
  'order_refunded',
  'order_subtotal',
  'order_sum',
  'order_goods',
  'order_shipped',
  'order_money',
  'order_overrefunded',
  'order_invoice',
  'order_credit_note',
  'invoice_missing',
  'payment_unknown',
  'payment_captured',
  'payment_refunded',
] as const
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number]

export type Difference = {
  readonly kind: DifferenceKind
  /** `order:<id>`, `sku:<sku>`, `coupon:<code>`, `payment:<id>` or `invoice:<number>`. */
  readonly subject: string
  readonly expected: Figure
  readonly found: Figure
}

/** Returns a function that compares two figures of this subject; its result is empty if they are equal. */
export function compareWith(subject: string) {
  return (kind: DifferenceKind, expected: Figure, found: Figure): readonly Difference[] =>
    Object.is(expected, found) ? [] : [{ kind, subject, expected, found }]
}
