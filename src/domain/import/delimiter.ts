/**
 * Finds the character between the cells of a CSV file. Spreadsheets write a comma, a semicolon or a tab, depending on
 * their locale, and some name it in a first line `sep=;`. Pure; the cost is linear in the length of the text.
 */

const DELIMITERS = [',', ';', '\t'] as const
export type Delimiter = (typeof DELIMITERS)[number]

/** A line `sep=;` names the delimiter and is not a record. */
const SEPARATOR = /^\ufeff?"?sep=([,;\t])"?[\r\n]*$/i

const LINE_END = /[\r\n]/g
/** A line that is not blank. */
const FILLED = /[^\s,;"]/

export function isSeparatorLine(line: string): boolean {
  return line.length < 12 && SEPARATOR.test(line)
}

/**
 * The delimiter that occurs most often in the header, outside quotation marks. The header is the first line that is not
 * blank.
 * @param isWhole whether `text` is the whole file, so that its last line has ended
 * @returns null if the header has not ended yet
 */
export function delimiterOf(text: string, isWhole: boolean): Delimiter | null {
  for (let from = 0; from < text.length; ) {
    LINE_END.lastIndex = from
    const end = LINE_END.exec(text)?.index ?? (isWhole ? text.length : -1)
    if (end === -1) return null
    const line = text.slice(from, end)
    if (FILLED.test(line)) return delimiterIn(line)
    from = end + 1
  }
  return isWhole ? DELIMITERS[0] : null
}

function delimiterIn(line: string): Delimiter {
  if (isSeparatorLine(line)) return (SEPARATOR.exec(line)?.[1] ?? DELIMITERS[0]) as Delimiter
  // Ignore text in quotation marks, because it is part of a name.
  const bare = line.split('"').filter((_, place) => place % 2 === 0)
  const countOf = (delimiter: Delimiter) => bare.reduce((sum, part) => sum + part.split(delimiter).length - 1, 0)
  return DELIMITERS.reduce((best, each) => (countOf(each) > countOf(best) ? each : best))
}
