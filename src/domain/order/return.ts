/** The rows of an order's returns. */
import type { RowsView } from '../rows.ts'
import type { ShippedLine } from './shipment.ts'

export const RETURNS = 'returns'

export const RETURN_STATES = ['requested', 'approved', 'refused', 'received', 'refunded'] as const
export type ReturnState = (typeof RETURN_STATES)[number]

/** The states in which a return waits: for an answer, for its units, or for its refund. */
export const OPEN_RETURN_STATES = ['requested', 'approved', 'received'] as const satisfies readonly ReturnState[]
export type OpenReturnState = (typeof OPEN_RETURN_STATES)[number]

export type Return = {
  readonly lines: readonly ShippedLine[]
  /** The shopper's reason. */
  readonly reason: string
  readonly state: ReturnState
  readonly at: number
  readonly changedAt: number
  /** Where the units go, or why the return was refused. */
  readonly answer?: string
  readonly labelUrl?: string
  /** The refund that a received return owes. */
  readonly refundId?: string
}

/** Oldest first. */
export function returnsOf(rows: RowsView): readonly (readonly [id: string, its: Return])[] {
  // The cast: the list holds rows of one type.
  const all = [...(rows.entries(RETURNS) as Iterable<readonly [string, Return]>)]
  return all.sort(([a], [b]) => (a < b ? -1 : 1))
}

export function returnOf(rows: RowsView, id: string): Return | undefined {
  return rows.get(RETURNS, id) as Return | undefined
}
