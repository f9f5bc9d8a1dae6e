/**
 * The rows of an aggregate in memory, over the table `rows`.
 * Invariant: between transactions memory and table are equal; a journal of old values undoes what was not stored.
 */
import type { Json, Lists } from '../../domain/copy.ts'
import type { Change, RowsView } from '../../domain/rows.ts'
import type { Storage } from './storage.ts'

interface Row {
  readonly value: Json
  readonly length: number
}

export class RowSet implements RowsView {
  readonly #lists = new Map<string, Map<string, Row>>()
  #journal = new Map<string, Change>()
  #length = 0

  get length(): number {
    return this.#length
  }

  get(list: string, key: string): Json | undefined {
    return this.#lists.get(list)?.get(key)?.value
  }

  size(list: string): number {
    return this.#lists.get(list)?.size ?? 0
  }

  *entries(list: string): Iterable<readonly [string, Json]> {
    for (const [key, row] of this.#lists.get(list) ?? []) yield [key, row.value] as const
  }

  /** Changes memory and notes what was there before. */
  apply(changes: readonly Change[]): void {
    for (const { list, key, value } of changes) {
      const name = `${list}\n${key}`
      if (!this.#journal.has(name)) this.#journal.set(name, { list, key, value: this.get(list, key) ?? null })
      this.#put(list, key, value)
    }
  }

  /** What would take the applied changes back. */
  inverse(): readonly Change[] {
    return [...this.#journal.values()]
  }

  /** Forgets the applied changes: memory is as it was. */
  rollback(): void {
    for (const { list, key, value } of this.#journal.values()) this.#put(list, key, value)
    this.#journal.clear()
  }

  /** Writes each changed row once, however often it changed. */
  store(storage: Storage): void {
    for (const { list, key } of this.#journal.values()) {
      const value = this.get(list, key)
      if (value === undefined) storage.sql('DELETE FROM rows WHERE list = ? AND key = ?', list, key)
      else storage.sql(UPSERT, list, key, JSON.stringify(value))
    }
    this.#journal.clear()
  }

  /** Every row, or those of some lists, as a copy carries them. */
  lists(only?: readonly string[]): Lists {
    const lists: Record<string, Record<string, Json>> = {}
    for (const [list, rows] of this.#lists) {
      if (only && !only.includes(list)) continue
      lists[list] = Object.fromEntries([...rows].map(([key, row]) => [key, row.value]))
    }
    return lists
  }

  /** Applies every row of a copy; the set must be empty. */
  install(lists: Lists): void {
    for (const [list, rows] of Object.entries(lists)) {
      this.apply(Object.entries(rows).map(([key, value]) => ({ list, key, value })))
    }
  }

  /** Deletes everything, in memory and in the table. */
  clear(storage: Storage): void {
    storage.sql('DELETE FROM rows')
    this.#lists.clear()
    this.#journal.clear()
    this.#length = 0
  }

  /** Fills a new one from the table. */
  load(storage: Storage): void {
    for (const row of storage.sql('SELECT list, key, value FROM rows')) {
      this.#put(String(row.list), String(row.key), JSON.parse(String(row.value)) as Json)
    }
  }

  #put(list: string, key: string, value: Json | null): void {
    const rows = this.#lists.get(list)
    this.#length -= rows?.get(key)?.length ?? 0
    if (value === null) {
      rows?.delete(key)
      return
    }
    const length = JSON.stringify(value).length
    this.#length += length
    if (rows) rows.set(key, { value, length })
    else this.#lists.set(list, new Map([[key, { value, length }]]))
  }
}

const UPSERT = `INSERT INTO rows (list, key, value) VALUES (?, ?, ?)
  ON CONFLICT (list, key) DO UPDATE SET value = excluded.value`
