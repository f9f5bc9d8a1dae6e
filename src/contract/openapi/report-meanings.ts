/** The meanings of findings and actions in reports, for the document and the commands; the worker does not carry them. */
import type { DifferenceKind } from '../../domain/ledger/difference.ts'
import type { Discrepancy } from '../../domain/reconciliation/judge.ts'
import type { Action } from '../../domain/report.ts'

export const DIFFERENCE_MEANINGS: { readonly [K in DifferenceKind]: string } = {
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
  order_shipped: 'More units of a line shipped than it has, or the order is shipped and units of it are not.',
  order_goods: 'The units of a line are not in the state that the order’s status requires.',
  order_money: 'Captured money minus refunded money does not match the order’s status.',
  order_overrefunded: 'The refunds exceed the captured money.',
  order_invoice: 'The order was paid, but has no invoice.',
  order_credit_note: 'A refund of the order has no credit note.',
  invoice_missing: 'The number of a document was left out, although a later one has been given.',
  payment_unknown: 'The payment provider does not know a payment that was captured.',
  payment_captured: 'The amount captured at the payment provider differs from the order.',
  payment_refunded: 'The amount refunded at the payment provider differs from the order.',
}

export const DISCREPANCY_MEANINGS: { readonly [K in Discrepancy]: string } = {
  l2_missing: 'L2 has no copy of a cart that was written in the last week.',
  l2_behind: 'L2 holds an older copy than the record.',
  l2_unreadable: 'The hash in L2 is not one whole copy.',
  l2_orphan: 'L2 holds a cart that neither its object nor the record has.',
  forked: 'L2 holds another history of the same position than the object and the record.',
  record_missing: 'The record has no copy of what the object holds.',
  record_behind: 'The record holds an older copy than the object or L2.',
  object_missing: 'The record holds a live copy or an erasure, and its object has nothing.',
  object_behind: 'A copy is ahead of its object, because the object was put back to an older state.',
  rows_lost: 'The object has given its rows away, and neither L2 nor the record holds them at its position.',
  end_overdue: 'The cart should have expired days ago.',
}

export const ACTION_MEANINGS: { readonly [A in Action]: string } = {
  none: 'Nothing was done; an operator decides.',
  put_l2: 'The record’s copy was written to L2, unless L2 held a newer one.',
  put_record: 'The copy in L2 was written to the record, unless the record held a newer one.',
  resend: 'The object was asked to send its state again.',
  drain: 'The object was asked to send its unconfirmed state now.',
  confirm: 'The object received the newer position, so it continues under a new epoch.',
  wake: 'The object was asked to continue from the record.',
  tend: 'The object was called, so that it restores its due times.',
}
