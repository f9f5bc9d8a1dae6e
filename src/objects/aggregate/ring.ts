/**
 * The last writes of an aggregate, their idempotency keys indexed in memory. Writes without a key take 256 slots by
 * version; writes with a key take 256 slots of their own, in turn, so that only another keyed write displaces a key.
 * Invariant: a key's entry is stored with the write that it names, and goes with it.
 */
import type { Json } from '../../domain/copy.ts'
import { compare, NEVER, type Position } from '../../domain/position.ts'
import type { Change } from '../../domain/rows.ts'
import type { Storage } from './storage.ts'

export const SLOTS = 256
const REMEMBERED_MS = 24 * 3600_000

/** The answer to a repeat of a write: the request hash that the repeat must have, and the result of the first try. */
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
  #newestSlot = 0
  /** Slot of the newest keyed write; the next one takes the slot after it. */
  #keyedSlot = SLOTS
  #newestKeyed: Position = NEVER
  /**
   * The storage whose older operations are not in memory yet, or null. Most wake-ups only read the state and need none.
   */
  #unread: Storage | null = null

  get newest(): Operation | null {
    return this.#newest
  }

  /** The position of the newest operation. */
  get position(): Position {
    return this.#newest ?? NEVER
  }

  /** The entry of a key, if it is still stored. */
  find(key: string, now: number): KeyEntry | undefined {
    this.#readAll()
    const operation = this.#keys.get(key)
    if (!operation || operation.at + REMEMBERED_MS <= now) return undefined
    return operation.keys.find((entry) => entry.key === key)
  }

  /** Operations of this life after this version, oldest first: at most the last 256, without a gap. */
  after(epoch: number, version: number): readonly Operation[] {
    this.#readAll()
    const from = Math.max(version, this.position.version - SLOTS)
    return [...this.#slots.values()]
      .filter((operation) => operation.epoch === epoch && operation.version > from)
      .sort((a, b) => a.version - b.version)
  }

  /** Stores the operation in place of the oldest of its sort. `undo` is the JSON of the changes that undo it. */
  store(storage: Storage, operation: Operation, undo: string | null): void {
    const { epoch, version, at, name, keys } = operation
    if (keys.length > 0) this.#readAll()
    const slot = keys.length > 0 ? SLOTS + ((this.#keyedSlot + 1) % SLOTS) : version % SLOTS
    storage.run(
      'INSERT OR REPLACE INTO ops (slot, epoch, version, at, name, keys, undo) VALUES (?, ?, ?, ?, ?, ?, ?)',
      slot,
      epoch,
      version,
      at,
      name,
      keys.length > 0 ? JSON.stringify(keys) : null,
      undo,
    )
    this.#remember(slot, operation)
  }

  /** The changes that undo the newest operation, or null when it cannot be undone. */
  undoOfNewest(storage: Storage): readonly Change[] | null {
    if (!this.#newest) return null
    const row = storage.sql('SELECT undo FROM ops WHERE slot = ?', this.#newestSlot)[0]
    return row?.undo ? (JSON.parse(String(row.undo)) as Change[]) : null
  }

  /** The changes that undo each operation after this position, by version; null for one that cannot be undone. */
  undosAfter(storage: Storage, { epoch, version }: Position): ReadonlyMap<number, readonly Change[] | null> {
    const rows = storage.sql('SELECT version, undo FROM ops WHERE epoch = ? AND version > ?', epoch, version)
    return new Map(
      rows.map(({ version: at, undo }) => [Number(at), undo ? (JSON.parse(String(undo)) as Change[]) : null]),
    )
  }

  /** Notes that the newest operation can no longer be undone. */
  forgetUndo(storage: Storage): void {
    storage.run('UPDATE ops SET undo = NULL WHERE slot = ?', this.#newestSlot)
  }

  clear(storage: Storage): void {
    storage.run('DELETE FROM ops')
    this.#slots.clear()
    this.#keys.clear()
    this.#newest = null
    this.#newestKeyed = NEVER
    this.#unread = null
  }

  /** Fills a new ring from the table: the newest operation now, the others at first use. */
  load(storage: Storage): void {
    this.#fill(storage.sql(`${SELECT} ORDER BY epoch DESC, version DESC LIMIT 1`))
    if (this.#newest) this.#unread = storage
  }

  #readAll(): void {
    const storage = this.#unread
    if (!storage) return
    // Read before memory changes: a statement that fails must not leave a ring without its keys.
    const rows = storage.sql(`${SELECT} ORDER BY epoch, version`)
    this.#unread = null
    this.#slots.clear()
    this.#keys.clear()
    this.#fill(rows)
  }

  #fill(rows: ReturnType<Storage['sql']>): void {
    for (const row of rows) {
      this.#remember(Number(row.slot), {
        epoch: Number(row.epoch),
        version: Number(row.version),
        at: Number(row.at),
        name: String(row.name),
        keys: row.keys ? (JSON.parse(String(row.keys)) as KeyEntry[]) : [],
      })
    }
  }

  #remember(slot: number, operation: Operation): void {
    for (const { key } of this.#slots.get(slot)?.keys ?? []) {
      if (this.#keys.get(key) === this.#slots.get(slot)) this.#keys.delete(key)
    }
    this.#slots.set(slot, operation)
    for (const { key } of operation.keys) this.#keys.set(key, operation)
    if (slot >= SLOTS && compare(operation, this.#newestKeyed) > 0) {
      this.#newestKeyed = operation
      this.#keyedSlot = slot
    }
    if (this.#newest && compare(operation, this.#newest) <= 0) return
    this.#newest = operation
    this.#newestSlot = slot
  }
}

const SELECT = 'SELECT slot, epoch, version, at, name, keys FROM ops'
