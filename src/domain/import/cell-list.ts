/**
 * Several values in one cell, separated by `|`. A backslash before a character makes it part of the value.
 * Invariant: joined values are split into the same values, even if they contain separators, spaces or backslashes.
 */

const SPECIAL = /[\\|]/g

export function joinCell(values: readonly string[]): string {
  return values.map((value) => withEndsKept(value.replace(SPECIAL, '\\$&'))).join('|')
}

/** Escapes each space at either end. Uses `trim`, because a regular expression for the end would try every space. */
function withEndsKept(value: string): string {
  const inner = value.trim()
  if (inner === '') return kept(value)
  const from = value.length - value.trimStart().length
  return kept(value.slice(0, from)) + inner + kept(value.slice(from + inner.length))
}

function kept(space: string): string {
  return space.replace(/./gsu, '\\$&')
}

/**
 * Removes spaces around values and drops empty values.
 * @param bySpace whether spaces separate values too
 */
export function splitCell(cell: string, bySpace = false): readonly string[] {
  const values: string[] = []
  let value = ''
  // The length of the value up to its last escaped character; unescaped spaces after it are removed.
  let kept = 0
  let isOpen = false
  const close = () => {
    if (isOpen) values.push(value.slice(0, kept))
    ;[value, kept, isOpen] = ['', 0, false]
  }
  for (let at = 0; at < cell.length; at++) {
    const character = cell.charAt(at)
    const isSpace = /\s/u.test(character)
    if (character === '|' || (bySpace && isSpace)) close()
    else if (character === '\\' && at + 1 < cell.length) {
      value += cell.charAt(++at)
      ;[kept, isOpen] = [value.length, true]
    } else if (!isSpace) {
      value += character
      ;[kept, isOpen] = [value.length, true]
    } else if (isOpen) value += character
  }
  close()
  return values
}
