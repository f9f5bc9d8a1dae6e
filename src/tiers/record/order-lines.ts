/** The lines of orders as rows of their own, one for each SKU of an order, for reports and sums by SKU. */
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
  const rows = new Map<string, OrderLineRow>()
  for (const [sku, line] of linesOf(viewOf(copy.lists))) {
    const { place, title, unitPrice, goods } = line
    // Lines of one SKU differ only by what the shopper wants on them: title and price are the same.
    const before = rows.get(sku)
    const quantity = (before?.quantity ?? 0) + line.quantity
    rows.set(sku, {
      ...{ orderId: copy.id, sku, place: before?.place ?? place, title, quantity, unitPrice },
      lineTotal: (before?.lineTotal ?? 0) + line.lineTotal,
      unitsSold: goods === 'sold' ? quantity : 0,
      unitsHeld: goods === 'held' ? quantity : 0,
    })
  }
  return [...rows.values()]
}
