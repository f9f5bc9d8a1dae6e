/**
 * The saved list: lines that a shopper saved for later.
 * Invariant: a line is in the cart or in the saved list, with its attributes and the price at which it was added. It
 * keeps its id, unless the other list has an equal line: then its units are added to that one.
 */
import { accept, refuse } from '../result.ts'
import type { LineRows } from '../rows.ts'
import { ITEMS, type Line, MAX_LINES, MAX_QUANTITY, MAX_SAVED, SAVED } from './cart.ts'
import type { CartFacts, LineDecision, LineName } from './decision.ts'
import { skuOf } from './line-id.ts'
import { equalLine } from './line-rows.ts'
import { oneLine } from './named-line.ts'

export function save(rows: LineRows, name: LineName, { now, rank }: CartFacts): LineDecision {
  const found = oneLine(rows, ITEMS, name)
  if (!found.ok) return found
  const line = found.value
  const aside = equalLine(rows, SAVED, skuOf(line.lineId), line.attributes)
  if (!aside && rows.size(SAVED) >= MAX_SAVED) return refuse({ code: 'saved_limit' })
  const together: Line = aside
    ? { ...joined(line, aside, now), lineId: aside.lineId, rank: aside.rank }
    : { ...line, rank, updatedAt: now }
  if (together.quantity > MAX_QUANTITY) return refuse({ code: 'quantity_limit' })
  return accept([
    { type: 'line_dropped', lineId: line.lineId },
    { type: 'saved_set', line: together },
  ])
}

export function move(rows: LineRows, name: LineName, { now, rank }: CartFacts): LineDecision {
  const found = oneLine(rows, SAVED, name)
  if (!found.ok) return found
  const aside = found.value
  const line = equalLine(rows, ITEMS, skuOf(aside.lineId), aside.attributes)
  if (!line && rows.size(ITEMS) >= MAX_LINES) return refuse({ code: 'line_limit' })
  const together = line ? joined(line, aside, now) : { ...aside, rank, updatedAt: now }
  if (together.quantity > MAX_QUANTITY) return refuse({ code: 'quantity_limit' })
  return accept([
    { type: 'saved_dropped', lineId: aside.lineId },
    { type: 'line_set', line: together },
  ])
}

export function unsave(rows: LineRows, name: LineName): LineDecision {
  const found = oneLine(rows, SAVED, name)
  return found.ok ? accept([{ type: 'saved_dropped', lineId: found.value.lineId }]) : found
}

/** The line that is already in the list, with the units of the other added. */
function joined(standing: Line, other: Line, now: number): Line {
  return { ...standing, quantity: standing.quantity + other.quantity, updatedAt: now }
}
