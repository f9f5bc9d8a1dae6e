/** `evolve` turns an event of a cart into changed rows. Pure; no other code writes rows of a cart. */
import type { Change, RowsView } from '../rows.ts'
import { ITEMS, REMOVED, SAVED } from './cart.ts'
import { CHECKOUT_KEYS, CHECKOUTS, ORDERS, RETURNS } from './checkout-rows.ts'
import { ALL, afterOperation, CLIENTS, knownClients, together } from './clients.ts'
import { COUPONS } from './coupons.ts'
import type { CartEvent } from './events.ts'
import { evolveLine } from './evolve-line.ts'
import { DONE, MERGE, MERGES, OUT } from './merge-rows.ts'

export function evolve(rows: RowsView, event: CartEvent): readonly Change[] {
  switch (event.type) {
    case 'line_set':
    case 'line_removed':
    case 'removal_forgotten':
    case 'saved_set':
    case 'saved_dropped':
    case 'line_dropped':
      return evolveLine(rows, event)
    case 'merge_begun':
      return [{ list: MERGE, key: OUT, value: event.out }]
    case 'merge_done':
      // The guest's cart drops the moved lines, codes and clients, because they would otherwise exist in two carts.
      return [
        ...[ITEMS, SAVED, REMOVED, COUPONS, CLIENTS].flatMap((list) =>
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
    case 'operation_decided': {
      const { client: id, seq, at, refused } = event
      const clients = afterOperation(knownClients(rows), { id, seq, at, refused })
      return [{ list: CLIENTS, key: ALL, value: clients }]
    }
    case 'clients_joined':
      return [{ list: CLIENTS, key: ALL, value: together(knownClients(rows), event.clients) }]
    default:
      return event satisfies never
  }
}
