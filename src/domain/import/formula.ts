/**
 * Cells that a spreadsheet would run as a formula. An export writes an apostrophe before them, which spreadsheets take as
 * the sign for text; an import takes it away again. Invariant: what was exported is read back unchanged.
 */

const FORMULA = /^'*[=+\-@\t\r＝＋－＠]/
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/
const GUARDED = /^'+[=+\-@\t\r＝＋－＠]/

export function guarded(cell: string): string {
  return FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell
}

export function unguarded(cell: string): string {
  return GUARDED.test(cell) ? cell.slice(1) : cell
}
