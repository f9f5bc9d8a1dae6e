/**
 * Lists whose rows stay on disk and are read by key, so that waking, memory and writes cost the same for any number.
 * Rows that lapse are stored by periods of 30 days, under `{list}~{period}`: a period that is over is deleted in key
 * order, batch by batch, without an index and without a scan.
 * Invariant: a key is stored in at most one period, and no row is deleted before it has lapsed.
 */
import type { Json } from '../../domain/copy.ts'
import type { Change } from '../../domain/rows.ts'
import type { Storage } from './storage.ts'

/** For each list, the time from which a row may be deleted, in milliseconds since 1970; null when rows never lapse. */
export type ColdLists = { readonly [list: string]: ((value: Json) => number) | null }

const PERIOD_MS = 30 * 24 * 3600_000
/** Rows that one batch deletes, or moves into their periods. */
export const FORGOTTEN_AT_ONCE = 500
/** Rows that are cached between reading and writing them; a write touches fewer. */
const MAX_REMEMBERED = 16

interface Stored {
  readonly list: string
  readonly value: Json
}

export class ColdRows {
  readonly #storage: Storage
  readonly #lists: ColdLists
  /** Names under which each list has rows. */
  readonly #names = new Map<string, Set<string>>()
  readonly #found = new Map<string, Stored | null>()
  readonly #changed = new Map<string, Change>()

  constructor(storage: Storage, lists: ColdLists) {
    this.#storage = storage
    this.#lists = lists
  }

  has(list: string): boolean {
    return Object.hasOwn(this.#lists, list)
  }

  get(list: string, key: string): Json | undefined {
    const changed = this.#changed.get(idOf(list, key))
    return (changed ? changed.value : this.#find(list, key)?.value) ?? undefined
  }

  /** Takes effect for `get` at once, and on disk by `store`. */
  put(change: Change): void {
    this.#changed.set(idOf(change.list, change.key), change)
  }

  drop(): void {
    this.#changed.clear()
  }

  store(): void {
    for (const { list, key, value } of this.#changed.values()) {
      const stored = this.#find(list, key)
      const name = value === null ? null : this.#nameFor(list, value)
      if (stored && stored.list !== name) this.#storage.run(DELETE, stored.list, key)
      if (name === null) continue
      this.#storage.run(UPSERT, name, key, JSON.stringify(value))
      this.#namesOf(list).add(name)
    }
    this.#changed.clear()
    this.#found.clear()
  }

  clear(): void {
    this.#names.clear()
    this.#found.clear()
    this.#changed.clear()
  }

  /** Splits the names in the table: returns those that are ordinary lists, and keeps those of cold lists. */
  load(names: readonly string[]): readonly string[] {
    return names.filter((name) => {
      const [list = ''] = name.split('~')
      if (!this.has(list)) return true
      this.#namesOf(list).add(name)
      return false
    })
  }

  /** The end of the period of such a row, or null when the row does not lapse. */
  periodEnd(list: string, value: Json | null): number | null {
    const lapsesAt = value === null ? null : this.#lists[list]
    return lapsesAt && value !== null ? Math.ceil(lapsesAt(value) / PERIOD_MS) * PERIOD_MS : null
  }

  /** The time at which rows are next deleted or moved, or null. */
  nextForgetting(): number | null {
    const ends = [...this.#names].flatMap(([list, names]) => (this.#lists[list] ? [...names].map(endOf) : []))
    return ends.length > 0 ? Math.min(...ends) : null
  }

  /** Deletes one batch of lapsed rows, or moves rows of the first release, which had no periods, into their periods. */
  forget(now: number): void {
    this.#found.clear()
    for (const [list, lapsesAt] of Object.entries(this.#lists)) {
      const name = [...this.#namesOf(list)].find((each) => endOf(each) <= now)
      if (!lapsesAt || name === undefined) continue
      if (name === list) this.#moveBatch(list)
      else this.#deleteBatch(name)
      if (this.#storage.sql('SELECT 1 FROM rows WHERE list = ? LIMIT 1', name).length === 0) {
        this.#namesOf(list).delete(name)
      }
    }
  }

  #deleteBatch(name: string): void {
    this.#storage.run(
      `DELETE FROM rows WHERE list = ? AND key <=
        (SELECT max(key) FROM (SELECT key FROM rows WHERE list = ? ORDER BY key LIMIT ${FORGOTTEN_AT_ONCE}))`,
      name,
      name,
    )
  }

  #moveBatch(list: string): void {
    const batch = `SELECT key, value FROM rows WHERE list = ? ORDER BY key LIMIT ${FORGOTTEN_AT_ONCE}`
    for (const { key, value } of this.#storage.sql(batch, list)) {
      const name = this.#nameFor(list, JSON.parse(String(value)) as Json)
      this.#storage.run(UPSERT, name, String(key), String(value))
      this.#storage.run(DELETE, list, String(key))
      this.#namesOf(list).add(name)
    }
  }

  #find(list: string, key: string): Stored | null {
    const id = idOf(list, key)
    const known = this.#found.get(id)
    if (known !== undefined) return known
    const names = [...this.#namesOf(list)]
    const marks = names.map(() => '?').join(', ')
    const query = `SELECT list, value FROM rows WHERE list IN (${marks}) AND key = ?`
    const row = names.length > 0 ? this.#storage.sql(query, ...names, key)[0] : undefined
    const stored = row ? { list: String(row.list), value: JSON.parse(String(row.value)) as Json } : null
    if (this.#found.size >= MAX_REMEMBERED) this.#found.clear()
    this.#found.set(id, stored)
    return stored
  }

  #nameFor(list: string, value: Json): string {
    const end = this.periodEnd(list, value)
    return end === null ? list : `${list}~${end / PERIOD_MS}`
  }

  #namesOf(list: string): Set<string> {
    const names = this.#names.get(list) ?? new Set()
    this.#names.set(list, names)
    return names
  }
}

/** Rows without a period are due at once. */
function endOf(name: string): number {
  const [, period = 0] = name.split('~')
  return Number(period) * PERIOD_MS
}

function idOf(list: string, key: string): string {
  return `${list}\n${key}`
}

const DELETE = 'DELETE FROM rows WHERE list = ? AND key = ?'
const UPSERT = `INSERT INTO rows (list, key, value) VALUES (?, ?, ?)
  ON CONFLICT (list, key) DO UPDATE SET value = excluded.value`
