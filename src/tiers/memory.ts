/**
 * The isolate's own cache, bounded in bytes. Times to live vary a little, so that entries filled together do not expire
 * together. Invariant: an older version never replaces a newer one, and the bound holds.
 */
import { RecentlyUsed } from './recently-used.ts'

/** `value` null stands for a key known to be absent. */
export interface Cached<Value> {
  readonly version: number
  readonly value: Value | null
}

export interface MemoryOptions {
  readonly maxBytes: number
  /** Uniform in [0, 1). */
  readonly random: () => number
  /** Returns milliseconds and never goes back. */
  readonly now?: () => number
}

/** Counts since the isolate began. Every entry that was kept is either still held or went exactly once. */
export interface MemoryStats {
  /** Includes expired entries, which stay while there is room. */
  readonly entries: number
  readonly bytes: number
  readonly maxBytes: number
  /** Least recently used entries that were dropped for room. */
  readonly evicted: number
  readonly expired: number
  readonly replaced: number
  /** Values that were never kept, because they were too large. */
  readonly tooLarge: number
}

// Every time to live is spread over ±10 %.
const JITTER = 0.1
// The overhead of an entry beside its value: the key's object, the list, the maps.
const ENTRY_BYTES = 200
// A value larger than this share of the bound would displace too many others.
const MAX_SHARE = 1 / 8
// Number of entries inspected when room is needed, because an expired entry should go before one that is still in use.
const SAMPLE = 16

interface Entry<Value> {
  readonly held: Cached<Value>
  readonly until: number
}

export class Memory<Value> {
  readonly #entries: RecentlyUsed<Entry<Value>>
  readonly #maxBytes: number
  readonly #random: () => number
  readonly #now: () => number
  readonly #gone = { evicted: 0, expired: 0, replaced: 0 }
  #tooLarge = 0

  constructor(options: MemoryOptions) {
    this.#maxBytes = options.maxBytes
    this.#random = options.random
    this.#now = options.now ?? (() => performance.now())
    this.#entries = new RecentlyUsed(options.maxBytes, () => {
      this.#gone.evicted += 1
    })
  }

  get(key: string): Cached<Value> | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    return this.#now() <= entry.until ? entry.held : undefined
  }

  /** The entry, although it expired up to `maxMs` ago. */
  getOld(key: string, maxMs: number): Cached<Value> | undefined {
    const entry = this.#entries.peek(key)
    return entry && this.#now() <= entry.until + maxMs ? entry.held : undefined
  }

  /**
   * A value larger than an eighth of the bound is not kept, but the entry that it replaces goes.
   * @param bytes size of the value
   * @returns the newest entry: the given one, or a newer one that the cache already holds
   */
  put(key: string, held: Cached<Value>, bytes: number, ttlMs: number): Cached<Value> {
    const standing = this.get(key)
    if (standing && standing.version > held.version) return standing
    const ttl = Math.max(1, Math.round(ttlMs * (1 - JITTER + 2 * JITTER * this.#random())))
    const size = bytes + 2 * key.length + ENTRY_BYTES
    if (this.#entries.peek(key)) {
      this.#gone[standing ? 'replaced' : 'expired'] += 1
      this.#entries.delete(key)
    }
    if (size > this.#maxBytes * MAX_SHARE) {
      this.#tooLarge += 1
    } else {
      this.#makeRoom(size)
      this.#entries.set(key, { held, until: this.#now() + ttl }, size)
    }
    return held
  }

  stats(): MemoryStats {
    const { size: entries, weight: bytes } = this.#entries
    return { entries, bytes, maxBytes: this.#maxBytes, ...this.#gone, tooLarge: this.#tooLarge }
  }

  /** Drops expired entries of the sample while room is short; after that, live entries are dropped. */
  #makeRoom(size: number): void {
    while (this.#entries.weight + size > this.#maxBytes) {
      const now = this.#now()
      const expired = this.#entries.oldest(SAMPLE).filter((key) => now > (this.#entries.peek(key)?.until ?? now))
      if (expired.length === 0) return
      for (const key of expired) this.#entries.delete(key)
      this.#gone.expired += expired.length
    }
  }
}
