/** The rows of an aggregate, by list and key: what a decision reads and what an event changes. */
import type { Json } from './copy.ts'

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
