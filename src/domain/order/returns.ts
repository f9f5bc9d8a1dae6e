/**
 * Returns: units that the shopper sends back after their delivery. Pure.
 * Invariant: no unit is in two returns, or in one and in another refund. A received return owes one refund, which moves
 * its money and its units, and is refunded when that refund is done.
 */
import { accept, refuse } from '../result.ts'
import type { Change, RowsView } from '../rows.ts'
import type { OrderDecision, OrderMoment, OrderRefusal } from './decision.ts'
import { isOwed } from './fulfillment.ts'
import { type OrderRow, REFUNDS } from './order.ts'
import { refund } from './refund.ts'
import { RETURNS, type Return, type ReturnState, returnOf, returnsOf } from './return.ts'
import { type NamedUnits, namedUnits, partsOf, returnableOf } from './units.ts'

/** A transition that is not listed here is refused. */
export const RETURN_TRANSITIONS: { readonly [From in ReturnState]: readonly ReturnState[] } = {
  requested: ['approved', 'refused'],
  // An approved return that never arrives, or is not as promised, is refused.
  approved: ['received', 'refused'],
  received: ['refunded'],
  refused: [],
  refunded: [],
}

export type ReturnCommand =
  | {
      readonly type: 'request_return'
      readonly lines: readonly NamedUnits[]
      readonly reason: string
      readonly by: string
    }
  | {
      readonly type: 'approve_return'
      readonly returnId: string
      /** The address to which the units go, or how to use the label. */
      readonly sendTo: string
      readonly labelUrl?: string | undefined
      readonly by: string
    }
  | { readonly type: 'refuse_return'; readonly returnId: string; readonly reason: string; readonly by: string }
  | {
      readonly type: 'receive_return'
      readonly returnId: string
      readonly restock: boolean
      /** Minor units; null for the worth of the lines, as far as it was paid. */
      readonly amount: number | null
      readonly by: string
    }

/** Prevents shoppers from making an order grow without limit. */
const MAX_RETURNS = 20

export function returning(rows: RowsView, order: OrderRow, command: ReturnCommand, moment: OrderMoment): OrderDecision {
  if (command.type === 'request_return') return requested(rows, order, command, moment)
  const { returnId } = command
  const found = returnOf(rows, returnId)
  if (!found) return refuse({ code: 'unknown_part', detail: `The order has no return ${returnId}.` })
  const to = NEXT[command.type]
  if (!RETURN_TRANSITIONS[found.state].includes(to)) {
    return refuse({ code: 'illegal_transition', detail: `A return with status ${found.state} cannot become ${to}.` })
  }
  const changed = { ...found, state: to, changedAt: moment.now }
  switch (command.type) {
    case 'approve_return': {
      const { sendTo, labelUrl } = command
      return accept([put(returnId, { ...changed, answer: sendTo, ...(labelUrl !== undefined && { labelUrl }) })])
    }
    case 'refuse_return':
      return accept([put(returnId, { ...changed, answer: command.reason })])
    case 'receive_return': {
      const lines = found.lines.map(({ lineId, quantity }) => ({ sku: lineId, quantity }))
      const { amount, restock, by } = command
      if (amount === null && isOwed(rows, order)) return refuse(NOT_PAID)
      const given = refund(
        rows,
        order,
        { type: 'refund', amount, reason: 'returned', by, lines, restock, returnId },
        moment,
      )
      if (!given.ok) return given
      const refundId = given.value.find(({ list }) => list === REFUNDS)?.key ?? ''
      return accept([...given.value, put(returnId, { ...changed, refundId })])
    }
    default:
      return command satisfies never
  }
}

const NOT_PAID: OrderRefusal = {
  code: 'illegal_transition',
  detail: 'The order is not paid yet. Report its money first, or name the amount 0.',
}
const NEXT = { approve_return: 'approved', refuse_return: 'refused', receive_return: 'received' } as const

function requested(
  rows: RowsView,
  { status }: OrderRow,
  { lines: wanted, reason }: ReturnCommand & { type: 'request_return' },
  { now, newId }: OrderMoment,
): OrderDecision {
  const all = returnsOf(rows)
  if (all.length >= MAX_RETURNS) {
    return refuse({ code: 'illegal_transition', detail: `An order can have at most ${MAX_RETURNS} returns.` })
  }
  const units = returnableOf({ ...partsOf(rows), status, returns: all }, now)
  const found = namedUnits(
    units,
    wanted,
    ({ quantity }) => quantity,
    (left, name) => ({
      code: 'illegal_transition',
      detail: `At most ${left} units of ${name} can be returned: delivered, within the term, and not returned yet.`,
    }),
  )
  if (!found.ok) return found
  const lines = [...found.value].map(([{ sku, lineId }, quantity]) => ({ sku, lineId, quantity }))
  return accept([put(newId('rtn'), { lines, reason, state: 'requested', at: now, changedAt: now })])
}

function put(key: string, value: Return): Change {
  return { list: RETURNS, key, value }
}
