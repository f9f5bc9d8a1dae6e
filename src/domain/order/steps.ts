/** Changes of an order's status, each with its entry in the history. Pure. */
import { accept, refuse } from '../result.ts'
import type { Change, RowsView } from '../rows.ts'
import type { OrderDecision } from './decision.ts'
import { HISTORY, historyOf, ME, ORDER, type OrderRow, type Transition } from './order.ts'
import { isAllowed, type OrderStatus } from './transitions.ts'

/** Changes the status, adds the entry to the history, and appends the other changes. */
export function moved(
  rows: RowsView,
  order: OrderRow,
  to: OrderStatus,
  by: string,
  now: number,
  others: readonly Change[],
): OrderDecision {
  return movedOn(rows, order, [{ to, by }], now, others)
}

export interface Step {
  readonly to: OrderStatus
  readonly by: string
}

/** Several changes of status in one write, each with its entry in the history. */
export function movedOn(
  rows: RowsView,
  order: OrderRow,
  steps: readonly Step[],
  now: number,
  others: readonly Change[],
): OrderDecision {
  let status = order.status
  let place = historyOf(rows).length
  const history: Change[] = []
  for (const { to, by } of steps) {
    if (!isAllowed(status, to)) return illegal(status, to)
    const transition: Transition = { from: status, to, at: now, by }
    history.push({ list: HISTORY, key: String(place++).padStart(4, '0'), value: transition })
    status = to
  }
  return accept([{ list: ORDER, key: ME, value: { ...order, status } }, ...history, ...others])
}

export function illegal(from: OrderStatus, to: OrderStatus): OrderDecision {
  return refuse({ code: 'illegal_transition', detail: `An order with status ${from} cannot become ${to}.` })
}
