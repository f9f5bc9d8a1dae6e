/** The rows of an aggregate, by list and key. Decisions read them, and events change them. */
import type { Json, Lists } from './copy.ts'

export interface LineRows {
  get(list: string, key: string): Json | undefined
  entries(list: string): Iterable<readonly [key: string, value: Json]>
  size(list: string): number
}

export interface RowsView extends LineRows {
  /** Bytes of all rows together, as `storedBytes` counts them; kept as a running sum. */
  readonly length: number
}

/** One row that an event writes; a null value deletes it. */
export interface Change {
  readonly list: string
  readonly key: string
  readonly value: Json | null
}

/** The rows of lists that need no measuring. */
export function rowsOf(lists: Lists): LineRows {
  const rowsIn = (list: string) => (Object.hasOwn(lists, list) ? (lists[list] ?? {}) : {})
  return {
    get(list, key) {
      const rows = rowsIn(list)
      // Check for an own property, because a key may be the name of an inherited one.
      return Object.hasOwn(rows, key) ? rows[key] : undefined
    },
    entries: (list) => Object.entries(rowsIn(list)),
    size: (list) => Object.keys(rowsIn(list)).length,
  }
}

/**
 * The rows of a copy.
 * @example
 * import { viewOf } from './rows.ts'
 * const rows = viewOf({ items: { tea: { quantity: 2 } } })
 * rows.get('items', 'tea') // => { quantity: 2 }
 * rows.size('removed') // => 0
 * rows.get('items', 'constructor') // => undefined
 */
export function viewOf(lists: Lists): RowsView {
  return {
    ...rowsOf(lists),
    get length() {
      return storedBytes(lists)
    },
  }
}

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** Bytes of a value within a statement to the record: JSON in UTF-8, with quotes and backslashes escaped again. */
export function storedBytes(value: Json): number {
  return bytesOfJson(JSON.stringify(value))
}

/** Bytes of a value that is already JSON, within a statement to the record. */
export function bytesOfJson(json: string): number {
  let bytes = 0
  for (let place = 0; place < json.length; place++) {
    const code = json.charCodeAt(place)
    if (code < 0x80) bytes += code === QUOTE || code === BACKSLASH ? 2 : 1
    // Half of a surrogate pair counts as half of four bytes.
    else bytes += code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 2 : 3
  }
  return bytes
}
