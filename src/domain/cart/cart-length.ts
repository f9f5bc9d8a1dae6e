/**
 * The limit of what a cart stores, checked by the server only, because a browser has no rows to measure. Pure.
 * Invariant: a write that adds bytes never exceeds the limit; one that takes bytes away is always allowed.
 */
import { refuse } from '../result.ts'
import type { RowsView } from '../rows.ts'
import { ITEMS, lengthOf, MAX_LENGTH, SAVED } from './cart.ts'
import { clientsLength } from './clients.ts'
import type { LineDecision } from './decision.ts'
import type { LineEvent } from './events.ts'
import { lineById } from './line-rows.ts'

/** More bytes than any line has: attributes have at most 1 KiB, and the catalogue limits the texts. */
const MAX_LINE_LENGTH = MAX_LENGTH / 2

/** The decision, or the refusal of a cart that would become too large. */
export function withinLength(rows: RowsView, decision: LineDecision): LineDecision {
  // Skip the measurement if the cart is far from the limit.
  if (!decision.ok || rows.length + MAX_LINE_LENGTH <= MAX_LENGTH) return decision
  const grown = decision.value.reduce((sum, event) => sum + growthBy(rows, event), 0)
  const isOver = grown > 0 && rows.length - clientsLength(rows) + grown > MAX_LENGTH
  return isOver ? refuse({ code: 'cart_too_large' }) : decision
}

function growthBy(rows: RowsView, event: LineEvent): number {
  const inCart = event.type === 'line_set' || event.type === 'line_dropped'
  if (!inCart && event.type !== 'saved_set' && event.type !== 'saved_dropped') return 0
  const line = 'line' in event ? event.line : null
  const before = lineById(rows, inCart ? ITEMS : SAVED, line?.lineId ?? ('lineId' in event ? event.lineId : ''))
  return (line ? lengthOf(line) : 0) - (before ? lengthOf(before) : 0)
}
