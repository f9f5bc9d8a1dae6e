/** Whether an order still owes something to other parties. Pure. */
import { OUTBOX } from '../outbox.ts'
import type { RowsView } from '../rows.ts'
import { DUTIES, refundsOf } from './order.ts'
import { isRefundOpen } from './refund.ts'

/** Whether units, lines or money are still on their way, so that sums over other parties may differ. */
export function isMoving(rows: RowsView): boolean {
  return rows.size(DUTIES) > 0 || refundsOf(rows).some(([, refund]) => isRefundOpen(refund))
}

/** Whether the sweep must call the order, should its alarm be lost. */
export function isSettling(rows: RowsView): boolean {
  return isMoving(rows) || rows.size(OUTBOX) > 0
}
