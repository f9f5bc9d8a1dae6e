/**
 * The isolate's own cache: bounded in bytes, each entry for its time and a little more or less, so that what was
 * filled together does not expire together. Invariants: an older version never replaces a newer one; the bound holds.
 */
import { LRUCache } from 'lru-cache'

/** `value` null stands for a key known to be absent. */
export interface Held<Value> {
  readonly version: number
  readonly value: Value | null
}

export interface MemoryOptions {
  readonly maxBytes: number
  /** Uniform in [0, 1). */
  readonly random: () => number
  /** Milliseconds, never going back. */
  readonly now?: () => number
}

/** What it holds, and how many entries went since the isolate began: every one that was kept is held or went once. */
export interface MemoryStats {
  /** Expired ones that nobody asked for are among them. */
  readonly entries: number
  readonly bytes: number
  readonly maxBytes: number
  /** Used longest ago, when room was needed. */
  readonly evicted: number
  readonly expired: number
  readonly replaced: number
  /** Values that were not kept at all. */
  readonly tooLarge: number
}

// Each time to live is spread over ±10 %.
const JITTER = 0.1
// What an entry costs beside its value: the key's object, the list, the maps.
const ENTRY_BYTES = 200
// A value larger than this share of the bound would drive too many others out.
const MAX_SHARE = 1 / 8
// So many entries are looked at when room is needed: an expired one is to go before one that may still be asked for.
const SAMPLE = 16

const FRESH = { allowStale: false }

export class Memory<Value> {
  readonly #entries: LRUCache<string, Held<Value>>
  readonly #random: () => number
  readonly #gone = { evicted: 0, expired: 0, replaced: 0 }
  #tooLarge = 0

  constructor(options: MemoryOptions) {
    this.#random = options.random
    this.#entries = new LRUCache({
      maxSize: options.maxBytes,
      maxEntrySize: Math.floor(options.maxBytes * MAX_SHARE),
      // Without a timer of the cache's own: a timer belongs to the request that started it.
      ttlResolution: 0,
      // Else a walk would pass over the very entries that it looks for.
      allowStale: true,
      dispose: (_value, _key, reason) => {
        if (reason === 'evict') this.#gone.evicted += 1
        if (reason === 'expire') this.#gone.expired += 1
        if (reason === 'set') this.#gone.replaced += 1
      },
      ...(options.now && { perf: { now: options.now } }),
    })
  }

  get(key: string): Held<Value> | undefined {
    return this.#entries.get(key, FRESH)
  }

  /**
   * A value that is larger than an eighth of the bound is not kept; what it replaces goes all the same.
   * @param bytes of the value
   * @returns what is newest now: what was put, or what stands already
   */
  put(key: string, held: Held<Value>, bytes: number, ttlMs: number): Held<Value> {
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

  /** While room is short and the sample has expired entries, these go; for the rest the library drops what is live. */
  #makeRoom(size: number): void {
    while (this.#entries.calculatedSize + size > this.#entries.maxSize) {
      const expired = this.#usedLongestAgo().filter((key) => this.#entries.getRemainingTTL(key) < 0)
      if (expired.length === 0) return
      // To ask for an expired entry removes it.
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
