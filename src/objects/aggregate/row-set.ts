/**
 * The rows of an aggregate, backed by the table `rows`. They are in memory, except cold lists, which are read by key.
 * Invariant: between transactions memory and table are equal; a journal of old values undoes unstored changes.
 */
import type { Json, Lists } from '../../domain/copy.ts'
import { bytesOfJson, type Change, type RowsView } from '../../domain/rows.ts'
import type { ColdRows } from './cold-rows.ts'
import type { Storage } from './storage.ts'

/** A row becomes JSON once: for its size, the table, and the undo of the write that replaces it. */
interface Row {
  readonly value: Json
  readonly json: string
  readonly length: number
}

interface Before extends Change {
  /** Null if no row existed. */
  readonly json: string | null
}

export class RowSet implements RowsView {
  readonly #lists = new Map<string, Map<string, Row>>()
  #journal = new Map<string, Before>()
  #length = 0
  readonly #cold: ColdRows | null

  constructor(cold: ColdRows | null = null) {
    this.#cold = cold
  }

  get length(): number {
    return this.#length
  }

  get(list: string, key: string): Json | undefined {
    return this.#cold?.has(list) ? this.#cold.get(list, key) : this.#lists.get(list)?.get(key)?.value
  }

  size(list: string): number {
    this.#mustBeWarm(list)
    return this.#lists.get(list)?.size ?? 0
  }

  *entries(list: string): Iterable<readonly [string, Json]> {
    this.#mustBeWarm(list)
    for (const [key, row] of this.#lists.get(list) ?? []) yield [key, row.value] as const
  }

  /** Changes memory and records the previous values. */
  apply(changes: readonly Change[]): void {
    for (const { list, key, value } of changes) {
      const name = `${list}\n${key}`
      if (!this.#journal.has(name)) this.#journal.set(name, this.#before(list, key))
      this.#put(list, key, value)
    }
  }

  /** The changes that undo the applied changes. */
  inverse(): readonly Change[] {
    return [...this.#journal.values()]
  }

  /** The same as JSON, without the changes of some lists. */
  inverseJson(without: readonly string[] = []): string {
    const changes: string[] = []
    for (const { list, key, json } of this.#journal.values()) {
      if (without.includes(list)) continue
      changes.push(`{"list":${JSON.stringify(list)},"key":${JSON.stringify(key)},"value":${json}}`)
    }
    return `[${changes.join()}]`
  }

  /** Undoes the applied changes in memory. */
  rollback(): void {
    for (const { list, key, value, json } of this.#journal.values()) {
      if (!this.#cold?.has(list)) this.#put(list, key, value, json)
    }
    this.#cold?.drop()
    this.#journal.clear()
  }

  /** Writes each changed row once, however often it changed. */
  store(storage: Storage): void {
    for (const { list, key } of this.#journal.values()) {
      if (this.#cold?.has(list)) continue
      const row = this.#lists.get(list)?.get(key)
      if (row) storage.run(UPSERT, list, key, row.json)
      else storage.run('DELETE FROM rows WHERE list = ? AND key = ?', list, key)
    }
    this.#cold?.store()
    this.#journal.clear()
  }

  /** All rows, or those of some lists, as a copy carries them. Cold lists are not copied. */
  lists(only?: readonly string[]): Lists {
    const lists: Record<string, Record<string, Json>> = {}
    for (const [list, rows] of this.#lists) {
      if (only && !only.includes(list)) continue
      lists[list] = Object.fromEntries([...rows].map(([key, row]) => [key, row.value]))
    }
    return lists
  }

  /** Applies every row of a copy to an empty set. */
  install(lists: Lists): void {
    for (const [list, rows] of Object.entries(lists)) {
      this.apply(Object.entries(rows).map(([key, value]) => ({ list, key, value })))
    }
  }

  /** Replaces all rows with these, except those of cold lists. */
  replace(storage: Storage, lists: Lists): void {
    for (const [list, rows] of this.#lists) {
      this.apply([...rows.keys()].map((key) => ({ list, key, value: null })))
    }
    this.install(lists)
    this.store(storage)
  }

  /** The end of the period of a cold row, or null when it does not lapse. */
  periodEnd({ list, value }: Change): number | null {
    return this.#cold?.periodEnd(list, value) ?? null
  }

  /** The time at which cold rows are next deleted, or null. */
  nextForgetting(): number | null {
    return this.#cold?.nextForgetting() ?? null
  }

  /** Deletes one batch of lapsed cold rows. */
  forget(now: number): void {
    this.#cold?.forget(now)
  }

  /** Deletes everything, in memory and in the table. */
  clear(storage: Storage): void {
    storage.run('DELETE FROM rows')
    this.#cold?.clear()
    this.#lists.clear()
    this.#journal.clear()
    this.#length = 0
  }

  /** Fills a new set from the table. */
  load(storage: Storage): void {
    const warm = this.#cold?.load(storage.sql(LISTS).map(({ list }) => String(list)))
    const found = warm
      ? warm.flatMap((list) => storage.sql('SELECT list, key, value FROM rows WHERE list = ?', list))
      : storage.sql('SELECT list, key, value FROM rows')
    for (const row of found) {
      const json = String(row.value)
      this.#put(String(row.list), String(row.key), JSON.parse(json) as Json, json)
    }
  }

  #mustBeWarm(list: string): void {
    if (this.#cold?.has(list)) throw new Error(`the rows of ${list} are only read by key`)
  }

  #before(list: string, key: string): Before {
    const row = this.#lists.get(list)?.get(key)
    if (row) return { list, key, value: row.value, json: row.json }
    const value = this.get(list, key) ?? null
    return { list, key, value, json: value === null ? null : JSON.stringify(value) }
  }

  /** @param json the value as JSON, if the caller has it */
  #put(list: string, key: string, value: Json | null, json: string | null = null): void {
    if (this.#cold?.has(list)) {
      this.#cold.put({ list, key, value })
      return
    }
    const rows = this.#lists.get(list)
    this.#length -= rows?.get(key)?.length ?? 0
    if (value === null) {
      rows?.delete(key)
      return
    }
    const text = json ?? JSON.stringify(value)
    const row: Row = { value, json: text, length: bytesOfJson(text) }
    this.#length += row.length
    if (rows) rows.set(key, row)
    else this.#lists.set(list, new Map([[key, row]]))
  }
}

/** The names of lists that have rows: one index seek for each name. */
const LISTS = `WITH RECURSIVE names (list) AS (
    SELECT min(list) FROM rows
    UNION ALL SELECT (SELECT min(list) FROM rows WHERE list > names.list) FROM names WHERE names.list IS NOT NULL)
  SELECT list FROM names WHERE list IS NOT NULL`
const UPSERT = `INSERT INTO rows (list, key, value) VALUES (?, ?, ?)
  ON CONFLICT (list, key) DO UPDATE SET value = excluded.value`
