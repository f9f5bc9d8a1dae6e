/**
 * The isolate's own cache, bounded in bytes. Times to live vary a little, so that entries filled together do not expire
 * together. Invariant: an older version never replaces a newer one, and the bound holds.
 */
import { LRUCache } from 'lru-cache'

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
  /** Includes expired entries that have not been read since. */
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

const FRESH = { allowStale: false }

export class Memory<Value> {
  readonly #entries: LRUCache<string, Cached<Value>>
  readonly #random: () => number
  readonly #gone = { evicted: 0, expired: 0, replaced: 0 }
  #tooLarge = 0

  constructor(options: MemoryOptions) {
    this.#random = options.random
    this.#entries = new LRUCache({
      maxSize: options.maxBytes,
      maxEntrySize: Math.floor(options.maxBytes * MAX_SHARE),
      // No timer of the cache's own: in Workers a timer belongs to the request that started it.
      ttlResolution: 0,
      // Without this a walk would skip the expired entries that it looks for.
      allowStale: true,
      dispose: (_value, _key, reason) => {
        if (reason === 'evict') this.#gone.evicted += 1
        if (reason === 'expire') this.#gone.expired += 1
        if (reason === 'set') this.#gone.replaced += 1
      },
      ...(options.now && { perf: { now: options.now } }),
    })
  }

  get(key: string): Cached<Value> | undefined {
    return this.#entries.get(key, FRESH)
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
    if (size > this.#entries.maxEntrySize) this.#tooLarge += 1
    else this.#makeRoom(size)
    this.#entries.set(key, held, { size, ttl })
    return held
  }

  stats(): MemoryStats {
    const { size: entries, calculatedSize: bytes, maxSize: maxBytes } = this.#entries
    return { entries, bytes, maxBytes, ...this.#gone, tooLarge: this.#tooLarge }
  }

  /** Drops expired entries of the sample while room is short; after that the library drops live entries. */
  #makeRoom(size: number): void {
    while (this.#entries.calculatedSize + size > this.#entries.maxSize) {
      const expired = this.#usedLongestAgo().filter((key) => this.#entries.getRemainingTTL(key) < 0)
      if (expired.length === 0) return
      // Reading an expired entry removes it.
      for (const key of expired) this.get(key)
    }
  }

  #usedLongestAgo(): string[] {
    const keys: string[] = []
    for (const key of this.#entries.rkeys()) {
      if (keys.push(key) === SAMPLE) break
    }
    return keys
  }
}
