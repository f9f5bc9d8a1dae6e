/**
 * Reads by key from the isolate, then L2, then the record. Invariants: a tier's error is a miss, never an answer;
 * a hit in a lower tier fills the tiers above it; an older version never replaces a newer one; a value past its TTL is
 * given only to a caller that accepts it.
 */
import { DeadlineError, withDeadline } from './calls/deadline.ts'
import { TierError } from './calls/tier-error.ts'
import type { ValueCache, ValueWrite, Versioned } from './l2.ts'
import type { Cached, MemoryStats } from './memory.ts'
import { type OldValues, readOld } from './old-values.ts'
import { ReadCounts, type ReadStats } from './read-stats.ts'
import type { ReadThroughOptions } from './read-through-options.ts'

/** Keeps work running after the answer, as a request's `waitUntil` does. Such work may be lost. */
export type Defer = (work: Promise<unknown>) => void

interface Flight<Value> {
  readonly found: Promise<ReadonlyMap<string, Cached<Value>>>
  readonly since: number
}

// Longer than the deadlines of L2 and the record together: after this time the reading request was cancelled.
const JOIN_MS = 4_000
// Heap bytes of a parsed value per unit of its text; products measured 1.3 to 1.45.
const BYTES_PER_UNIT = 1.5

/**
 * Reads values of one kind through the tiers.
 * @example
 * import { Memory } from './memory.ts'
 * import { ReadThrough } from './read-through.ts'
 * const tea = { version: 1, title: 'Tea' }
 * const load = async (keys) => new Map(keys.includes('tea') ? [['tea', tea]] : [])
 * const memory = new Memory({ maxBytes: 1e5, random: Math.random })
 * const ttls = { memoryTtlMs: 60_000, l2TtlSeconds: 600, absentTtlMs: 5_000 }
 * const products = new ReadThrough({ memory, l2: null, load, l2Key: (key) => key, parse: JSON.parse, ...ttls })
 * await products.get('tea', () => {}) // => tea
 * await products.get('milk', () => {}) // => null
 * products.stats().reads.loads // => 2
 */
export class ReadThrough<Value extends { readonly version: number }> {
  readonly #options: ReadThroughOptions<Value>
  readonly #flights = new Map<string, Flight<Value>>()
  readonly #counts: ReadCounts

  constructor(options: ReadThroughOptions<Value>) {
    this.#options = options
    this.#counts = new ReadCounts(options.metrics)
  }

  /**
   * Null when the record does not have the key. Throws TierError if no tier that may have it could answer.
   * Returns values of the isolate's memory without a promise, because most reads hit there.
   */
  get(key: string, defer: Defer, old: OldValues = 'never'): Value | null | Promise<Value | null> {
    const held = this.#options.memory.get(key)
    if (!held) return this.getMany([key], defer, old).then((found) => found.get(key) ?? null)
    this.#counts.memory(1, 0)
    return held.value
  }

  /** The value in memory: null for a key that is known to be absent, undefined for a key that is not in memory. */
  held(key: string): Value | null | undefined {
    return this.#options.memory.get(key)?.value
  }

  /** Returns those keys that exist. Throws TierError if no tier that may have one of them could answer. */
  async getMany(keys: readonly string[], defer: Defer, old: OldValues = 'never'): Promise<ReadonlyMap<string, Value>> {
    const found = new Map<string, Cached<Value>>()
    const missing: string[] = []
    for (const key of new Set(keys)) {
      const held = this.#options.memory.get(key)
      if (held) found.set(key, held)
      else missing.push(key)
    }
    this.#counts.memory(found.size, missing.length)
    for (const part of missing.length > 0 ? await this.#find(missing, defer, old) : []) {
      for (const [key, held] of part) found.set(key, held)
    }

    const values = new Map<string, Value>()
    for (const [key, { value }] of found) if (value !== null) values.set(key, value)
    return values
  }

