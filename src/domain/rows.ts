/** The rows of an aggregate, by list and key: what a decision reads and what an event changes. */
import type { Json, Lists } from './copy.ts'

export interface RowsView {
  get(list: string, key: string): Json | undefined
  entries(list: string): Iterable<readonly [key: string, value: Json]>
  size(list: string): number
  /** Bytes of all rows together, as `storedBytes` counts them; kept as a running sum. */
  readonly length: number
}

/** One row that an event writes; a null value deletes it. */
export interface Change {
  readonly list: string
  readonly key: string
  readonly value: Json | null
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
  const rowsOf = (list: string) => (Object.hasOwn(lists, list) ? (lists[list] ?? {}) : {})
  return {
    get(list, key) {
      const rows = rowsOf(list)
      // A key may have the name of something that every object has.
      return Object.hasOwn(rows, key) ? rows[key] : undefined
    },
    entries: (list) => Object.entries(rowsOf(list)),
    size: (list) => Object.keys(rowsOf(list)).length,
    get length() {
      return storedBytes(lists)
    },
  }
}

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** Bytes of a value as a statement of the record carries it: JSON in UTF-8, with its quotes and backslashes escaped again. */
export function storedBytes(value: Json): number {
  return bytesOfJson(JSON.stringify(value))
}

/** The same of a value that is JSON already. */
export function bytesOfJson(json: string): number {
  let bytes = 0
  for (let place = 0; place < json.length; place++) {
    const code = json.charCodeAt(place)
    if (code < 0x80) bytes += code === QUOTE || code === BACKSLASH ? 2 : 1
    // Half of a pair is half of four bytes.
    else bytes += code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 2 : 3
  }
  return bytes
}
