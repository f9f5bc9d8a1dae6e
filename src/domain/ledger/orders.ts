/**
 * Whether the money and the units of one order add up: its columns, its own rows, and what its status says. Pure.
 * The columns are what reports sum, so each is compared with the rows that it comes from.
 */
import type { Lists } from '../copy.ts'
import { goodsFor } from '../order/goods.ts'
import { ERRANDS, linesOf, moneyOf, type OrderRow, orderOf, refundsOf, shipmentOf } from '../order/order.ts'
import type { OrderStatus } from '../order/transitions.ts'
import { type RowsView, viewOf } from '../rows.ts'
import { compareWith, type Difference } from './difference.ts'

export interface OrderFigures {
  readonly id: string
  readonly status: OrderStatus | null
  readonly settling: boolean
  readonly updatedAt: number
  readonly totalAmount: number | null
  readonly capturedAmount: number
  readonly refundedAmount: number
  /** The order's own rows; null when they are unreadable. */
  readonly lists: Lists | null
}

/** By its own rows where they can be read: a column that lies must not hide its order. */
export function isOrderInFlight(figures: OrderFigures, since: number): boolean {
  if (figures.updatedAt >= since) return true
  const { status, settling } = ownOrNull(figures) ?? figures
  return settling || status === 'holding' || status === 'refund_pending'
}

function ownOrNull(figures: OrderFigures): Own | null {
  try {
    return judgeable(figures)
  } catch {
    return null
  }
}

/** Of one that is not in flight. */
export function orderDifferences(figures: OrderFigures): readonly Difference[] {
  try {
    const own = judgeable(figures)
    if (own) return judge(figures, own)
  } catch {
    // Rows of another shape: others may have edited them.
  }
  return compareWith(`order:${figures.id}`)('order_unreadable', 'readable', 'unreadable')
}

function judge(figures: OrderFigures, own: Own): readonly Difference[] {
  const compare = compareWith(`order:${figures.id}`)
  return [
    ...compare('order_status', own.status, figures.status),
    ...compare('order_settling', Number(own.settling), Number(figures.settling)),
    ...compare('order_total', own.order.totals.total, figures.totalAmount),
    ...compare('order_captured', own.captured, figures.capturedAmount),
    ...compare('order_refunded', own.refunded, figures.refundedAmount),
    ...compare('order_money', own.net, own.captured - own.refunded),
    ...(own.refunded > own.captured ? compare('order_overrefunded', own.captured, own.refunded) : []),
    ...sumDifferences(figures.id, own),
    ...goodsDifferences(figures.id, own),
  ]
}

interface Own {
  readonly rows: RowsView
  readonly order: OrderRow
  readonly status: OrderStatus
  readonly settling: boolean
  /** All that came in and went back, for nothing or not. */
  readonly captured: number
  readonly refunded: number
  /** What the order is to have kept. */
  readonly net: number
}

/** Null when the rows are none of an order. */
function judgeable({ lists }: OrderFigures): Own | null {
  const rows = viewOf(lists ?? {})
  const order = orderOf(rows)
  if (!order) return null
  const { captured, refunded, straysRefunded } = moneyOf(rows)
  const wanted = refundsOf(rows).some(([, { state }]) => state === 'wanted')
  const settling = rows.size(ERRANDS) > 0 || wanted
  const net = isPaidFor(order.status) ? order.totals.total - refunded : 0
  return { rows, order, status: order.status, settling, captured, refunded: refunded + straysRefunded, net }
}

function isPaidFor(status: OrderStatus): boolean {
  return status === 'paid' || status === 'shipped' || status === 'delivered'
}

function sumDifferences(id: string, { rows, order }: Own): readonly Difference[] {
  const compare = compareWith(`order:${id}`)
  const { subtotal, discount, shipping, tax, taxIncluded = 0, total } = order.totals
  const lines = linesOf(rows).map(([, line]) => line)
  const sum = lines.reduce((all, { lineTotal }) => all + lineTotal, 0)
  const product = lines.reduce((all, { unitPrice, quantity }) => all + unitPrice * quantity, 0)
  return [
    ...compare('order_subtotal', sum === subtotal ? product : sum, subtotal),
    ...compare('order_sum', subtotal - discount + shipping + tax - taxIncluded, total),
  ]
}

/** An order that owes the stock nothing has all its lines told. */
function goodsDifferences(id: string, { rows, status }: Own): readonly Difference[] {
  const wanted = goodsFor(status, shipmentOf(rows) !== undefined)
  const other = linesOf(rows).find(([, { goods }]) => goods !== wanted)
  return other ? compareWith(`order:${id}`)('order_goods', wanted, other[1].goods) : []
}

/** SKUs of which the stock counts units for this order. */
export function countedSkus({ lists }: OrderFigures): readonly string[] {
  try {
    const counted = linesOf(viewOf(lists ?? {})).filter(([, { goods }]) => goods === 'held' || goods === 'sold')
    return counted.map(([sku]) => sku)
  } catch {
    return []
  }
}
