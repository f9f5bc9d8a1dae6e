/** The events of a cart: a decision makes them, and `evolve` turns them into changed rows. */
import type { Line } from './cart.ts'
import type { Checkout, CheckoutKey } from './checkout-rows.ts'
import type { KnownClient } from './clients.ts'
import type { MergeDone, MergeMark, MergeOut } from './merge-rows.ts'

/** Changes by commands on lines. */
export type LineEvent =
  | { readonly type: 'line_set' | 'saved_set'; readonly line: Line }
  | { readonly type: 'line_removed'; readonly lineId: string; readonly at: number; readonly restorable: boolean }
  | { readonly type: 'line_dropped' | 'saved_dropped' | 'removal_forgotten'; readonly lineId: string }

export type CartEvent =
  | LineEvent
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
  | {
      readonly type: 'operation_decided'
      readonly client: string
      readonly seq: number
      readonly at: number
      /** The code of the refusal, or null when it was applied. */
      readonly refused: string | null
    }
  | { readonly type: 'clients_joined'; readonly clients: readonly KnownClient[] }
