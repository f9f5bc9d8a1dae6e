/**
 * Several values in one cell, with `|` between them. Invariant: what was joined is split into the same values, whatever
 * they hold: a backslash before a character takes it as it is.
 */

const SPECIAL = /[\\|]/g

export function joinCell(values: readonly string[]): string {
  return values.map((value) => withEndsKept(value.replace(SPECIAL, '\\$&'))).join('|')
}

/** A backslash before each space at either end. By `trim`: an expression for the end would try every space inside. */
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
 * Space around a value is not part of it, and a value of nothing is none.
 * @param bySpace whether space stands between values as well
 */
export function splitCell(cell: string, bySpace = false): readonly string[] {
  const values: string[] = []
  let value = ''
  // How much of the value was written to stay: the space behind that goes.
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
