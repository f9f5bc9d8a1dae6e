/** The units of an order by line, as its page says: written from the contract, without code of the shipped domain. */
import type { OrderAct } from '../../../src/contract/rpc/order.ts'
import type { OrderPage, Part } from './order-page.ts'
import { openManual } from './outcome.ts'

const MAX_PARCELS = 50

/** Units of a line in all parcels. */
export function sentOf({ parcels }: Pick<OrderPage, 'parcels'>, lineId: string): number {
  return unitsIn(parcels, lineId)
}

/** Units of a line that were removed before they shipped. Returns take units that were delivered. */
export function removedOf({ refunds }: OrderPage, lineId: string, restocked = false): number {
  const own = Object.values(refunds).filter(({ returnId }) => returnId === undefined)
  return unitsIn(restocked ? own.filter(({ restock }) => restock !== undefined) : own, lineId)
}

/** Units of a line that can still ship. */
export function leftOf(page: OrderPage, lineId: string): number {
  const part = page.parts.find((each) => each.lineId === lineId)
  return part ? part.quantity - sentOf(page, lineId) - removedOf(page, lineId) : 0
}

/** Units of a SKU that return to stock if the order ends before it has wholly shipped. */
export function backOf(page: OrderPage, sku: string): number {
  return page.parts.reduce((all, { sku: its, lineId, quantity }) => {
    return its === sku ? all + quantity - sentOf(page, lineId) - removedOf(page, lineId, true) : all
  }, 0)
}

/** Whether the order must accept that these units ship. */
export function mayShip(page: OrderPage, { lines, unpaid = false }: OrderAct & { type: 'ship' }): boolean {
  const left = page.parts.map(({ lineId }) => [lineId, leftOf(page, lineId)] as const)
  if (page.parcels.length >= MAX_PARCELS || left.every(([, units]) => units === 0)) return false
  const wanted = new Map(lines?.map(({ sku, quantity }) => [sku, quantity]) ?? left)
  if (left.some(([lineId, units]) => (wanted.get(lineId) ?? 0) > units)) return false
  if (page.status === 'paid') return true
  const isWhole = left.every(([lineId, units]) => wanted.get(lineId) === units)
  return page.status === 'pending_payment' && unpaid && openManual(page) && isWhole
}

/** Whether the order must accept that all its parcels, or this one, have arrived. */
export function mayArrive({ status, parcels }: OrderPage, { shipment }: OrderAct & { type: 'deliver' }): boolean {
  if (shipment === undefined) return status === 'shipped'
  const parcel = parcels[shipment - 1]
  return (status === 'paid' || status === 'shipped') && parcel !== undefined && parcel.deliveredAt === undefined
}

/** Units of a line in shipments, refunds or returns. */
export function unitsIn(all: readonly { readonly lines?: readonly Part[] }[], lineId: string): number {
  const lines = all.flatMap((each) => each.lines ?? [])
  return lines.reduce((sum, line) => (line.lineId === lineId ? sum + line.quantity : sum), 0)
}
