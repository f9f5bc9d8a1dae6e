/**
 * The samples of the last three days, a row a minute, in the object's storage. A row has the values of all leaves by
 * numbers that never change their meaning, so that samples outlive a release with other alerts.
 * Invariant: a minute has at most one row, there are at most KEPT_MINUTES rows, and none is later than the newest sample.
 */
import type { Point, Samples } from '../../domain/alerts/evaluate.ts'
import type { Leaf } from '../../domain/alerts/leaves.ts'
import type { SqlValue, Storage } from '../aggregate/storage.ts'

/** The longest window of an alert, and the minute in which it begins. */
export const KEPT_MINUTES = 3 * 24 * 60 + 1
const MINUTE_MS = 60_000

export const SAMPLE_TABLES = [
  // `since`: the first minute whose row has the leaf.
  'CREATE TABLE leaves (number INTEGER PRIMARY KEY, key TEXT NOT NULL, since INTEGER NOT NULL)',
  `CREATE TABLE samples (
    minute INTEGER PRIMARY KEY, at INTEGER NOT NULL, ordinal INTEGER NOT NULL, present TEXT NOT NULL, lost TEXT NOT NULL)`,
] as const

interface Row {
  readonly minute: number
  /** Milliseconds since 1970. */
  readonly at: number
  readonly ordinal: number
  /** Values by the leaf's number; null where there was none. */
  readonly present: readonly (number | null)[]
  readonly lost: readonly (number | null)[]
}

/** Each leaf's number, and the first minute whose row has the leaf. */
type Numbers = ReadonlyMap<string, { readonly number: number; readonly since: number }>

export class SampleRows {
  readonly #storage: Storage

  constructor(storage: Storage) {
    this.#storage = storage
  }

  /** Call this within a transaction. A second sample of a minute changes nothing. */
  add(leaves: readonly Leaf[], values: ReadonlyMap<string, number>, now: number): void {
    const minute = Math.floor(now / MINUTE_MS)
    // A clock that went back: later samples would hide every new one.
    this.#storage.run('DELETE FROM samples WHERE minute > ?', minute)
    const before = this.#newest()
    if (before?.minute === minute) return
    const numbers = this.#numbers(leaves, minute)
    const present: (number | null)[] = []
    const lost: (number | null)[] = []
    for (const { key, how } of leaves) {
      const { number = 0 } = numbers.get(key) ?? {}
      const [value, previous] = [values.get(key) ?? null, before?.present[number] ?? null]
      const hasBegunAgain = how === 'counter' && value !== null && previous !== null && value < previous
      present[number] = value
      const total = (before?.lost[number] ?? 0) + (hasBegunAgain ? previous : 0)
      if (total > 0) lost[number] = total
    }
    this.#storage.run(
      'INSERT INTO samples (minute, at, ordinal, present, lost) VALUES (?, ?, ?, ?, ?)',
      ...[minute, now, (before?.ordinal ?? 0) + 1, textOf(present), textOf(lost)],
    )
    this.#storage.run('DELETE FROM samples WHERE minute <= ?', minute - KEPT_MINUTES)
  }

  /** The samples as they are now. */
  read(): Samples & { readonly at: number | null } {
    const newest = this.#newest()
    const numbers = this.#known()
    const firsts = new Map<number, Row | undefined>()
    /** The first row at this time or later; each is read once. */
    const firstSince = (at: number) => {
      if (!firsts.has(at)) firsts.set(at, this.#firstSince(at))
      return firsts.get(at)
    }
    const pointIn = (row: Row | undefined, leaf: Leaf): Point | undefined => {
      const { number } = numbers.get(leaf.key) ?? {}
      const value = number === undefined ? null : (row?.present[number] ?? null)
      if (row === undefined || number === undefined || value === null) return undefined
      return { at: row.at / 1000, ordinal: row.ordinal, value, lost: row.lost[number] ?? 0 }
    }
    return {
      at: newest?.at ?? null,
      last: (leaf) => pointIn(newest, leaf),
      since: (leaf, at) => {
        const begin = (numbers.get(leaf.key)?.since ?? 0) * MINUTE_MS
        return pointIn(firstSince(Math.max(Math.round(at * 1000), begin)), leaf)
      },
    }
  }

  #newest(): Row | undefined {
    return rowOf(this.#storage.sql('SELECT * FROM samples ORDER BY minute DESC LIMIT 1')[0])
  }

  #firstSince(at: number): Row | undefined {
    // The first row of that minute can be earlier than the time.
    const query = 'SELECT * FROM samples WHERE minute >= ? AND at >= ? ORDER BY minute LIMIT 1'
    return rowOf(this.#storage.sql(query, Math.floor(at / MINUTE_MS), at)[0])
  }

  #known(): Numbers {
    const rows = this.#storage.sql('SELECT number, key, since FROM leaves')
    return new Map(
      rows.map(({ number, key, since }) => [String(key), { number: Number(number), since: Number(since) }]),
    )
  }

  /** Gives a number to each leaf that has none yet. */
  #numbers(leaves: readonly Leaf[], minute: number): Numbers {
    const known = this.#known()
    const unknown = leaves.filter(({ key }) => !known.has(key))
    for (const { key } of unknown) this.#storage.run('INSERT INTO leaves (key, since) VALUES (?, ?)', key, minute)
    return unknown.length === 0 ? known : this.#known()
  }
}

/** An array that was filled with gaps has null in them. */
function textOf(numbers: readonly (number | null)[]): string {
  return JSON.stringify(Array.from(numbers, (number) => number ?? null))
}

function rowOf(row: Record<string, SqlValue> | undefined): Row | undefined {
  if (!row) return undefined
  // The casts: only this class writes the columns.
  const [present, lost] = [row.present, row.lost].map((text) => JSON.parse(String(text)) as (number | null)[])
  if (!present || !lost) return undefined
  return { minute: Number(row.minute), at: Number(row.at), ordinal: Number(row.ordinal), present, lost }
}
