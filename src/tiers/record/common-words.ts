/**
 * In how many rows the words stand that most products have. Counting one of them reads them all, so each is counted once
 * in a while and remembered. Invariant: only which words decide a search depends on it, so that an old count does no harm.
 */
import { LRUCache } from 'lru-cache'
import type { QueryTerm } from '../../domain/search/terms.ts'

/** A shop has fewer words that are so common. */
const MOST_WORDS = 1_000
const FOR_MS = 10 * 60_000

export class CommonWords {
  readonly #rows = new LRUCache<string, number>({ max: MOST_WORDS, ttl: FOR_MS })

  /** The rarest first. @param count the rows of each, in their order */
  async rarestFirst(
    terms: readonly QueryTerm[],
    count: (unknown: readonly QueryTerm[]) => Promise<readonly number[]>,
  ): Promise<readonly QueryTerm[]> {
    const known = terms.map((term) => ({ term, rows: this.#rows.get(keyOf(term)) }))
    const unknown = known.filter(({ rows }) => rows === undefined).map(({ term }) => term)
    const counted = unknown.length > 0 ? await count(unknown) : []
    for (const [place, term] of unknown.entries()) this.#rows.set(keyOf(term), counted[place] ?? 0)
    return known
      .map(({ term, rows }) => ({ term, rows: rows ?? counted[unknown.indexOf(term)] ?? 0 }))
      .sort((a, b) => a.rows - b.rows)
      .map(({ term }) => term)
  }
}

function keyOf({ term, prefix }: QueryTerm): string {
  return `${term}${prefix ? '*' : ''}`
}
