/**
 * Shipments of an order, and their delivery. Pure.
 * Invariant: no unit ships twice, and none that was refunded. The order is shipped when nothing is left to ship, and
 * delivered when all its shipments are.
 */
import { accept, refuse } from '../result.ts'
import type { Change, RowsView } from '../rows.ts'
import type { OrderDecision, OrderMoment } from './decision.ts'
import type { OrderRow } from './order.ts'
import { openPayment, sold } from './payment.ts'
import { SHIPMENT, type ShippedLine, shipmentKey, shipmentsOf } from './shipment.ts'
import { illegal, movedOn } from './steps.ts'
import { isAllowed } from './transitions.ts'
import { type NamedUnits, namedUnits, partsOf, unitsOf } from './units.ts'

export type ShippingCommand =
  | {
      readonly type: 'ship'
      readonly carrier: string
      readonly trackingNumber: string
      readonly by: string
      /** Absent for all units that have not shipped. */
      readonly lines?: readonly NamedUnits[]
      /** Ships an order whose manual payment is still open: it is paid on delivery. */
      readonly unpaid?: boolean
    }
  /** Without a number, all shipments are delivered. */
  | { readonly type: 'deliver'; readonly by: string; readonly shipment?: number }

/** Prevents operators from making an order grow without limit. */
const MAX_SHIPMENTS = 50

export function shipping(
  rows: RowsView,
  order: OrderRow,
  command: ShippingCommand,
  moment: OrderMoment,
): OrderDecision {
  return command.type === 'ship' ? ship(rows, order, command, moment) : deliver(rows, order, command, moment)
}

function ship(
  rows: RowsView,
  order: OrderRow,
  { carrier, trackingNumber, by, lines: wanted, unpaid = false }: ShippingCommand & { type: 'ship' },
  { now }: OrderMoment,
): OrderDecision {
  const isUnpaid = order.status === 'pending_payment'
  if (isUnpaid && !(unpaid && openPayment(rows)?.[1].provider === 'manual')) return illegal(order.status, 'shipped')
  if (!isAllowed(order.status, 'shipped')) return illegal(order.status, 'shipped')
  const all = unitsOf(partsOf(rows)).filter(({ left }) => left > 0)
  const found = namedUnits(
    all,
    wanted ?? all.map(({ lineId, left }) => ({ sku: lineId, quantity: left })),
    ({ left }) => left,
    (left, name) => ({ code: 'illegal_transition', detail: `At most ${left} units of ${name} can still be shipped.` }),
  )
  if (!found.ok) return found
  const lines = [...found.value].map(([{ sku, lineId }, quantity]): ShippedLine => ({ sku, lineId, quantity }))
  const number = shipmentsOf(rows).length + 1
  if (lines.length === 0 || number > MAX_SHIPMENTS) {
    const detail =
      lines.length === 0 ? 'Nothing is left to ship.' : `An order can have at most ${MAX_SHIPMENTS} shipments.`
    return refuse({ code: 'illegal_transition', detail })
  }
  const shipment: Change = {
    list: SHIPMENT,
    key: shipmentKey(number),
    value: { carrier, trackingNumber, at: now, lines },
  }
  const isWhole = all.every((line) => found.value.get(line) === line.left)
  if (isWhole) return movedOn(rows, order, [{ to: 'shipped', by }], now, [shipment, ...(isUnpaid ? sold(now) : [])])
  if (!isUnpaid) return accept([shipment])
  return refuse({ code: 'illegal_transition', detail: 'An order that is paid on delivery ships as a whole.' })
}

function deliver(
  rows: RowsView,
  order: OrderRow,
  { by, shipment: wanted }: ShippingCommand & { type: 'deliver' },
  { now, returnMs = 0 }: OrderMoment,
): OrderDecision {
  const isShipped = order.status === 'shipped'
  // A part can be delivered while the rest has not shipped.
  if (!isShipped && (wanted === undefined || order.status !== 'paid')) return illegal(order.status, 'delivered')
  const all = shipmentsOf(rows)
  const arrived = all.filter(([number, { deliveredAt }]) => (wanted ?? number) === number && deliveredAt === undefined)
  if (wanted !== undefined && arrived.length === 0) {
    if (!all.some(([number]) => number === wanted)) {
      return refuse({ code: 'unknown_part', detail: `The order has no shipment ${wanted}.` })
    }
    return refuse({ code: 'illegal_transition', detail: `Shipment ${wanted} was delivered before.` })
  }
  const changes = arrived.map(([number, shipment]): Change => {
    return {
      list: SHIPMENT,
      key: shipmentKey(number),
      value: { ...shipment, deliveredAt: now, returnUntil: now + returnMs },
    }
  })
  const open = all.filter(([, { deliveredAt }]) => deliveredAt === undefined)
  const isLast = isShipped && open.length === arrived.length
  return isLast ? movedOn(rows, order, [{ to: 'delivered', by }], now, changes) : accept(changes)
}
