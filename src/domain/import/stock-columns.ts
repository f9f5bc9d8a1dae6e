/** The columns of a CSV file of stock: `product_id` and `quantity`, in any order and nothing else. */
import { accept, type Result, refuse } from '../result.ts'
import { type HeaderFault, headerFault, headerNames } from './product-columns.ts'

/** Where each stands. */
export interface StockColumns {
  readonly id: number
  readonly quantity: number
  readonly length: 2
}

export const STOCK_HEADER = ['product_id', 'quantity'] as const

export function readStockHeader(cells: readonly string[]): Result<StockColumns, HeaderFault> {
  const names = headerNames(cells).map((name) => name.toLowerCase())
  const fault = headerFault(names)
  if (fault) return refuse(fault)
  const stranger = names.find((name) => !STOCK_HEADER.some((known) => known === name))
  if (stranger !== undefined) return refuse({ column: stranger, message: 'is no column of stock' })
  const twice = names.find((name, place) => names.indexOf(name) !== place)
  if (twice !== undefined) return refuse({ column: twice, message: 'is there twice' })
  const missing = STOCK_HEADER.find((name) => !names.includes(name))
  if (missing !== undefined) return refuse({ column: missing, message: 'is missing' })
  const [id, quantity] = STOCK_HEADER
  return accept({ id: names.indexOf(id), quantity: names.indexOf(quantity), length: 2 })
}
