/** Finds the line that a command names. Pure. */
import { accept, type Result, refuse } from '../result.ts'
import type { LineRows } from '../rows.ts'
import type { Line } from './cart.ts'
import type { LineName, LineRefusal } from './decision.ts'
import { linesNamed } from './line-rows.ts'

/** The line with this name; refuses a SKU that has several lines. */
export function oneLine(rows: LineRows, list: string, name: LineName): Result<Line, LineRefusal> {
  return onlyLine(list, name, linesNamed(rows, list, name))
}

export function onlyLine<L extends Line>(list: string, name: LineName, found: readonly L[]): Result<L, LineRefusal> {
  const [line] = found
  if (!line) return refuse({ code: 'line_not_found', name, list })
  if (found.length === 1) return accept(line)
  return refuse({ code: 'ambiguous_line', name, lineIds: found.map(({ lineId }) => lineId) })
}
