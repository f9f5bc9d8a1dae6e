/** The rows of an aggregate, by list and key: what a decision reads and what an event changes. */
import type { Json, Lists } from './copy.ts'

export interface RowsView {
  get(list: string, key: string): Json | undefined
  entries(list: string): Iterable<readonly [key: string, value: Json]>
  size(list: string): number
  /** Characters of JSON of all rows together, kept as a running sum. */
  readonly length: number
}

/** One row that an event writes; a null value deletes it. */
export interface Change {
  readonly list: string
  readonly key: string
  readonly value: Json | null
}

/** The rows of a copy. */
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
      return JSON.stringify(lists).length
    },
  }
}
