/** Why a command on a line is refused: there is no such line, it is one of several, it is too large. Pure. */
import { accept, type Result, refuse } from '../result.ts'
import type { RowsView } from '../rows.ts'
import { type Line, lengthOf, MAX_LENGTH, MAX_LINES, MAX_QUANTITY } from './cart.ts'
import type { CartRefusal, LineDecision, LineName } from './decision.ts'
import { linesNamed } from './line-rows.ts'

/** The one line that is named; refuses a SKU of which there are several. */
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

/** Why the line is too much, when it takes the place of those `before`; null when it is not. */
export function overLimit(rows: RowsView, line: Line, before: readonly Line[]) {
  if (line.quantity > MAX_QUANTITY) {
    return refuse({ code: 'quantity_limit' as const, detail: `A line can hold at most ${MAX_QUANTITY} units.` })
  }
  // Far from the limit nothing is measured.
  if (rows.length + LONGEST_LINE <= MAX_LENGTH) return null
  const grown = before.reduce((left, each) => left - lengthOf(each), lengthOf(line))
  if (grown > 0 && rows.length + grown > MAX_LENGTH) {
    return refuse({ code: 'cart_too_large' as const, detail: 'The cart cannot store more attributes or lines.' })
  }
  return null
}

/** More bytes than any line has: its attributes have 1 KiB at most, its texts are the catalogue's. */
const LONGEST_LINE = MAX_LENGTH / 2

export function lineLimit() {
  return refuse({ code: 'line_limit' as const, detail: `A cart can hold at most ${MAX_LINES} lines.` })
}

export function notSelectable(sku: string): LineDecision {
  return refuse({ code: 'not_selectable', detail: `${sku} is no longer for sale.` })
}
