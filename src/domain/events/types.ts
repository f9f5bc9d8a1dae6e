/** The types of the public stream, as filters of endpoints name them. */
import type { AccountEvent } from '../account/outbox.ts'
import type { AlertEvent } from '../alerts/state.ts'
import type { EditEvent } from '../catalogue/edit-events.ts'
import type { OrderEvent } from '../order/outbox.ts'
import type { StockEvent } from '../stock/outbox.ts'

export type EventType = OrderEvent | StockEvent | EditEvent | AccountEvent | AlertEvent | 'cart.abandoned'

/** The compiler refuses a type that is missing here. */
const TYPES: { readonly [Type in EventType]: true } = {
  'order.placed': true,
  'order.paid': true,
  'order.payment_failed': true,
  'order.shipped': true,
  'order.delivered': true,
  'order.cancelled': true,
  'order.refunded': true,
  'shipment.shipped': true,
  'shipment.delivered': true,
  'stock.low': true,
  'stock.out': true,
  'stock.back': true,
  'product.updated': true,
  'price_rule.updated': true,
  'account.created': true,
  'account.erased': true,
  'cart.abandoned': true,
  'alert.fired': true,
  'alert.resolved': true,
  'order.edited': true,
  'return.requested': true,
  'return.approved': true,
  'return.refused': true,
  'return.received': true,
  'return.refunded': true,
}

const FILTERS: ReadonlySet<string> = new Set([
  '*',
  ...Object.keys(TYPES).flatMap((type) => [type, `${type.split('.')[0]}.*`]),
])

/** A type, a group such as `order.*`, or `*`. */
export function isFilter(text: string): boolean {
  return FILTERS.has(text)
}
