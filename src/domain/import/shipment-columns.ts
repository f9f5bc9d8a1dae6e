/** The header of a CSV file of shipments: the order, its carrier and its tracking number. */
import type { Result } from '../result.ts'
import { type NamedColumns, readNamedHeader } from './named-columns.ts'
import type { HeaderFault } from './product-columns.ts'

const HEADER = ['order', 'carrier', 'tracking_number'] as const

type Name = (typeof HEADER)[number]
export type ShipmentColumns = NamedColumns<Name>

const SYNONYMS: { readonly [name: string]: Name } = {
  order_id: 'order',
  number: 'order',
  order_number: 'order',
  trackingnumber: 'tracking_number',
}

export function readShipmentHeader(cells: readonly string[]): Result<ShipmentColumns, HeaderFault> {
  return readNamedHeader(cells, HEADER, SYNONYMS, ['order (its id or number)', 'carrier', 'tracking_number'])
}
