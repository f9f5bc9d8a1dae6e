/** Compares the state of an order's lines and coupons at the stock with the state that the order's status requires. */
import type { RowsView } from '../rows.ts'
import { couponsOf, type LineGoods, linesOf, type OrderCoupon, type OrderLine, orderOf, shipmentOf } from './order.ts'
import { unitsPutBack } from './refund-lines.ts'
import type { OrderStatus } from './transitions.ts'

/** The state at the stock that every line of an order with this status must reach. */
export function goodsFor(status: OrderStatus, shipped: boolean): Exclude<LineGoods, 'wanted' | 'short'> | null {
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
  /** Units that return to stock if an unshipped order ends; without those that refunds have already put back. */
  readonly left: number
  readonly lines: readonly OrderLine[]
}

/** The units, by SKU, about which the stock must still be called. */
export function unsettledUnits(rows: RowsView): readonly (readonly [sku: string, units: SkuUnits])[] {
  const order = orderOf(rows)
  const goods = order ? goodsFor(order.status, shipmentOf(rows) !== undefined) : null
  const isUnsettled = (line: OrderLine) => line.goods !== goods && !(goods === 'held' && line.goods === 'short')
  return [...unitsBySku(rows)].filter(([, { lines }]) => lines.some(isUnsettled))
}

export function unitsBySku(rows: RowsView): ReadonlyMap<string, SkuUnits> {
  const units = new Map<string, SkuUnits>()
  const putBack = unitsPutBack(rows)
  for (const [sku, line] of linesOf(rows)) {
    const before = units.get(sku)
    const quantity = (before?.quantity ?? 0) + line.quantity
    const left = quantity - (putBack.get(sku) ?? 0)
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
  const order = orderOf(rows)
  const goods = order ? goodsFor(order.status, shipmentOf(rows) !== undefined) : null
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
