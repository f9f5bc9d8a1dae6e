/** The state machine of an order, as data. A transition that is not listed here is refused. */

/** `holding` and `refused` are never shown: an order is listed once its units are held. */
export const ORDER_STATUSES = [
  'holding',
  'refused',
  'pending_payment',
  'paid',
  'shipped',
  'delivered',
  'cancelled',
  'refund_pending',
  'refunded',
] as const
export type OrderStatus = (typeof ORDER_STATUSES)[number]

/** Statuses that no list shows. */
export const UNLISTED: OrderStatus[] = ['holding', 'refused']

export const FIRST_STATUS: OrderStatus = 'holding'

export const TRANSITIONS: { readonly [From in OrderStatus]: readonly OrderStatus[] } = {
  holding: ['pending_payment', 'refused'],
  refused: [],
  // Payment on delivery: shipped before it is paid.
  pending_payment: ['paid', 'cancelled', 'shipped'],
  paid: ['shipped', 'refund_pending'],
  shipped: ['delivered', 'refund_pending'],
  delivered: ['refund_pending'],
  cancelled: [],
  refund_pending: ['refunded'],
  refunded: [],
}

export function isAllowed(from: OrderStatus, to: OrderStatus): boolean {
  return TRANSITIONS[from].includes(to)
}

/** Whether shoppers and operators see it. */
export function isListed(status: OrderStatus): boolean {
  return !UNLISTED.includes(status)
}