  /**
   * Call this after an edit was committed. Writes memory at once, and L2 unless L2 has a newer version. An edit calls
   * this twice, the second time after a delay: a reader that had loaded the old version may have filled the tiers in
   * between, when they had lost the first put.
   * @returns when L2 has them. Throws TierError when L2 did not take them; the caller fails open
   */
  async put(values: ReadonlyMap<string, Value>): Promise<void> {
    const writes: ValueWrite[] = []
    for (const [key, value] of values) {
      const versioned = { version: value.version, value: JSON.stringify(value) }
      // Later callers must not join a read that began before the edit.
      this.#flights.delete(key)
      this.#remember(key, versioned, value)
      writes.push(this.#l2Write(key, versioned))
    }
    if (this.#options.l2) await this.#options.l2.putValues(writes).catch((error: unknown) => this.#failed('l2', error))
  }

  stats(): { readonly memory: MemoryStats; readonly reads: ReadStats } {
    return { memory: this.#options.memory.stats(), reads: this.#counts.snapshot() }
  }

  async #find(
    keys: readonly string[],
    defer: Defer,
    old: OldValues,
  ): Promise<readonly ReadonlyMap<string, Cached<Value>>[]> {
    if (old === 'first') {
      const current = await this.#fromL2(keys)
      const known = new Map([...(await readOld(this.#options, without(keys, current))), ...current])
      const rest = without(keys, known)
      return rest.length > 0 ? [known, ...(await this.#fetch(rest, defer))] : [known]
    }
    try {
      return await this.#fetch(keys, defer)
    } catch (error) {
      const known = old === 'on_failure' && error instanceof TierError ? await readOld(this.#options, keys) : null
      if (!known || without(keys, known).length > 0) throw error
      return [known]
    }
  }

  /** Joins the flights that already carry one of the keys, and starts one for the others. */
  #fetch(keys: readonly string[], defer: Defer): Promise<readonly ReadonlyMap<string, Cached<Value>>[]> {
    const joined = new Map<Flight<Value>, string[]>()
    const own: string[] = []
    for (const key of keys) {
      const flight = this.#flights.get(key)
      if (flight && Date.now() - flight.since < JOIN_MS) joined.set(flight, [...(joined.get(flight) ?? []), key])
      else own.push(key)
    }
    this.#counts.joined(keys.length - own.length)
    const parts = [...joined].map(([flight, carried]) => this.#join(flight, carried, defer))
    return Promise.all(own.length > 0 ? [...parts, this.#start(own, defer)] : parts)
  }

  async #join(
    flight: Flight<Value>,
    keys: readonly string[],
    defer: Defer,
  ): Promise<ReadonlyMap<string, Cached<Value>>> {
    try {
      const found = await withDeadline(JOIN_MS, () => flight.found)
      return new Map([...found].filter(([key]) => keys.includes(key)))
    } catch (error) {
      if (error instanceof DeadlineError) return this.#start(keys, defer)
      throw error
    }
  }

  #start(keys: readonly string[], defer: Defer): Promise<ReadonlyMap<string, Cached<Value>>> {
    const flight = { found: this.#read(keys, defer), since: Date.now() }
    for (const key of keys) this.#flights.set(key, flight)
    const land = () => {
      for (const key of keys) if (this.#flights.get(key) === flight) this.#flights.delete(key)
    }
    // Other requests may wait for this flight, so it must continue when its own request is cancelled.
    defer(flight.found.then(land, land))
    return flight.found
  }

  async #read(keys: readonly string[], defer: Defer): Promise<ReadonlyMap<string, Cached<Value>>> {
    const found = await this.#fromL2(keys)
    const rest = without(keys, found)
    if (rest.length === 0) return found

    // Fails closed: without the record nothing is known about these keys.
    const loaded = await this.#options.load(rest).catch((error: unknown) => this.#failed('record', error))
    this.#counts.loaded(rest.length, rest.filter((key) => !loaded.get(key)).length)
    const writes: ValueWrite[] = []
    for (const key of rest) {
      const value = loaded.get(key) ?? null
      const versioned = { version: value?.version ?? 0, value: value && JSON.stringify(value) }
      const newest = this.#fill(key, versioned, value)
      found.set(key, newest)
      // A different version means that an edit came in between; the editor writes L2.
      if (newest.version === versioned.version) writes.push(this.#l2Write(key, versioned))
    }
    if (this.#options.l2 && writes.length > 0) defer(this.#fillL2(this.#options.l2, writes))
    return found
  }

  /** Fails open: the next reader fills L2. */
  async #fillL2(l2: ValueCache, writes: readonly ValueWrite[]): Promise<void> {
    try {
      await l2.putValues(writes)
      this.#counts.filled('l2', writes.length)
    } catch {
      this.#counts.failed('l2')
    }
  }

  /** Fails open: keys that L2 cannot answer, or answers unreadably, are read from the record. */
  async #fromL2(keys: readonly string[]): Promise<Map<string, Cached<Value>>> {
    const { l2, l2Key, parse } = this.#options
    const found = new Map<string, Cached<Value>>()
    if (!l2) return found
    const versions = await l2.getValues(keys.map((key) => l2Key(key))).catch(() => {
      this.#counts.failed('l2')
      return []
    })
    versions.forEach((versioned, place) => {
      const key = keys[place]
      if (!versioned || key === undefined) return
      const value = versioned.value === null ? null : parse(versioned.value)
      if (value?.version !== versioned.version && versioned.value !== null) return
      found.set(key, this.#fill(key, versioned, value))
    })
    this.#counts.l2(found.size, keys.length - found.size)
    return found
  }

  #fill(key: string, versioned: Versioned, value: Value | null): Cached<Value> {
    const newest = this.#remember(key, versioned, value)
    if (newest.version === versioned.version) this.#counts.filled('memory', 1)
    return newest
  }

  #remember(key: string, { version, value: text }: Versioned, value: Value | null): Cached<Value> {
    const { memory, memoryTtlMs, absentTtlMs } = this.#options
    const bytes = Math.ceil(BYTES_PER_UNIT * (text?.length ?? 0))
    return memory.put(key, { version, value }, bytes, value === null ? absentTtlMs : memoryTtlMs)
  }

  #l2Write(key: string, { version, value }: Versioned): ValueWrite {
    const { l2Key, l2TtlSeconds, absentTtlMs, oldSeconds } = this.#options
    const ttlSeconds = value === null ? Math.max(1, Math.ceil(absentTtlMs / 1_000)) : l2TtlSeconds
    return { key: l2Key(key), version, value, ttlSeconds, oldSeconds }
  }

  #failed(tier: 'l2' | 'record', error: unknown): never {
    this.#counts.failed(tier)
    throw error
  }
}

function without(keys: readonly string[], found: ReadonlyMap<string, unknown>): readonly string[] {
  return keys.filter((key) => !found.has(key))
}
