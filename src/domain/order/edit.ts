/**
 * Edits of a paid order before it ships: units are removed from its lines. Pure.
 * Invariant: an edit is a refund of units that have not shipped, at their share of what was charged for their lines, and
 * never more than is left of the money. The rest of the order keeps its prices, discounts and shipping.
 */
import { refuse } from '../result.ts'
import type { RowsView } from '../rows.ts'
import type { OrderDecision, OrderMoment, OrderRefusal } from './decision.ts'
import type { OrderRow } from './order.ts'
import { refund } from './refund.ts'
import { type NamedUnits, namedUnits, partsOf, unitsOf } from './units.ts'

export interface EditCommand {
  readonly type: 'edit'
  /** The units to remove. */
  readonly lines: readonly NamedUnits[]
  readonly reason: string
  readonly by: string
}

export function edit(rows: RowsView, order: OrderRow, command: EditCommand, moment: OrderMoment): OrderDecision {
  const { status } = order
  if (status !== 'paid') return refuse(status === 'pending_payment' ? UNPAID : notPaid(status))
  const { lines } = command
  const found = namedUnits(
    unitsOf(partsOf(rows)),
    lines,
    ({ left }) => left,
    (left, name) => ({ code: 'illegal_transition', detail: `At most ${left} units of ${name} can still be removed.` }),
  )
  if (!found.ok) return found
  return refund(rows, order, { ...command, type: 'refund', amount: null, restock: true, isEdit: true }, moment)
}

/** The shopper may be paying the old total at this moment, and not every payment page can be closed. */
const UNPAID: OrderRefusal = {
  code: 'illegal_transition',
  detail: 'The order is not paid. Cancel it: its lines return to the cart, and the shopper can order again.',
}

function notPaid(status: OrderRow['status']): OrderRefusal {
  return { code: 'illegal_transition', detail: `An order with status ${status} cannot be edited.` }
}
