/**
 * Refusals of commands on lines: the line does not exist, the name is ambiguous, the line or the cart is too large.
 * Pure.
 */
import { accept, type Result, refuse } from '../result.ts'
import type { RowsView } from '../rows.ts'
import { type Line, lengthOf, MAX_LENGTH, MAX_LINES, MAX_QUANTITY } from './cart.ts'
import { clientsLength } from './clients.ts'
import type { CartRefusal, LineDecision, LineName } from './decision.ts'
import { linesNamed } from './line-rows.ts'

/** The line with this name; refuses a SKU that has several lines. */
export function oneLine(rows: RowsView, list: string, name: LineName): Result<Line, CartRefusal> {
  return onlyLine(name, linesNamed(rows, list, name))
}

export function onlyLine<L extends Line>(name: LineName, found: readonly L[]): Result<L, CartRefusal> {
  const [line] = found
  if (!line) return refuse({ code: 'line_not_found', detail: `The cart does not contain the line ${name}.` })
  if (found.length === 1) return accept(line)
  const lineIds = found.map(({ lineId }) => lineId)
  return refuse({
    code: 'ambiguous_line',
    detail: `The cart has ${found.length} lines of ${name}. Name one of them by its lineId.`,
    lineIds,
  })
}

/** The refusal if the line, in place of those in `before`, exceeds a limit; otherwise null. */
export function overLimit(rows: RowsView, line: Line, before: readonly Line[]) {
  if (line.quantity > MAX_QUANTITY) {
    return refuse({ code: 'quantity_limit' as const, detail: `A line can hold at most ${MAX_QUANTITY} units.` })
  }
  // Skip the measurement if the cart is far from the limit.
  if (rows.length + MAX_LINE_LENGTH <= MAX_LENGTH) return null
  const grown = before.reduce((left, each) => left - lengthOf(each), lengthOf(line))
  if (grown > 0 && rows.length - clientsLength(rows) + grown > MAX_LENGTH) {
    return refuse({ code: 'cart_too_large' as const, detail: 'The cart cannot store more attributes or lines.' })
  }
  return null
}

/** More bytes than any line has: attributes have at most 1 KiB, and the catalogue limits the texts. */
const MAX_LINE_LENGTH = MAX_LENGTH / 2

export function lineLimit() {
  return refuse({ code: 'line_limit' as const, detail: `A cart can hold at most ${MAX_LINES} lines.` })
}

export function notSelectable(sku: string): LineDecision {
  return refuse({ code: 'not_selectable', detail: `${sku} is no longer for sale.` })
}
