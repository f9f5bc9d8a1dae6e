/** Tells what has shipped of an order, and whether a payment is still open after that. Pure. */
import type { Change, RowsView } from '../rows.ts'
import { historyOf, moneyOf, type OrderRow } from './order.ts'
import type { Step } from './steps.ts'
import { partsOf, unitsOf } from './units.ts'

/** Whether the order was shipped as a whole. */
export function hasShipped(rows: RowsView): boolean {
  return historyOf(rows).some(({ to }) => to === 'shipped')
}

/** The steps of an order of which a part has shipped, if the refund of other units leaves nothing to ship. */
export function stepsWithout(rows: RowsView, refund: Change, by: string): readonly Step[] {
  const parts = partsOf(rows)
  if (parts.shipments.length === 0) return []
  // The cast: the change stores a refund.
  const refunds = [...parts.refunds, [refund.key, refund.value] as unknown as (typeof parts.refunds)[number]]
  if (unitsOf({ ...parts, refunds }).some(({ left }) => left > 0)) return []
  const isDelivered = parts.shipments.every(([, { deliveredAt }]) => deliveredAt !== undefined)
  return [{ to: 'shipped', by }, ...(isDelivered ? [{ to: 'delivered', by } as const] : [])]
}

/** Whether the order shipped before its payment, and the money has not arrived. */
export function isOwed(rows: RowsView, { status }: OrderRow): boolean {
  const { captured, strays } = moneyOf(rows)
  const hasLeft = status === 'shipped' || status === 'delivered'
  return hasLeft && captured === strays && !historyOf(rows).some(({ to }) => to === 'paid')
}
