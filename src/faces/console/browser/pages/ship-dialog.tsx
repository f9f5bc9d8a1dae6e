/** Shipping all that is left of an order or units of its lines, and the delivery of the order or of one shipment. */
import { useSignal } from '@preact/signals'
import { call, once } from '../core/api.ts'
import { texts } from '../core/reader.ts'
import { done } from '../core/results.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'
import { FRAME } from '../texts/frame.ts'
import { ORDERS } from '../texts/orders.ts'
import { SHIPPING } from '../texts/shipping.ts'
import { chosenIn, LineUnits, type Units } from './line-units.tsx'
import type { OrderProps } from './refund-dialog.tsx'

type DialogProps = OrderProps & { readonly onClose: () => void }

export function ShipDialog({ order, etag, onClose }: DialogProps) {
  const [t, s] = [texts(ORDERS), texts(SHIPPING)]
  const { required } = texts(FRAME)
  const { id, number, status, unshipped } = order
  const isUnpaid = status === 'pending_payment'
  const carrier = useSignal('')
  const trackingNumber = useSignal('')
  const units = useSignal<Units>(Object.fromEntries(unshipped.map(({ lineId, quantity }) => [lineId, quantity])))
  const isTried = useSignal(false)
  const key = useSignal(once())
  const parcel = { carrier: carrier.value.trim(), trackingNumber: trackingNumber.value.trim() }
  const faultOf = (value: string) => (isTried.value && value === '' ? required : undefined)
  const lines = chosenIn(units.value)
  const isAll = unshipped.every(({ lineId, quantity }) => units.value[lineId] === quantity)
  const act = async () => {
    isTried.value = true
    if (parcel.carrier === '' || parcel.trackingNumber === '') return false
    const body = { ...parcel, ...(!isAll && { lines }), ...(isUnpaid && { unpaid: true }) }
    await call('POST /v1/admin/orders/{id}/ship', { path: { id }, header: { ...key.value, 'If-Match': etag }, body })
    done(isAll ? s.shipped(number) : s.partShipped(number))
  }
  const isPart = !isUnpaid && (unshipped.length > 1 || unshipped.some(({ quantity }) => quantity > 1))
  return (
    <Dialog
      title={s.shipTitle(number)}
      keep={t.notYet}
      isBlocked={lines.length === 0}
      isWide={isPart}
      onAct={act}
      onClose={onClose}
    >
      {isUnpaid && <p>{s.shipUnpaid}</p>}
      <Field
        label={s.carrier}
        fault={faultOf(parcel.carrier)}
        value={carrier.value}
        onInput={(value) => (carrier.value = value)}
      />
      <Field
        label={s.tracking}
        fault={faultOf(parcel.trackingNumber)}
        value={trackingNumber.value}
        onInput={(value) => (trackingNumber.value = value)}
      />
      {isPart && <LineUnits order={order} most={unshipped} units={units} />}
    </Dialog>
  )
}

export function DeliverDialog({ order: { id, number }, etag, shipment, onClose }: DialogProps & { shipment?: number }) {
  const [t, s] = [texts(ORDERS), texts(SHIPPING)]
  const key = useSignal(once())
  const act = async () => {
    const header = { ...key.value, 'If-Match': etag }
    if (shipment === undefined) await call('POST /v1/admin/orders/{id}/deliver', { path: { id }, header })
    else {
      const path = { id, shipment: String(shipment) }
      await call('POST /v1/admin/orders/{id}/shipments/{shipment}/deliver', { path, header })
    }
    done(shipment === undefined ? s.delivered(number) : s.shipmentDelivered(number, shipment))
  }
  const title = shipment === undefined ? s.deliverTitle(number) : s.deliverShipmentTitle(number, shipment)
  return <Dialog title={title} keep={t.notYet} onAct={act} onClose={onClose} />
}
