/**
 * The character between the cells of a CSV file. Spreadsheets write a comma, a semicolon or a tab, by the country that
 * they are set to, and some say which in a first line `sep=;`. Pure; cost is linear in the length of the text.
 */

const DELIMITERS = [',', ';', '\t'] as const
export type Delimiter = (typeof DELIMITERS)[number]

/** A line `sep=;` says how the file is read and is no record. */
const SEPARATOR = /^\ufeff?"?sep=([,;\t])"?[\r\n]*$/i

export function isSeparatorLine(line: string): boolean {
  return line.length < 12 && SEPARATOR.test(line)
}

/**
 * The delimiter of the first line that is not blank, which is the header: the most frequent one outside quotation marks.
 * @param isWhole whether `text` is the whole file: its last line has ended
 * @returns null while that line has not ended
 */
export function delimiterOf(text: string, isWhole: boolean): Delimiter | null {
  const counts = new Map<string, number>()
  let [from, isBlank, isQuoted] = [0, true, false]
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '\n' || character === '\r') {
      if (!isBlank) return chosen(text.slice(from, at), counts)
      counts.clear()
      ;[from, isQuoted] = [at + 1, false]
    } else if (character === '"') isQuoted = !isQuoted
    else if (DELIMITERS.some((delimiter) => delimiter === character)) {
      if (!isQuoted) counts.set(character, (counts.get(character) ?? 0) + 1)
    } else if (character.trim() !== '') isBlank = false
  }
  return isWhole ? chosen(text.slice(from), counts) : null
}

function chosen(line: string, counts: ReadonlyMap<string, number>): Delimiter {
  const [, said] = line.length < 12 ? (SEPARATOR.exec(line) ?? []) : []
  const [first, ...others] = DELIMITERS
  const most = others.reduce<Delimiter>(
    (best, each) => ((counts.get(each) ?? 0) > (counts.get(best) ?? 0) ? each : best),
    first,
  )
  return DELIMITERS.find((delimiter) => delimiter === said) ?? most
}
