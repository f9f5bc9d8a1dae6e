/**
 * Protects against formula injection: an export writes an apostrophe before a cell that a spreadsheet would run as a
 * formula, because spreadsheets then read it as text. An import removes the apostrophe. Invariant: an import of an
 * export yields the original values.
 */

/** Apostrophes may come first, because a cell that begins with some gets one more, and the import removes only that. */
const FORMULA = /^'*[=+\-@\t\r＝＋－＠]/
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/
const GUARDED = /^'+[=+\-@\t\r＝＋－＠]/

export function guarded(cell: string): string {
  return FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell
}

export function unguarded(cell: string): string {
  return GUARDED.test(cell) ? cell.slice(1) : cell
}
