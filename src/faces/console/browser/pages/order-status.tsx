/** The status of an order as a chip: saffron where somebody must act, green where the order went its way. */
import type { Order } from '../../../../../client/src/api.ts'
import { texts } from '../core/reader.ts'
import { ORDERS } from '../texts/orders.ts'

const TONES: { readonly [Status in Order['status']]: string } = {
  pending_payment: '',
  paid: 'now',
  shipped: 'good',
  delivered: 'good',
  cancelled: 'past',
  refund_pending: '',
  refunded: 'past',
}

export function OrderStatus({ order: { status, payment, fulfillment } }: { order: Order }) {
  const t = texts(ORDERS)
  const isPartly = payment.refunded.amount > 0 && status !== 'refunded'
  const isPart = status === 'paid' && fulfillment === 'partly_shipped'
  return (
    <span class={`chip ${TONES[status]}`}>
      {isPartly ? t.partlyRefunded : isPart ? t.partlyShipped : t.statuses[status]}
    </span>
  )
}
