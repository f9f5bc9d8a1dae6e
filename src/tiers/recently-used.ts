/**
 * A map that drops the entries used longest ago when it is full. Invariant: the weights of its entries add up to at most
 * its bound. Entries are a linked list in order of use: reading the first key of a Map would walk over all that were
 * deleted before it.
 */
interface Entry<Value> {
  readonly key: string
  readonly value: Value
  readonly weight: number
  older: Entry<Value> | null
  newer: Entry<Value> | null
}

/**
 * @example
 * import { RecentlyUsed } from './recently-used.ts'
 * const colours = new RecentlyUsed(2)
 * colours.set('tea', 'green')
 * colours.set('cup', 'white')
 * colours.get('tea') // => 'green'
 * colours.set('pot', 'black')
 * colours.get('cup') // => undefined
 */
export class RecentlyUsed<Value> {
  readonly #bound: number
  readonly #onDrop: (value: Value) => void
  readonly #entries = new Map<string, Entry<Value>>()
  #weight = 0
  #oldest: Entry<Value> | null = null
  #newest: Entry<Value> | null = null

  /**
   * @param bound number of entries, or the sum of their weights
   * @param onDrop is called for each entry that is dropped to make room
   */
  constructor(bound: number, onDrop: (value: Value) => void = () => {}) {
    this.#bound = bound
    this.#onDrop = onDrop
  }

  get size(): number {
    return this.#entries.size
  }

  get weight(): number {
    return this.#weight
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    if (entry !== this.#newest) {
      this.#unlink(entry)
      this.#append(entry)
    }
    return entry.value
  }

  /** Does not count as a use. */
  peek(key: string): Value | undefined {
    return this.#entries.get(key)?.value
  }

  /** An entry heavier than the bound is not kept, but the one that it replaces goes. */
  set(key: string, value: Value, weight = 1): void {
    this.delete(key)
    if (weight > this.#bound) return
    while (this.#weight + weight > this.#bound && this.#oldest !== null) {
      const { key: oldest, value: dropped } = this.#oldest
      this.delete(oldest)
      this.#onDrop(dropped)
    }
    const entry: Entry<Value> = { key, value, weight, older: null, newer: null }
    this.#entries.set(key, entry)
    this.#weight += weight
    this.#append(entry)
  }

  delete(key: string): void {
    const entry = this.#entries.get(key)
    if (entry === undefined) return
    this.#entries.delete(key)
    this.#weight -= entry.weight
    this.#unlink(entry)
  }

  /** The keys of the entries used longest ago, the oldest first. */
  oldest(count: number): readonly string[] {
    const keys: string[] = []
    for (let entry = this.#oldest; entry !== null && keys.length < count; entry = entry.newer) keys.push(entry.key)
    return keys
  }

  #append(entry: Entry<Value>): void {
    entry.older = this.#newest
    entry.newer = null
    if (this.#newest === null) this.#oldest = entry
    else this.#newest.newer = entry
    this.#newest = entry
  }

  #unlink({ older, newer }: Entry<Value>): void {
    if (older === null) this.#oldest = newer
    else older.newer = newer
    if (newer === null) this.#newest = older
    else newer.older = older
  }
}
