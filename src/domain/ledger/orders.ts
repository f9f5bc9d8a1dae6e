/**
 * Whether the money and the units of one order add up: its columns, its own rows, and what its status says. Pure.
 * The columns are what reports sum, so each is compared with the rows that it comes from.
 */
import type { Lists } from '../copy.ts'
import { goodsFor, unitsBySku, unitsSold } from '../order/goods.ts'
import {
  DUTIES,
  type DutyRow,
  historyOf,
  isRefundOpen,
  linesOf,
  moneyOf,
  type OrderRow,
  orderOf,
  refundsOf,
  shipmentOf,
} from '../order/order.ts'
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

/** Nothing counts as on its way for longer. */
export const LONGEST_FLIGHT_MS = 24 * 3600_000

/** @param since what changed then or later may not have come everywhere yet */
export function isOrderInFlight(figures: OrderFigures, since: number): boolean {
  if (figures.updatedAt >= since) return true
  const begunAt = settlingSince(figures, since)
  return begunAt !== null && begunAt >= since - LONGEST_FLIGHT_MS
}

/** Names an order that has had something to do for longer than a day, even if it changed lately. */
export function stuckDifferences(figures: OrderFigures, since: number): readonly Difference[] {
  const begunAt = settlingSince(figures, since)
  if (begunAt === null || begunAt >= since - LONGEST_FLIGHT_MS) return []
  return compareWith(`order:${figures.id}`)(
    'order_stuck',
    'settled',
    `settling since ${new Date(begunAt).toISOString()}`,
  )
}

/**
 * Since when the order has had something to do, or null. By its own rows where they can be read: a column that lies
 * must not hide its order, and a change of something else must not make it younger.
 */
function settlingSince(figures: OrderFigures, now: number): number | null {
  const own = ownOrNull(figures)
  const { updatedAt } = figures
  if (!own) {
    const { settling, status } = figures
    return settling || status === 'holding' || status === 'refund_pending' ? updatedAt : null
  }
  const { rows, order } = own
  // Until then its units are held and it owes nothing.
  const isOverdue = order.status === 'pending_payment' && order.expiresAt < now - LONGEST_FLIGHT_MS
  const begun = [
    ...[...(rows.entries(DUTIES) as Iterable<readonly [string, DutyRow]>)].map(([, { at }]) => at),
    ...refundsOf(rows).flatMap(([, refund]) => (isRefundOpen(refund) ? [refund.at] : [])),
    ...(order.status === 'holding' ? [order.createdAt] : []),
    ...(isOverdue ? [order.expiresAt] : []),
    ...(order.status === 'refund_pending' ? [historyOf(rows).at(-1)?.at ?? updatedAt] : []),
  ]
  return begun.length === 0 ? null : Math.min(...begun)
}

function ownOrNull(figures: OrderFigures): Own | null {
  try {
    return judgeable(figures)
  } catch {
    return null
  }
}

/** For an order that is not in flight: while it has something to do, its money and units are not where they will be. */
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
    ...(own.settling ? [] : compare('order_money', own.net, own.captured - own.refunded)),
    ...(own.refunded > own.captured ? compare('order_overrefunded', own.captured, own.refunded) : []),
    ...sumDifferences(figures.id, own),
    ...(own.settling ? [] : goodsDifferences(figures.id, own)),
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
  /** `captured` − `refunded` must equal this: the total less refunds while the order is paid for, otherwise 0. */
  readonly net: number
}

/** Null when the rows are none of an order. */
function judgeable({ lists }: OrderFigures): Own | null {
  const rows = viewOf(lists ?? {})
  const order = orderOf(rows)
  if (!order) return null
  const { captured, refunded, straysRefunded } = moneyOf(rows)
  const settling = rows.size(DUTIES) > 0 || refundsOf(rows).some(([, refund]) => isRefundOpen(refund))
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
    const units = [...unitsBySku(viewOf(lists ?? {}))]
    const counted = units.filter(([, its]) => {
      return its.lines.some(({ goods }) => goods === 'held' || unitsSold(its, goods) > 0)
    })
    return counted.map(([sku]) => sku)
  } catch {
    return []
  }
}
