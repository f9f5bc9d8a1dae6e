/** The rows of an order's shipments. */
import type { RowsView } from '../rows.ts'
import { ME } from './order.ts'

export const SHIPMENT = 'shipment'

export type Shipment = {
  readonly carrier: string
  readonly trackingNumber: string
  readonly at: number
  /** Absent if all units of the order shipped at once. */
  readonly lines?: readonly ShippedLine[]
  /** Shipments of an earlier version have none; the order's history has it. */
  readonly deliveredAt?: number
  /** The shopper may ask for a return until then. A delivery of an earlier version has no term. */
  readonly returnUntil?: number
}

export type ShippedLine = { readonly sku: string; readonly lineId: string; readonly quantity: number }

/** By number, the oldest first. The first one has the key that the only shipment had in earlier versions. */
export function shipmentsOf(rows: RowsView): readonly (readonly [number: number, shipment: Shipment])[] {
  // The cast: the list holds rows of one type.
  return [...(rows.entries(SHIPMENT) as Iterable<readonly [string, Shipment]>)]
    .map(([key, shipment]) => [key === ME ? 1 : Number(key), shipment] as const)
    .sort(([a], [b]) => a - b)
}

export function shipmentKey(number: number): string {
  return number === 1 ? ME : String(number)
}
