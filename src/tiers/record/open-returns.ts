/**
 * The column `open_returns`: the sum of 1 if a return of the order is requested, 2 if one is approved, and 4 if one is
 * received; NULL without an open return. Each value is its own range of the index, so a list reads no other order.
 */
import { OPEN_RETURN_STATES, type ReturnState, returnsOf } from '../../domain/order/return.ts'
import type { RowsView } from '../../domain/rows.ts'

const VALUES = Array.from({ length: 2 ** OPEN_RETURN_STATES.length - 1 }, (_, n) => n + 1)

export function openReturnsIn(rows: RowsView): number | null {
  return sumOf(returnsOf(rows).map(([, { state }]) => state)) || null
}

/** The values of orders with a return in one of these states. */
export function valuesWith(states: readonly ReturnState[]): readonly number[] {
  const wanted = sumOf(states)
  return VALUES.filter((value) => value & wanted)
}

function sumOf(states: readonly ReturnState[]): number {
  return OPEN_RETURN_STATES.reduce((sum, state, place) => sum + (states.includes(state) ? 2 ** place : 0), 0)
}
