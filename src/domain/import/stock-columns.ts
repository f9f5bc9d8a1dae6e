/** Reads the header of a CSV file of stock: the product and its units, in any order and without further columns. */
import { trimmed } from '../pasted.ts'
import { accept, type Result, refuse } from '../result.ts'
import { type HeaderFault, headerFault, headerNames, unknownColumns } from './product-columns.ts'

/** The index of each column. */
export interface StockColumns {
  readonly id: number
  readonly quantity: number
  readonly length: 2
}

export const STOCK_HEADER = ['product_id', 'quantity'] as const

/** Names that other systems use for the same columns. */
const SYNONYMS: { readonly [name: string]: (typeof STOCK_HEADER)[number] } = {
  id: 'product_id',
  sku: 'product_id',
  onhand: 'quantity',
  on_hand: 'quantity',
}

export function readStockHeader(cells: readonly string[]): Result<StockColumns, HeaderFault> {
  const given = headerNames(cells).map(trimmed)
  const fault = headerFault(given)
  if (fault) return refuse(fault)
  const names = given.map(
    (name) => (Object.hasOwn(SYNONYMS, name.toLowerCase()) ? SYNONYMS[name.toLowerCase()] : name.toLowerCase()) ?? '',
  )
  const strangers = given.filter((_, place) => !STOCK_HEADER.some((known) => known === names[place]))
  if (strangers.length > 0)
    return refuse(unknownColumns(strangers, ['product_id (or id, sku)', 'quantity (or onHand)']))
  const twice = names.find((name, place) => names.indexOf(name) !== place)
  if (twice !== undefined) return refuse({ column: twice, message: 'appears twice' })
  const missing = STOCK_HEADER.find((name) => !names.includes(name))
  if (missing !== undefined) return refuse({ column: missing, message: 'is missing' })
  const [id, quantity] = STOCK_HEADER
  return accept({ id: names.indexOf(id), quantity: names.indexOf(quantity), length: 2 })
}
