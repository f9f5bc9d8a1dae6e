/** What an event changes in a cart's rows. Pure; the only writer of their shape. */
import type { Change, RowsView } from '../rows.ts'
import { ITEMS, type Line, lineOf, REMOVED, SAVED } from './cart.ts'
import { CHECKOUT_KEYS, CHECKOUTS, type Checkout, type CheckoutKey, ORDERS, RETURNS } from './checkout-rows.ts'
import { COUPONS } from './coupons.ts'
import { DONE, MERGE, MERGES, type MergeDone, type MergeMark, type MergeOut, OUT } from './merge-rows.ts'

export type CartEvent =
  | { readonly type: 'line_set'; readonly sku: string; readonly line: Line }
  | { readonly type: 'line_removed'; readonly sku: string; readonly at: number; readonly restorable: boolean }
  | { readonly type: 'removal_forgotten'; readonly sku: string }
  | { readonly type: 'saved_set'; readonly sku: string; readonly line: Line }
  | { readonly type: 'saved_dropped'; readonly sku: string }
  | { readonly type: 'line_dropped'; readonly sku: string }
  | { readonly type: 'merge_begun'; readonly out: MergeOut }
  | { readonly type: 'merge_done'; readonly done: MergeDone }
  | { readonly type: 'guest_imported'; readonly guestId: string; readonly mark: MergeMark }
  | { readonly type: 'mark_forgotten'; readonly guestId: string }
  | { readonly type: 'checkout_set'; readonly orderId: string; readonly checkout: Checkout }
  | { readonly type: 'checkout_ended' | 'order_forgotten' | 'return_forgotten'; readonly orderId: string }
  | { readonly type: 'order_noted' | 'return_noted'; readonly orderId: string; readonly at: number }
  | { readonly type: 'key_used'; readonly key: string; readonly used: CheckoutKey }
  | { readonly type: 'key_freed'; readonly key: string }
  | { readonly type: 'coupon_set'; readonly code: string; readonly at: number }
  | { readonly type: 'coupon_dropped'; readonly code: string }

export function evolve(rows: RowsView, event: CartEvent): readonly Change[] {
  switch (event.type) {
    case 'line_set': {
      const { sku } = event
      const set: Change = { list: ITEMS, key: sku, value: event.line }
      return rows.get(REMOVED, sku) === undefined ? [set] : [set, { list: REMOVED, key: sku, value: null }]
    }
    case 'line_removed': {
      const { sku } = event
      const line = lineOf(rows, sku)
      const gone: Change = { list: ITEMS, key: sku, value: null }
      if (!line || !event.restorable) return [gone]
      return [gone, { list: REMOVED, key: sku, value: { ...line, removedAt: event.at } }]
    }
    case 'removal_forgotten':
      return [{ list: REMOVED, key: event.sku, value: null }]
    case 'saved_set':
      return [{ list: SAVED, key: event.sku, value: event.line }]
    case 'saved_dropped':
      return [{ list: SAVED, key: event.sku, value: null }]
    case 'line_dropped':
      return [{ list: ITEMS, key: event.sku, value: null }]
    case 'merge_begun':
      return [{ list: MERGE, key: OUT, value: event.out }]
    case 'merge_done':
      // What was moved is here no longer: it would live on in two places.
      return [
        ...[ITEMS, SAVED, REMOVED, COUPONS].flatMap((list) =>
          [...rows.entries(list)].map(([key]): Change => ({ list, key, value: null })),
        ),
        { list: MERGE, key: OUT, value: null },
        { list: MERGE, key: DONE, value: event.done },
      ]
    case 'guest_imported':
      return [{ list: MERGES, key: event.guestId, value: event.mark }]
    case 'mark_forgotten':
      return [{ list: MERGES, key: event.guestId, value: null }]
    case 'checkout_set':
      return [{ list: CHECKOUTS, key: event.orderId, value: event.checkout }]
    case 'checkout_ended':
      return [{ list: CHECKOUTS, key: event.orderId, value: null }]
    case 'order_noted':
      return [{ list: ORDERS, key: event.orderId, value: { at: event.at } }]
    case 'order_forgotten':
      return [{ list: ORDERS, key: event.orderId, value: null }]
    case 'return_noted':
      return [{ list: RETURNS, key: event.orderId, value: { at: event.at } }]
    case 'return_forgotten':
      return [{ list: RETURNS, key: event.orderId, value: null }]
    case 'key_used':
      return [{ list: CHECKOUT_KEYS, key: event.key, value: event.used }]
    case 'coupon_set':
      return [{ list: COUPONS, key: event.code, value: { at: event.at } }]
    case 'coupon_dropped':
      return [{ list: COUPONS, key: event.code, value: null }]
    case 'key_freed':
      return [{ list: CHECKOUT_KEYS, key: event.key, value: null }]
    default:
      return event satisfies never
  }
}
