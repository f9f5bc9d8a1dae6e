/**
 * All words of a product with their weights in one text, so that one look tells whether it has the words of a search, and
 * its score. Words of greater weight come first: the first that begins as asked is the best one.
 */
import { and, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { QueryTerm, SearchTerm } from '../../domain/search/terms.ts'
import { lotOf } from './lot.ts'
import type { Columns } from './search-terms.ts'

export type ProductWords = Columns<'sku' | 'words' | 'lot'>

/** No term has either. */
const BEFORE = '\n'
const BEHIND = '\t'

/** @example `\nphone\t45\nblack\t8\n` */
function wordsOf(terms: readonly SearchTerm[]): string {
  const byWeight = terms.toSorted((a, b) => b.weight - a.weight)
  return `${byWeight.map(({ term, weight }) => BEFORE + term + BEHIND + weight).join('')}${BEFORE}`
}

/** A row of the table. Its lot is that of its product, so that samples of both are of the same products. */
export function wordsRow(sku: string, terms: readonly SearchTerm[]) {
  return { sku, words: wordsOf(terms), lot: lotOf(sku) }
}

interface Word {
  readonly isThere: SQL
  readonly best: SQL
  readonly loose: boolean
  /** In characters. */
  readonly length: number
}

/** Up to so many terms their texts stand where they are used: MariaDB makes a table of a select, for 2 µs a row. */
const MOST_INLINE = 4

/** The terms of a search, asked of the words of a product. D1 takes no more than 100 parameters: a score has up to 14. */
export class Asked {
  readonly #texts: SQL | undefined
  readonly #words: readonly Word[]

  /**
   * @param terms at least one
   * @param words of the product
   */
  constructor(terms: readonly QueryTerm[], words: SQLWrapper, use: 'score' | 'has') {
    const isInline = use === 'has' || terms.length <= MOST_INLINE
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

  /** To what selects products. Cross joins: SQLite is to look at these first. */
  joined(table: ProductWords, sku: SQLWrapper): SQL {
    return sql`${this.#texts} cross join ${table} on ${table.sku} = ${sku}`
  }

  /** True where the product has more than half of the loose terms and all others, the longest first: the rarest mostly. */
  get hasAll(): SQL | undefined {
    const loose = this.#words.filter((word) => word.loose).map(({ isThere }) => isThere)
    const enough = loose.length > 0 ? sql`2 * (${sql.join(loose, sql` + `)}) > ${loose.length}` : undefined
    const firm = this.#words.filter((word) => !word.loose).toSorted((a, b) => b.length - a.length)
    return and(...firm.map(({ isThere }) => isThere), enough)
  }

  /** The sum of the best weights, twice for the very word. */
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
