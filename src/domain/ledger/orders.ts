/**
 * Checks that the money and the units of one order add up: its columns, its own rows and its status. Pure.
 * Reports sum the columns, so each column is compared with the rows from which it is derived.
 */

import type { Lists } from '../copy.ts'
import { hasShipped, isOwed } from '../order/fulfillment.ts'
import { unitsBySku, unitsSold, wantedGoods } from '../order/goods.ts'
import { DUTIES, type DutyRow, historyOf, linesOf, moneyOf, type OrderRow, orderOf, refundsOf } from '../order/order.ts'
import { isRefundOpen } from '../order/refund.ts'
import { isMoving, isSettling } from '../order/settling.ts'
import type { OrderStatus } from '../order/transitions.ts'
import { partsOf, unitsOf } from '../order/units.ts'
import { waitingRows } from '../outbox.ts'
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

/** An order counts as in flight for at most this long. */
export const MAX_FLIGHT_MS = 24 * 3600_000

/** @param since changes from this time on may not have reached all copies yet */
export function isOrderInFlight(figures: OrderFigures, since: number): boolean {
  if (figures.updatedAt >= since) return true
  const begunAt = settlingSince(figures, since)
  return begunAt !== null && begunAt >= since - MAX_FLIGHT_MS
}

/** Reports an order that has had an open duty for more than a day, even if it changed recently. */
export function stuckDifferences(figures: OrderFigures, since: number): readonly Difference[] {
  const begunAt = settlingSince(figures, since)
  if (begunAt === null || begunAt >= since - MAX_FLIGHT_MS) return []
  return compareWith(`order:${figures.id}`)(
    'order_stuck',
    'settled',
    `settling since ${new Date(begunAt).toISOString()}`,
  )
}

/**
 * Since when the order has had an open duty, or null. Uses the order's own rows if they are readable, so that a wrong
 * column does not hide the order, and an unrelated change does not make the duty look younger.
 */
function settlingSince(figures: OrderFigures, now: number): number | null {
  const own = ownOrNull(figures)
  const { updatedAt } = figures
  if (!own) {
    const { settling, status } = figures
    return settling || status === 'holding' || status === 'refund_pending' ? updatedAt : null
  }
  const { rows, order } = own
  // Before its deadline an unpaid order holds its units and has no open duty.
  const isOverdue = order.status === 'pending_payment' && order.expiresAt < now - MAX_FLIGHT_MS
  const begun = [
    ...[...(rows.entries(DUTIES) as Iterable<readonly [string, DutyRow]>)].map(([, { at }]) => at),
    ...waitingRows(rows).map(([, { at }]) => at),
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

/** Call it only for an order that is not in flight, because open duties still move money and units. */
export function orderDifferences(figures: OrderFigures): readonly Difference[] {
  try {
    const own = judgeable(figures)
    if (own) return judge(figures, own)
  } catch {
    // The rows have another shape, because another system may have edited them.
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
    ...(own.moving ? [] : compare('order_money', own.net, own.captured - own.refunded)),
    ...(own.refunded > own.captured ? compare('order_overrefunded', own.captured, own.refunded) : []),
    ...sumDifferences(figures.id, own),
    ...(own.moving ? [] : goodsDifferences(figures.id, own)),
    ...shippedDifferences(figures.id, own),
  ]
}

interface Own {
  readonly rows: RowsView
  readonly order: OrderRow
  readonly status: OrderStatus
  readonly settling: boolean
  /** Whether units, lines or money are on their way. */
  readonly moving: boolean
  /** All money received and refunded, including stray payments. */
  readonly captured: number
  readonly refunded: number
  /**
   * `captured` − `refunded` must equal this: the total less refunds while the order is paid for, otherwise 0. An order
   * that is paid on delivery is not paid for until its money arrives.
   */
  readonly net: number
}

/** Null if the rows do not contain an order. */
function judgeable({ lists }: OrderFigures): Own | null {
  const rows = viewOf(lists ?? {})
  const order = orderOf(rows)
  if (!order) return null
  const { captured, refunded, straysRefunded } = moneyOf(rows)
  const [settling, moving] = [isSettling(rows), isMoving(rows)]
  const net = isPaidFor(order.status) && !isOwed(rows, order) ? order.totals.total - refunded : 0
  return { rows, order, status: order.status, settling, moving, captured, refunded: refunded + straysRefunded, net }
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

/** Every line of an order without open duties must be in the state that the order's status requires. */
function goodsDifferences(id: string, { rows }: Own): readonly Difference[] {
  const wanted = wantedGoods(rows)
  const other = linesOf(rows).find(([, { goods }]) => goods !== wanted)
  return other ? compareWith(`order:${id}`)('order_goods', wanted, other[1].goods) : []
}

function shippedDifferences(id: string, { rows }: Own): readonly Difference[] {
  const isWhole = hasShipped(rows)
  const wrong = unitsOf(partsOf(rows)).find(
    ({ shipped, quantity, left }) => shipped > quantity || (isWhole && left > 0),
  )
  return wrong ? compareWith(`order:${id}`)('order_shipped', wrong.quantity, wrong.shipped) : []
}

/** SKUs whose stock counts units of this order as held or sold. */
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
