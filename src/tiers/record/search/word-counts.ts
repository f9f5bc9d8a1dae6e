/**
 * Counts the rows that have a word, up to a bound. Counting costs as much as a search, so each count is cached for a
 * while. Invariant: a count affects only how a search runs, never what it finds, so a stale count is harmless.
 */
import { LRUCache } from 'lru-cache'

const MAX_WORDS = 10_000
const FOR_MS = 10 * 60_000

export class WordCounts {
  readonly #rows = new LRUCache<string, number>({ max: MAX_WORDS, ttl: FOR_MS })

  /** @param count counts the rows of the keys that are not cached, in their order */
  async of(
    keys: readonly string[],
    count: (unknown: readonly number[]) => Promise<readonly number[]>,
  ): Promise<readonly number[]> {
    const known = keys.map((key) => this.#rows.get(key))
    const unknown = [...keys.keys()].filter((place) => known[place] === undefined)
    const counted = unknown.length > 0 ? await count(unknown) : []
    for (const [at, place] of unknown.entries()) this.#rows.set(keys[place] ?? '', counted[at] ?? 0)
    return known.map((rows, place) => rows ?? counted[unknown.indexOf(place)] ?? 0)
  }
}
