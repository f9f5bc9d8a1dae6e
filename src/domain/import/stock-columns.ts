/** The header of a CSV file of stock: the product and its units. */
import type { Result } from '../result.ts'
import { type NamedColumns, readNamedHeader } from './named-columns.ts'
import type { HeaderFault } from './product-columns.ts'

export const STOCK_HEADER = ['product_id', 'quantity'] as const

type Name = (typeof STOCK_HEADER)[number]
export type StockColumns = NamedColumns<Name>

const SYNONYMS: { readonly [name: string]: Name } = {
  id: 'product_id',
  sku: 'product_id',
  onhand: 'quantity',
  on_hand: 'quantity',
}

export function readStockHeader(cells: readonly string[]): Result<StockColumns, HeaderFault> {
  return readNamedHeader(cells, STOCK_HEADER, SYNONYMS, ['product_id (or id, sku)', 'quantity (or onHand)'])
}
