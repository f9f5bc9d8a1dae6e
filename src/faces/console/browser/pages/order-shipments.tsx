/** The shipments of an order with their units, and the delivery of each. */
import { useSignal } from '@preact/signals'
import { isAdmin } from '../core/api.ts'
import { count, fullMoment, texts } from '../core/reader.ts'
import { ORDERS } from '../texts/orders.ts'
import { SHIPPING } from '../texts/shipping.ts'
import type { OrderProps } from './refund-dialog.tsx'
import { DeliverDialog } from './ship-dialog.tsx'

export function OrderShipments(props: OrderProps) {
  const [t, s] = [texts(ORDERS), texts(SHIPPING)]
  const asked = useSignal<number | null>(null)
  const { shipments, lines, status } = props.order
  if (shipments.length === 0) return null
  const titleOf = (lineId: string) => lines.find((line) => line.lineId === lineId)?.title ?? lineId
  // The act of the order delivers its only shipment.
  const mayArrive = isAdmin() && (status === 'paid' || (status === 'shipped' && shipments.length > 1))
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{s.shipments}</h2>
      </div>
      <dl class="facts">
        {shipments.map(({ number, carrier, trackingNumber, shippedAt, deliveredAt, lines: units }) => (
          <>
            <dt>
              {s.shipment} {number}
            </dt>
            <dd>
              {carrier} {trackingNumber} · {fullMoment(shippedAt)}
              {deliveredAt && ` · ${t.step.delivered} ${fullMoment(deliveredAt)}`}
              <small class="block">
                {units.map(({ lineId, quantity }) => `${count(quantity)} × ${titleOf(lineId)}`).join(' · ')}
              </small>
              {mayArrive && !deliveredAt && (
                <button type="button" class="link" onClick={() => (asked.value = number)}>
                  {t.deliver}
                </button>
              )}
            </dd>
          </>
        ))}
      </dl>
      {asked.value !== null && <DeliverDialog {...props} shipment={asked.value} onClose={() => (asked.value = null)} />}
    </section>
  )
}
