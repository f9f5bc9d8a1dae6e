/**
 * The isolate's own cache: bounded in bytes, each entry for its time and a little more or less, so that what was
 * filled together does not expire together. Invariant: an older version never replaces a newer one.
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

// Each time to live is spread over ±10 %.
const JITTER = 0.1
// What an entry costs beside its text: the key, the list, the maps.
const ENTRY_BYTES = 200

export class Memory<Value> {
  readonly #entries: LRUCache<string, Held<Value>>
  readonly #random: () => number

  constructor(options: MemoryOptions) {
    this.#random = options.random
    this.#entries = new LRUCache({
      maxSize: options.maxBytes,
      // Without a timer of the cache's own: a timer belongs to the request that started it.
      ttlResolution: 0,
      ...(options.now && { perf: { now: options.now } }),
    })
  }

  get(key: string): Held<Value> | undefined {
    return this.#entries.get(key)
  }

  /**
   * @param bytes of the value as text
   * @returns what is newest now: what was put, or what stands already
   */
  put(key: string, held: Held<Value>, bytes: number, ttlMs: number): Held<Value> {
    const standing = this.#entries.get(key)
    if (standing && standing.version > held.version) return standing
    const ttl = Math.max(1, Math.round(ttlMs * (1 - JITTER + 2 * JITTER * this.#random())))
    this.#entries.set(key, held, { size: bytes + ENTRY_BYTES, ttl })
    return held
  }
}
