/** The lines of orders as table rows, one for each SKU of an order, for reports and sums by SKU. */
import type { Copy } from '../../domain/copy.ts'
import { mediaAt } from '../../domain/media/name.ts'
import { unitsBySku, unitsSold } from '../../domain/order/goods.ts'
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
  /** The digest of the uploaded image that the line shows; null for an image elsewhere. It never changes. */
  readonly upload: string | null
}

/** Returns no rows for a tombstone. */
export function orderLineRows(copy: Copy): readonly OrderLineRow[] {
  if (copy.state !== 'live') return []
  return [...unitsBySku(viewOf(copy.lists))].flatMap(([sku, units]): OrderLineRow[] => {
    const [first] = units.lines
    const goods = units.lines.at(-1)?.goods
    if (!first || !goods) return []
    const { quantity } = units
    // Lines of one SKU differ only by the shopper's attributes; title, price and image are the same.
    const { place, title, unitPrice, image } = first
    return [
      {
        ...{ orderId: copy.id, sku, place, title, quantity, unitPrice },
        lineTotal: units.lines.reduce((sum, line) => sum + line.lineTotal, 0),
        unitsSold: unitsSold(units, goods),
        unitsHeld: goods === 'held' ? quantity : 0,
        upload: (image === null ? null : mediaAt(image)?.digest) ?? null,
      },
    ]
  })
}
