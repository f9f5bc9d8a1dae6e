/**
 * The last writes of an aggregate, in 256 slots by version, their idempotency keys indexed in memory.
 * Invariant: a key's entry is stored with the write that it names, and goes with it.
 */
import type { Json } from '../../domain/copy.ts'
import { compare, NEVER, type Position } from '../../domain/position.ts'
import type { Change } from '../../domain/rows.ts'
import type { Storage } from './storage.ts'

export const SLOTS = 256
const REMEMBERED_MS = 24 * 3600_000

/** What a repeat of a write is told: the hash of the request it must equal, and the result it then had. */
export interface KeyEntry {
  readonly key: string
  readonly hash: string
  readonly result: Json
}

export interface Operation extends Position {
  readonly at: number
  readonly name: string
  readonly keys: readonly KeyEntry[]
}

export class Ring {
  readonly #slots = new Map<number, Operation>()
  readonly #keys = new Map<string, Operation>()
  #newest: Operation | null = null

  get newest(): Operation | null {
    return this.#newest
  }

  /** Where the newest operation stands. */
  get position(): Position {
    return this.#newest ?? NEVER
  }

  /** The entry of a key that is still remembered. */
  find(key: string, now: number): KeyEntry | undefined {
    const operation = this.#keys.get(key)
    if (!operation || operation.at + REMEMBERED_MS <= now) return undefined
    return operation.keys.find((entry) => entry.key === key)
  }

  /** Remembered operations after this version of the present life, the oldest first. */
  after(epoch: number, version: number): readonly Operation[] {
    return [...this.#slots.values()]
      .filter((operation) => operation.epoch === epoch && operation.version > version)
      .sort((a, b) => a.version - b.version)
  }

  /** Stores the operation in the place of the one 256 versions before; `undo` is what would take it back. */
  store(storage: Storage, operation: Operation, undo: readonly Change[] | null): void {
    const { epoch, version, at, name, keys } = operation
    storage.sql(
      'INSERT OR REPLACE INTO ops (slot, epoch, version, at, name, keys, undo) VALUES (?, ?, ?, ?, ?, ?, ?)',
      version % SLOTS,
      epoch,
      version,
      at,
      name,
      keys.length > 0 ? JSON.stringify(keys) : null,
      undo ? JSON.stringify(undo) : null,
    )
    this.#remember(operation)
  }

  /** What would take the newest operation back, or null when it cannot be undone. */
  undoOfNewest(storage: Storage): readonly Change[] | null {
    if (!this.#newest) return null
    const row = storage.sql('SELECT undo FROM ops WHERE slot = ?', this.#newest.version % SLOTS)[0]
    return row?.undo ? (JSON.parse(String(row.undo)) as Change[]) : null
  }

  clear(storage: Storage): void {
    storage.sql('DELETE FROM ops')
    this.#slots.clear()
    this.#keys.clear()
    this.#newest = null
  }

  /** Fills a new one from the table. */
  load(storage: Storage): void {
    for (const row of storage.sql('SELECT epoch, version, at, name, keys FROM ops ORDER BY epoch, version')) {
      this.#remember({
        epoch: Number(row.epoch),
        version: Number(row.version),
        at: Number(row.at),
        name: String(row.name),
        keys: row.keys ? (JSON.parse(String(row.keys)) as KeyEntry[]) : [],
      })
    }
  }

  #remember(operation: Operation): void {
    const slot = operation.version % SLOTS
    for (const { key } of this.#slots.get(slot)?.keys ?? []) {
      if (this.#keys.get(key) === this.#slots.get(slot)) this.#keys.delete(key)
    }
    this.#slots.set(slot, operation)
    for (const { key } of operation.keys) this.#keys.set(key, operation)
    if (!this.#newest || compare(operation, this.#newest) > 0) this.#newest = operation
  }
}
