/** Compares the state of an order's lines and coupons at the stock with the state that the order's status requires. */

import type { RowsView } from '../rows.ts'
import { hasShipped } from './fulfillment.ts'
import { couponsOf, type LineGoods, linesOf, type OrderCoupon, type OrderLine, orderOf } from './order.ts'
import type { OrderStatus } from './transitions.ts'
import { partsOf, unitsOf } from './units.ts'

export type WantedGoods = Exclude<LineGoods, 'wanted' | 'short'>

/** The same for the order of these rows; null if there is none. */
export function wantedGoods(rows: RowsView): WantedGoods | null {
  const order = orderOf(rows)
  return order ? goodsFor(order.status, hasShipped(rows)) : null
}

/** The state at the stock that every line of an order with this status must reach. */
function goodsFor(status: OrderStatus, shipped: boolean): WantedGoods | null {
  switch (status) {
    case 'holding':
    case 'pending_payment':
      return 'held'
    case 'paid':
    case 'shipped':
    case 'delivered':
      return 'sold'
    case 'refused':
    case 'cancelled':
      return 'released'
    case 'refund_pending':
    case 'refunded':
      // Shipped units return to stock only when an operator counts them, not automatically.
      return shipped ? 'sold' : 'restocked'
    default:
      return status satisfies never
  }
}

/** Units of one SKU in all lines of an order. They are one hold at the stock. */
export interface SkuUnits {
  readonly quantity: number
  /** Units that return to stock if an order ends that has not wholly shipped: neither shipped nor put back by refunds. */
  readonly left: number
  readonly lines: readonly OrderLine[]
}

/** The units, by SKU, about which the stock must still be called. */
export function unsettledUnits(rows: RowsView): readonly (readonly [sku: string, units: SkuUnits])[] {
  const goods = wantedGoods(rows)
  const isUnsettled = (line: OrderLine) => line.goods !== goods && !(goods === 'held' && line.goods === 'short')
  return [...unitsBySku(rows)].filter(([, { lines }]) => lines.some(isUnsettled))
}

export function unitsBySku(rows: RowsView): ReadonlyMap<string, SkuUnits> {
  const units = new Map<string, SkuUnits>()
  const counts = unitsOf(partsOf(rows))
  for (const [place, [sku, line]] of linesOf(rows).entries()) {
    const before = units.get(sku)
    const quantity = (before?.quantity ?? 0) + line.quantity
    const left = (before?.left ?? 0) + (counts[place]?.unsold ?? 0)
    units.set(sku, { quantity, left, lines: [...(before?.lines ?? []), line] })
  }
  return units
}

/** Units that the stock counts as sold. Units that a refund puts back are received again and still count as sold. */
export function unitsSold({ quantity, left }: SkuUnits, goods: LineGoods): number {
  if (goods === 'restocked') return quantity - left
  return goods === 'sold' ? quantity : 0
}

/** Coupons, by code, about whose uses the stock must still be called. */
export function unsettledCoupons(rows: RowsView): readonly (readonly [code: string, coupon: OrderCoupon])[] {
  const goods = wantedGoods(rows)
  return couponsOf(rows).filter(
    ([, coupon]) => coupon.goods !== goods && !(goods === 'held' && coupon.goods === 'short'),
  )
}

/** Coupons without a use left for this order. */
export function usedUp(rows: RowsView): readonly string[] {
  return couponsOf(rows).flatMap(([code, { goods, wasShort }]) => (goods === 'short' || wasShort ? [code] : []))
}

/** SKUs with too few units for all their lines together. */
export function shortages(rows: RowsView): readonly Shortage[] {
  return [...unitsBySku(rows)].flatMap(([sku, { quantity, lines }]) => {
    const short = lines.find(({ goods, available }) => available !== null || goods === 'short')
    return short ? [{ sku, requested: quantity, available: short.available ?? 0 }] : []
  })
}

export interface Shortage {
  readonly sku: string
  readonly requested: number
  readonly available: number
}
