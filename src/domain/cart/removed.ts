/**
 * The list of removed lines: a line that is taken out of the cart can be restored for a day.
 * Invariant: the list holds at most MAX_REMOVED lines, the newest ones.
 */
import { accept, refuse } from '../result.ts'
import type { LineRows } from '../rows.ts'
import {
  ITEMS,
  type Line,
  MAX_LINES,
  MAX_REMOVED,
  REMOVED,
  RESTORABLE_MS,
  type RemovedLine,
  removedLines,
} from './cart.ts'
import type { CartFacts, LineDecision, LineName } from './decision.ts'
import type { LineEvent } from './events.ts'
import { linesNamed } from './line-rows.ts'
import { onlyLine } from './named-line.ts'

/** Moves lines to the list of removed lines; of those above the limit the oldest are deleted. */
export function removal(rows: LineRows, gone: readonly Line[], now: number): LineEvent[] {
  const forgotten = removedLines(rows)
    .slice(Math.max(0, MAX_REMOVED - gone.length))
    .map(([, { lineId }]): LineEvent => ({ type: 'removal_forgotten', lineId }))
  const kept = Math.max(0, gone.length - MAX_REMOVED)
  const removed = gone.map(({ lineId }, index): LineEvent => {
    return { type: 'line_removed', lineId, at: now, restorable: index >= kept }
  })
  return [...forgotten, ...removed]
}

export function restore(rows: LineRows, name: LineName, facts: CartFacts): LineDecision {
  // The list of removed lines has only rows of this type.
  const removed = linesNamed(rows, REMOVED, name) as readonly RemovedLine[]
  const restorable = removed.filter(({ removedAt }) => removedAt + RESTORABLE_MS > facts.now)
  if (restorable.length === 0) return refuse({ code: 'not_restorable', name })
  const found = onlyLine(REMOVED, name, restorable)
  if (!found.ok) return found
  if (rows.size(ITEMS) >= MAX_LINES) return refuse({ code: 'line_limit' })
  const { removedAt: _, ...line } = found.value
  return accept([{ type: 'line_set', line: { ...line, updatedAt: facts.now } }])
}

/** Deletes lines that can no longer be restored. */
export function expiredRemovals(rows: LineRows, now: number): LineEvent[] {
  return removedLines(rows)
    .filter(([, line]) => line.removedAt + RESTORABLE_MS <= now)
    .map(([, { lineId }]) => ({ type: 'removal_forgotten', lineId }))
}
