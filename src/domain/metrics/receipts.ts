/**
 * Recognizes deltas that arrive twice, because the platform may repeat a call. Invariant: a delta of a known source is
 * accepted at most once; a delta that was overtaken by a later one of its source is not accepted.
 */
const MAX_SOURCES = 2_000

export class Receipts {
  /** The last sequence number of each source; the one that sent longest ago comes first. */
  readonly #last: Map<string, number>

  constructor(known: readonly (readonly [source: string, sequence: number])[] = []) {
    this.#last = new Map(known)
  }

  accepts(source: string, sequence: number): boolean {
    const last = this.#last.get(source)
    if (last !== undefined && sequence <= last) return false
    this.#last.delete(source)
    this.#last.set(source, sequence)
    const [oldest] = this.#last.keys()
    if (this.#last.size > MAX_SOURCES && oldest !== undefined) this.#last.delete(oldest)
    return true
  }

  data(): readonly (readonly [source: string, sequence: number])[] {
    return [...this.#last]
  }
}
