/** What a ledger check may find: something of a closed set of kinds, about one order, SKU, coupon or payment. */

/** By kind, what does not agree. */
export const DIFFERENCE_KINDS = {
  stock_missing: 'Orders hold or have sold units of a SKU that has no stock in the record.',
  stock_sum: 'The stock’s own units are not what it received less what it sold.',
  stock_held: 'The stock holds another number of units than the lines of orders do.',
  stock_sold: 'The stock has sold another number of units than the lines of orders have.',
  product_missing: 'The stock has units of a SKU that is no product any more.',
  product_units: 'The product counts another number of its stock’s own units (object_on_hand) than the stock.',
  product_held: 'The product counts another number of held units than the stock.',
  held_beyond_on_hand: 'More units are held than are on hand: others took away what was promised.',
  order_stuck:
    'The order has had something to do for longer than a day: stock, cart or payment provider do not answer.',
  order_unreadable: 'The order’s row cannot be read.',
  order_status: 'The column status is not the order’s own.',
  order_settling: 'The column settling is not what the order has still to do.',
  order_total: 'The column total_amount is not the order’s own.',
  order_captured: 'The column captured_amount is not the sum of the order’s payments.',
  order_refunded: 'The column refunded_amount is not the sum of the order’s refunds.',
  order_subtotal: 'The lines do not add up to the subtotal.',
  order_sum: 'Subtotal, discount, shipping and tax do not add up to the total.',
  order_goods: 'The units of a line are not where the order’s status wants them.',
  order_money: 'What was paid in less what went back is not what the order’s status says.',
  order_overrefunded: 'More went back than was paid in.',
  payment_unknown: 'The payment provider does not know a payment that was captured.',
  payment_captured: 'The payment provider has captured another amount than the order says.',
  payment_refunded: 'The payment provider has given back another amount than the order says.',
} as const

export type DifferenceKind = keyof typeof DIFFERENCE_KINDS

/** Units, or minor units of the currency; a word where it is no number; null for what is not there. */
export type Figure = number | string | null

export type Difference = {
  readonly kind: DifferenceKind
  /** `order:<id>`, `sku:<sku>`, `coupon:<code>` or `payment:<id>`. */
  readonly subject: string
  readonly expected: Figure
  readonly found: Figure
}

/** A comparison of two figures of one subject: empty when they are equal. */
export function compareWith(subject: string) {
  return (kind: DifferenceKind, expected: Figure, found: Figure): readonly Difference[] =>
    Object.is(expected, found) ? [] : [{ kind, subject, expected, found }]
}
