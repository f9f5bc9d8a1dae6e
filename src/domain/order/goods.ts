/** What the stock is to be told of an order's lines and coupons, and what it has been told. */
import type { RowsView } from '../rows.ts'
import { couponsOf, type LineGoods, linesOf, type OrderCoupon, type OrderLine, orderOf, shipmentOf } from './order.ts'
import type { OrderStatus } from './transitions.ts'

/** What the stock is to be told of every line in this status; null when it is told nothing more. */
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
      // What has left the house comes back by an operator's count, not by itself.
      return shipped ? 'sold' : 'restocked'
    default:
      return status satisfies never
  }
}

/** Lines of which the stock is to be told something. */
export function unsettledLines(rows: RowsView): (readonly [sku: string, line: OrderLine])[] {
  const order = orderOf(rows)
  const goods = order ? goodsFor(order.status, shipmentOf(rows) !== undefined) : null
  return linesOf(rows).filter(([, line]) => line.goods !== goods && !(goods === 'held' && line.goods === 'short'))
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

/** Lines that there were not enough units for. */
export function shortages(rows: RowsView): readonly Shortage[] {
  return linesOf(rows).flatMap(([sku, { goods, quantity, available }]) =>
    available === null && goods !== 'short' ? [] : [{ sku, requested: quantity, available: available ?? 0 }],
  )
}

export interface Shortage {
  readonly sku: string
  readonly requested: number
  readonly available: number
}
