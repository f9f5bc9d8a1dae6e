/**
 * All words of a product with their weights in one text, so that one look tells whether it has the words of a search, and
 * its score. Words of greater weight come first: the first that begins as asked is the best one.
 */
import { and, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { QueryTerm, SearchTerm } from '../../domain/search/terms.ts'
import type { Columns } from './search-terms.ts'

export type ProductWords = Columns<'sku' | 'words'>

/** No term has either. */
const BEFORE = '\n'
const BEHIND = '\t'

/** @example `\nphone\t45\nblack\t8\n` */
export function wordsOf(terms: readonly SearchTerm[]): string {
  const byWeight = terms.toSorted((a, b) => b.weight - a.weight)
  return `${byWeight.map(({ term, weight }) => BEFORE + term + BEHIND + weight).join('')}${BEFORE}`
}

interface Word {
  readonly isThere: SQL
  readonly best: SQL
  readonly loose: boolean
}

/** The terms of a search, asked of the words of a product. Each text is one parameter: D1 takes no more than 100. */
export class Asked {
  readonly #texts: SQL
  readonly #table: ProductWords
  readonly #words: readonly Word[]

  /** @param terms at least one */
  constructor(terms: readonly QueryTerm[], table: ProductWords) {
    const texts = terms.map(({ term, prefix }, place) => {
      const [word, begun] = [sql.raw(`word${place}`), sql.raw(`begun${place}`)]
      const whole = sql`${BEFORE + term + BEHIND} as ${word}`
      return prefix ? sql`${whole}, ${BEFORE + term} as ${begun}` : whole
    })
    this.#texts = sql`select ${sql.join(texts, sql`, `)}`
    this.#table = table
    this.#words = terms.map(({ prefix, loose = false }, place) => wordOf(place, prefix, loose, table))
  }

  /** To what selects products. Cross joins: SQLite is to look at these first. */
  join(sku: SQLWrapper): SQL {
    const { sku: key } = this.#table
    return sql`cross join (${this.#texts}) asked cross join ${this.#table} on ${key} = ${sku}`
  }

  /** True where the product has more than half of the loose terms and all others. */
  get hasAll(): SQL | undefined {
    const loose = this.#words.filter((word) => word.loose).map(({ isThere }) => isThere)
    const enough = loose.length > 0 ? sql`2 * (${sql.join(loose, sql` + `)}) > ${loose.length}` : undefined
    return and(...this.#words.filter((word) => !word.loose).map(({ isThere }) => isThere), enough)
  }

  /** The sum of the best weights, twice for the very word. */
  get score(): SQL {
    return sql.join(
      this.#words.map(({ best }) => best),
      sql` + `,
    )
  }
}

function wordOf(place: number, prefix: boolean, loose: boolean, { words }: ProductWords): Word {
  const [word, begun] = [sql.raw(`asked.word${place}`), sql.raw(`asked.begun${place}`)]
  const whole = sql`case when instr(${words}, ${word}) > 0
    then 2 * cast(substr(${words}, instr(${words}, ${word}) + length(${word}), 3) as signed integer) else 0 end`
  if (!prefix) return { isThere: sql`(instr(${words}, ${word}) > 0)`, best: whole, loose }
  const rest = sql`substr(${words}, instr(${words}, ${begun}))`
  const first = sql`case when instr(${words}, ${begun}) > 0
    then cast(substr(${rest}, instr(${rest}, ${BEHIND}) + 1, 3) as signed integer) else 0 end`
  const best = sql`case when ${whole} > ${first} then ${whole} else ${first} end`
  return { isThere: sql`(instr(${words}, ${begun}) > 0)`, best, loose }
}
