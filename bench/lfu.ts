/**
 * A plain cache that evicts the least frequently used entry, and among those the least recently used; for comparison
 * only. A count lives as long as its entry. Expired entries go first, by a sample of the oldest ones.
 */
const SAMPLE = 16

interface Entry {
  count: number
  readonly until: number
}

export class Lfu {
  readonly #items: number
  readonly #ttlMs: number
  readonly #random: () => number
  readonly #entries = new Map<number, Entry>()
  /** Items by their count, in order of use. */
  readonly #byCount = new Map<number, Set<number>>()
  #least = 1

  /** @param random varies the time to live by up to a tenth either way */
  constructor(items: number, ttlMs: number, random: () => number) {
    this.#items = items
    this.#ttlMs = ttlMs
    this.#random = random
  }

  /** Returns whether the item was cached; afterwards it is. */
  take(item: number, nowMs: number): boolean {
    const entry = this.#entries.get(item)
    if (entry && entry.until >= nowMs) {
      this.#leave(item, entry.count)
      entry.count += 1
      this.#join(item, entry.count)
      return true
    }
    if (entry) this.#drop(item, entry)
    if (this.#entries.size >= this.#items) this.#dropExpired(nowMs)
    if (this.#entries.size >= this.#items) this.#dropLeast()
    this.#entries.set(item, { count: 1, until: nowMs + this.#ttlMs * (0.9 + 0.2 * this.#random()) })
    this.#join(item, 1)
    this.#least = 1
    return false
  }

  #dropExpired(nowMs: number): void {
    let looked = 0
    for (const [item, entry] of this.#entries) {
      if (looked++ === SAMPLE) return
      if (entry.until < nowMs) this.#drop(item, entry)
    }
  }

  #dropLeast(): void {
    while (!this.#byCount.has(this.#least)) this.#least += 1
    for (const item of this.#byCount.get(this.#least) ?? []) {
      this.#drop(item, { count: this.#least })
      return
    }
  }

  #drop(item: number, { count }: Pick<Entry, 'count'>): void {
    this.#entries.delete(item)
    this.#leave(item, count)
  }

  #join(item: number, count: number): void {
    const items = this.#byCount.get(count)
    if (items) items.add(item)
    else this.#byCount.set(count, new Set([item]))
  }

  #leave(item: number, count: number): void {
    const items = this.#byCount.get(count)
    items?.delete(item)
    if (items?.size === 0) this.#byCount.delete(count)
  }
}
