/** The lines of orders as rows of their own, for reports and sums by SKU. */
import type { Copy } from '../../domain/copy.ts'
import { linesOf } from '../../domain/order/order.ts'
import { viewOf } from '../../domain/rows.ts'

export interface OrderLineRow {
  readonly orderId: string
  readonly sku: string
  readonly place: number
  readonly title: string
  readonly quantity: number
  readonly unitPrice: number
  readonly lineTotal: number
  readonly unitsSold: number
  readonly unitsHeld: number
}

/** None of a tombstone. */
export function orderLineRows(copy: Copy): readonly OrderLineRow[] {
  if (copy.state !== 'live') return []
  return linesOf(viewOf(copy.lists)).map(([sku, { place, title, quantity, unitPrice, lineTotal, goods }]) => {
    const unitsSold = goods === 'sold' ? quantity : 0
    const unitsHeld = goods === 'held' ? quantity : 0
    return { orderId: copy.id, sku, place, title, quantity, unitPrice, lineTotal, unitsSold, unitsHeld }
  })
}
