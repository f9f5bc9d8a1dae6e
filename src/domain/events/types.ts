/** The types of the public stream, as filters of endpoints name them. */
import type { OrderEvent } from '../order/outbox.ts'

export type EventType = OrderEvent

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
}

const FILTERS: ReadonlySet<string> = new Set([
  '*',
  ...Object.keys(TYPES).flatMap((type) => [type, `${type.split('.')[0]}.*`]),
])

/** A type, a group such as `order.*`, or `*`. */
export function isFilter(text: string): boolean {
  return FILTERS.has(text)
}
