/**
 * Counts the rows that have a word, up to a bound. Counting costs as much as a search, so each count is cached for a
 * while. Invariant: a count affects only how a search runs, never what it finds, so a stale count is harmless.
 */
import { RecentlyUsed } from '../../recently-used.ts'

const MAX_WORDS = 10_000
const FOR_MS = 10 * 60_000

export class WordCounts {
  readonly #counted = new RecentlyUsed<{ readonly rows: number; readonly until: number }>(MAX_WORDS)

  /** @param count counts the rows of the keys that are not cached, in their order */
  async of(
    keys: readonly string[],
    count: (unknown: readonly number[]) => Promise<readonly number[]>,
  ): Promise<readonly number[]> {
    const now = Date.now()
    const known = keys.map((key) => {
      const counted = this.#counted.get(key)
      return counted && now <= counted.until ? counted.rows : undefined
    })
    const unknown = [...keys.keys()].filter((place) => known[place] === undefined)
    const counted = unknown.length > 0 ? await count(unknown) : []
    for (const [at, place] of unknown.entries()) {
      this.#counted.set(keys[place] ?? '', { rows: counted[at] ?? 0, until: now + FOR_MS })
    }
    return known.map((rows, place) => rows ?? counted[unknown.indexOf(place)] ?? 0)
  }
}
