/** The calls that the stock must get about an order's lines and coupons, and those that it has got. */
import type { RowsView } from '../rows.ts'
import { couponsOf, type LineGoods, linesOf, type OrderCoupon, type OrderLine, orderOf, shipmentOf } from './order.ts'
import { unitsPutBack } from './refund-lines.ts'
import type { OrderStatus } from './transitions.ts'

/** The stock must be told this of every line when the order has this status. */
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

/** Units of one SKU in all lines of an order: the stock knows them as one hold. */
export interface SkuUnits {
  readonly quantity: number
  /** Units that come back when an order that has not shipped is over: refunds may have put others back before. */
  readonly left: number
  readonly lines: readonly OrderLine[]
}

/** By SKU, what the stock is to be told something about. */
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

/** Units that the stock counts as sold: those that a refund puts back are received again, and stay sold. */
export function unitsSold({ quantity, left }: SkuUnits, goods: LineGoods): number {
  if (goods === 'restocked') return quantity - left
  return goods === 'sold' ? quantity : 0
}

/** The same of coupons. */
export function unsettledCoupons(rows: RowsView): readonly (readonly [code: string, coupon: OrderCoupon])[] {
  const order = orderOf(rows)
  const goods = order ? goodsFor(order.status, shipmentOf(rows) !== undefined) : null
  return couponsOf(rows).filter(
    ([, coupon]) => coupon.goods !== goods && !(goods === 'held' && coupon.goods === 'short'),
  )
}

/** Coupons that were used as often as they may be. */
export function usedUp(rows: RowsView): readonly string[] {
  return couponsOf(rows).flatMap(([code, { goods, wasShort }]) => (goods === 'short' || wasShort ? [code] : []))
}

/** SKUs that there were not enough units of, for all their lines together. */
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
