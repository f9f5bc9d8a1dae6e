/**
 * The saved list: lines put aside for later. Invariant: saving and moving back lose nothing: a line is in one of the
 * two lists, with its attributes and the price at which it was added.
 */
import { accept, refuse } from '../result.ts'
import type { RowsView } from '../rows.ts'
import { ITEMS, type Line, lineOf, MAX_LINES, MAX_SAVED, SAVED, savedLineOf } from './cart.ts'
import { type CartDecision, type CartFacts, notFound, overLimit } from './decide.ts'

/** Puts a line aside; units of the same product that are aside already are added. */
export function save(rows: RowsView, sku: string, { now, rank }: CartFacts): CartDecision {
  const line = lineOf(rows, sku)
  if (!line) return notFound(sku)
  const aside = savedLineOf(rows, sku)
  if (!aside && rows.size(SAVED) >= MAX_SAVED) {
    return refuse({ code: 'saved_limit', detail: `The saved list holds at most ${MAX_SAVED} lines.` })
  }
  const together = aside ? { ...joined(line, aside, now), rank: aside.rank } : { ...line, rank, updatedAt: now }
  const refusal = overLimit(rows, together, aside ? [line, aside] : [line])
  return (
    refusal ??
    accept([
      { type: 'line_dropped', sku },
      { type: 'saved_set', sku, line: together },
    ])
  )
}

/** Brings a saved line back; units of the same product in the cart are added to. */
export function move(rows: RowsView, sku: string, { now, rank }: CartFacts): CartDecision {
  const aside = savedLineOf(rows, sku)
  if (!aside) return notSaved(sku)
  const line = lineOf(rows, sku)
  if (!line && rows.size(ITEMS) >= MAX_LINES) {
    return refuse({ code: 'line_limit', detail: `A cart holds at most ${MAX_LINES} lines.` })
  }
  const together = line ? joined(line, aside, now) : { ...aside, rank, updatedAt: now }
  const refusal = overLimit(rows, together, line ? [line, aside] : [aside])
  return (
    refusal ??
    accept([
      { type: 'saved_dropped', sku },
      { type: 'line_set', sku, line: together },
    ])
  )
}

export function unsave(rows: RowsView, sku: string): CartDecision {
  return savedLineOf(rows, sku) ? accept([{ type: 'saved_dropped', sku }]) : notSaved(sku)
}

/** The line that stands, with the units of the other. */
function joined(standing: Line, other: Line, now: number): Line {
  return { ...standing, quantity: standing.quantity + other.quantity, updatedAt: now }
}

function notSaved(sku: string): CartDecision {
  return refuse({ code: 'line_not_found', detail: `The saved list has no line for ${sku}.` })
}
