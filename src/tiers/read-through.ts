/**
 * Reads by key from the isolate, then L2, then the record. Three laws: a tier's error is a miss, never an answer;
 * a hit in a lower tier fills the tiers above it; an older version never replaces a newer one.
 */
import { DeadlineError, withDeadline } from './deadline.ts'
import type { ValueCache, ValueWrite, Versioned } from './l2.ts'
import type { Held, Memory } from './memory.ts'

/** Keeps the work going behind the answer: a request's `waitUntil`. What it carries may be lost. */
export type Defer = (work: Promise<unknown>) => void

export interface ReadThroughOptions<Value> {
  readonly memory: Memory<Value>
  /** Null when L2 is off. */
  readonly l2: ValueCache | null
  /** Reads the record. Throws TierError. */
  load(keys: readonly string[]): Promise<ReadonlyMap<string, Value>>
  /** The key in L2. */
  l2Key(key: string): string
  /** Null when the text from L2 is no such value. */
  parse(text: string): Value | null
  readonly memoryTtlMs: number
  readonly l2TtlSeconds: number
  /** For keys that the record does not have. */
  readonly absentTtlMs: number
}

interface Flight<Value> {
  readonly found: Promise<ReadonlyMap<string, Held<Value>>>
  readonly since: number
}

// Longer than the deadlines of L2 and the record together: who waits longer waits for a request that was cancelled.
const JOIN_MS = 4_000

export class ReadThrough<Value extends { readonly version: number }> {
  readonly #options: ReadThroughOptions<Value>
  readonly #flights = new Map<string, Flight<Value>>()

  constructor(options: ReadThroughOptions<Value>) {
    this.#options = options
  }

  /** Null when the record does not have the key. Throws TierError when no tier that may know could answer. */
  async get(key: string, defer: Defer): Promise<Value | null> {
    return (await this.getMany([key], defer)).get(key) ?? null
  }

  /** What exists of the keys. Throws TierError when no tier that may know one of them could answer. */
  async getMany(keys: readonly string[], defer: Defer): Promise<ReadonlyMap<string, Value>> {
    const found = new Map<string, Held<Value>>()
    const missing: string[] = []
    for (const key of new Set(keys)) {
      const held = this.#options.memory.get(key)
      if (held) found.set(key, held)
      else missing.push(key)
    }
    if (missing.length > 0) {
      for (const part of await this.#fetch(missing, defer)) for (const [key, held] of part) found.set(key, held)
    }

    const values = new Map<string, Value>()
    for (const [key, { value }] of found) if (value !== null) values.set(key, value)
    return values
  }

  /** Joins the flights that carry one of the keys already, and starts one for the others. */
  #fetch(keys: readonly string[], defer: Defer): Promise<readonly ReadonlyMap<string, Held<Value>>[]> {
    const joined = new Map<Flight<Value>, string[]>()
    const own: string[] = []
    for (const key of keys) {
      const flight = this.#flights.get(key)
      if (flight && Date.now() - flight.since < JOIN_MS) joined.set(flight, [...(joined.get(flight) ?? []), key])
      else own.push(key)
    }
    const parts = [...joined].map(([flight, carried]) => this.#join(flight, carried, defer))
    return Promise.all(own.length > 0 ? [...parts, this.#start(own, defer)] : parts)
  }

  async #join(flight: Flight<Value>, keys: readonly string[], defer: Defer): Promise<ReadonlyMap<string, Held<Value>>> {
    try {
      const found = await withDeadline(JOIN_MS, () => flight.found)
      return new Map([...found].filter(([key]) => keys.includes(key)))
    } catch (error) {
      if (error instanceof DeadlineError) return this.#start(keys, defer)
      throw error
    }
  }

  #start(keys: readonly string[], defer: Defer): Promise<ReadonlyMap<string, Held<Value>>> {
    const flight = { found: this.#read(keys, defer), since: Date.now() }
    for (const key of keys) this.#flights.set(key, flight)
    const land = () => {
      for (const key of keys) if (this.#flights.get(key) === flight) this.#flights.delete(key)
    }
    // Others may wait for it, so it goes on when its own request is cancelled.
    defer(flight.found.then(land, land))
    return flight.found
  }

  async #read(keys: readonly string[], defer: Defer): Promise<ReadonlyMap<string, Held<Value>>> {
    const found = await this.#fromL2(keys)
    const rest = keys.filter((key) => !found.has(key))
    if (rest.length === 0) return found

    // Fails closed: without the record nothing is known of these keys.
    const loaded = await this.#options.load(rest)
    const writes: ValueWrite[] = []
    for (const key of rest) {
      const value = loaded.get(key) ?? null
      const text = value && JSON.stringify(value)
      const versioned = { version: value?.version ?? 0, value: text }
      found.set(key, this.#remember(key, versioned, value))
      writes.push({ key: this.#options.l2Key(key), ttlSeconds: this.#l2TtlSeconds(value), ...versioned })
    }
    // Fails open: L2 is filled again by the next who reads.
    if (this.#options.l2) defer(this.#options.l2.putValues(writes).catch(() => undefined))
    return found
  }

  /** Fails open: what L2 cannot answer, or answers in a way that cannot be read, the record does. */
  async #fromL2(keys: readonly string[]): Promise<Map<string, Held<Value>>> {
    const { l2, l2Key, parse } = this.#options
    const found = new Map<string, Held<Value>>()
    if (!l2) return found
    const versions = await l2.getValues(keys.map((key) => l2Key(key))).catch(() => [])
    versions.forEach((versioned, place) => {
      const key = keys[place]
      if (!versioned || key === undefined) return
      const value = versioned.value === null ? null : parse(versioned.value)
      if (value?.version !== versioned.version && versioned.value !== null) return
      found.set(key, this.#remember(key, versioned, value))
    })
    return found
  }

  #remember(key: string, { version, value: text }: Versioned, value: Value | null): Held<Value> {
    const { memory, memoryTtlMs, absentTtlMs } = this.#options
    return memory.put(key, { version, value }, text?.length ?? 0, value === null ? absentTtlMs : memoryTtlMs)
  }

  #l2TtlSeconds(value: Value | null): number {
    return value === null ? Math.max(1, Math.ceil(this.#options.absentTtlMs / 1_000)) : this.#options.l2TtlSeconds
  }
}
