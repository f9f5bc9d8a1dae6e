/**
 * All words of a product with their weights in one text, so that one lookup shows whether the product has the words of
 * a search, and its score. Words of greater weight come first, so the first word with a given prefix is the best one.
 */
import { and, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { OwnFacet } from '../../../domain/catalogue/facet.ts'
import type { QueryTerm, SearchTerm } from '../../../domain/search/terms.ts'
import type { Columns } from '../columns.ts'
import { facetText } from './facet-words.ts'
import { lotOf } from './lot.ts'

export type ProductWords = Columns<'sku' | 'words' | 'lot'>

/** Separators; neither occurs in a term. */
const BEFORE = '\n'
const BEHIND = '\t'

/** The text of all words, for instance `\nphone\t45\nblack\t8\n`. */
function wordsOf(terms: readonly SearchTerm[]): string {
  const byWeight = terms.toSorted((a, b) => b.weight - a.weight)
  return `${byWeight.map(({ term, weight }) => BEFORE + term + BEHIND + weight).join('')}${BEFORE}`
}

/** A row of the table. Its lot is the product's, so that samples of both tables contain the same products. */
export function wordsRow(sku: string, terms: readonly SearchTerm[], facets: readonly OwnFacet[]) {
  return { sku, words: wordsOf(terms) + facetText(facets), lot: lotOf(sku) }
}

interface Word {
  readonly isThere: SQL
  readonly best: SQL
  readonly loose: boolean
  /** Length of the term in characters. */
  readonly length: number
}

/** Up to this many terms their texts are inlined, because MariaDB materializes a subselect, at 2 µs a row. */
const MAX_INLINE = 4

/**
 * Tests the terms of a search against the words of a product. D1 takes at most 100 parameters: a score needs up to 14.
 */
export class QueryWords {
  readonly #texts: SQL | undefined
  readonly #words: readonly Word[]

  /**
   * @param terms at least one
   * @param words the column or expression with the product's words
   */
  constructor(terms: readonly QueryTerm[], words: SQLWrapper, use: 'score' | 'has') {
    const isInline = use === 'has' || terms.length <= MAX_INLINE
    const texts = terms.map(({ term, prefix }) => ({
      word: BEFORE + term + BEHIND,
      ...(prefix && { begun: BEFORE + term }),
    }))
    const named = texts.flatMap((each, place) =>
      Object.entries(each).map(([name, text]) => sql`${text} as ${sql.raw(name + place)}`),
    )
    this.#texts = isInline ? undefined : sql`cross join (select ${sql.join(named, sql`, `)}) asked`
    this.#words = texts.map(({ word, begun }, place) => {
      const wordText = isInline ? sql`${word}` : sql.raw(`asked.word${place}`)
      const begunText = isInline ? sql`${begun}` : sql.raw(`asked.begun${place}`)
      const { term = '', loose = false } = terms[place] ?? {}
      const asked = wordOf(wordText, begun === undefined ? null : begunText, words)
      return { ...asked, loose, length: term.length }
    })
  }

  /** Joins the words to a select of products. Cross joins make SQLite read that select first. */
  joined(table: ProductWords, sku: SQLWrapper): SQL {
    return sql`${this.#texts} cross join ${table} on ${table.sku} = ${sku}`
  }

  /** True if the product has all firm terms and more than half of the loose ones. Longest first: mostly the rarest. */
  get hasAll(): SQL | undefined {
    const loose = this.#words.filter((word) => word.loose).map(({ isThere }) => isThere)
    const enough = loose.length > 0 ? sql`2 * (${sql.join(loose, sql` + `)}) > ${loose.length}` : undefined
    const firm = this.#words.filter((word) => !word.loose).toSorted((a, b) => b.length - a.length)
    return and(...firm.map(({ isThere }) => isThere), enough)
  }

  /** The sum of the best weight of each term; a whole-word match counts twice. */
  get score(): SQL {
    return sql.join(
      this.#words.map(({ best }) => best),
      sql` + `,
    )
  }
}

function wordOf(word: SQL, begun: SQL | null, words: SQLWrapper): Pick<Word, 'isThere' | 'best'> {
  const whole = sql`case when instr(${words}, ${word}) > 0
    then 2 * cast(substr(${words}, instr(${words}, ${word}) + length(${word}), 3) as signed integer) else 0 end`
  if (!begun) return { isThere: sql`(instr(${words}, ${word}) > 0)`, best: whole }
  const rest = sql`substr(${words}, instr(${words}, ${begun}))`
  const first = sql`case when instr(${words}, ${begun}) > 0
    then cast(substr(${rest}, instr(${rest}, ${BEHIND}) + 1, 3) as signed integer) else 0 end`
  const best = sql`case when ${whole} > ${first} then ${whole} else ${first} end`
  return { isThere: sql`(instr(${words}, ${begun}) > 0)`, best }
}
