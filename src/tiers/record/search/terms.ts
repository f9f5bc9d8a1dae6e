/**
 * Plans how the terms of a search find products. If few rows have one of the words, the other words are looked up for
 * the products of these rows; if each word has many rows, walk.ts walks products in the order of the list and
 * looks up the words of each. Invariant: the cost of a search is bounded for any words.
 */
import { and, or, type SQL, sql } from 'drizzle-orm'
import type { QueryTerm } from '../../../domain/search/terms.ts'
import type { Columns } from '../columns.ts'
import { beyondKey, type SortKey } from '../cursor.ts'
import { type ProductWords, QueryWords } from './product-words.ts'
import type { WordCounts } from './word-counts.ts'

export type Terms = Columns<'term' | 'sku' | 'weight'>

export interface Counting {
  count(statement: SQL): Promise<readonly Readonly<Record<string, unknown>>[]>
}

/** Together these bound a list or its facets to about 40 ms of MariaDB and SQLite. */
export interface Bounds {
  /** Rows of the narrowest word up to which all its products are looked at: for one word, by relevance. */
  readonly one: number
  /** … for one word in another order, where all products are looked up before the first one is known. */
  readonly sorted: number
  /** … for more than one word. */
  readonly several: number
  /** … for facets. */
  readonly counted: number
  /** Rows of all words together up to which rows are grouped by product, if a product has each word in one row. */
  readonly grouped: number
  /** Products looked at for a page: a small first window, because most products often match, then the rest. */
  readonly windows: readonly number[]
  /** Products looked at for facets. */
  readonly sample: number
  /** … of which about so many are looked at for options and attributes. */
  readonly detailed: number
}

/** In a sample of 3,000 products a share of a tenth is counted to within a tenth, of a hundredth to within a third. */
export const BOUNDS: Bounds = {
  ...{ one: 16_000, sorted: 8_000, several: 6_000, counted: 4_000, grouped: 16_000 },
  ...{ windows: [300, 2_700], sample: 3_000, detailed: 2_000 },
}

export type TermPlan =
  /**
   * The narrowest words have so few rows that all their products are looked at. `isScored`: the rows have the scores.
   */
  | {
      readonly kind: 'few'
      readonly narrowest: readonly QueryTerm[]
      readonly rows: number
      readonly isScored: boolean
    }
  /** `leading`: the firm word that is likely in the fewest products; null when all words are loose. */
  | { readonly kind: 'many'; readonly leading: QueryTerm | null }

// Greater than every continuation of a prefix, because no term contains this character.
const LAST_CHARACTER = '\u{10ffff}'

/**
 * @param terms at least one
 * @param database null where no word is in many products
 */
export async function planFor(
  terms: readonly QueryTerm[],
  table: Terms,
  database: Counting | null,
  counts: WordCounts,
  bounds: Pick<Bounds, 'one' | 'several' | 'grouped'>,
): Promise<TermPlan> {
  const few = terms.length === 1 ? bounds.one : bounds.several
  const most = areWhole(terms) ? bounds.grouped : few
  const keys = terms.map(({ term, prefix }) => `${most} ${term}${prefix ? '*' : ''}`)
  const asked = (unknown: readonly number[]) => unknown.flatMap((place) => terms[place] ?? [])
  const rows = database ? await counts.of(keys, (unknown) => rowsOf(asked(unknown), table, database, most + 1)) : []
  const byRows = terms
    .map((term, place) => ({ term, rows: rows[place] ?? 0 }))
    // When both words have more rows than are counted, the longer word is mostly the rarer one.
    .sort((a, b) => a.rows - b.rows || b.term.term.length - a.term.term.length)
  const firm = byRows.filter(({ term }) => !term.loose)
  // Without firm terms a product has more than half of the loose ones, so it has one of any half of them.
  const narrowest = firm.length > 0 ? firm.slice(0, 1) : byRows.slice(0, Math.ceil(byRows.length / 2))
  const narrow = narrowest.reduce((sum, each) => sum + each.rows, 0)
  const all = byRows.reduce((sum, each) => sum + each.rows, 0)
  if (areWhole(terms) && all <= Math.min(bounds.grouped, ROWS_PER_LOOK * narrow)) {
    return { kind: 'few', narrowest: terms, rows: all, isScored: true }
  }
  return narrow <= few
    ? { kind: 'few', narrowest: narrowest.map(({ term }) => term), rows: narrow, isScored: terms.length === 1 }
    : { kind: 'many', leading: firm[0]?.term ?? null }
}

/** Number of index rows that take as long to read as one lookup of a product. */
const ROWS_PER_LOOK = 6

/** Whether a product has each term in one row, so that rows can be counted; a prefix may match several rows. */
function areWhole(terms: readonly QueryTerm[]): boolean {
  return terms.length > 1 && terms.every(({ prefix }) => !prefix)
}

/** The number of rows of each term, counted up to a bound. */
async function rowsOf(
  terms: readonly QueryTerm[],
  table: Terms,
  database: Counting,
  most: number,
): Promise<readonly number[]> {
  const counts = terms.map((term, place) => {
    const rows = sql`select 1 from ${table} where ${rangeOf(term, table)} limit ${most}`
    return sql`(select count(*) from (${rows}) ${sql.raw(`rows${place}`)}) as ${sql.raw(`found${place}`)}`
  })
  const [row = {}] = await database.count(sql`select ${sql.join(counts, sql`, `)}`)
  return terms.map((_, place) => Number(row[`found${place}`]))
}

function rangeOf({ term: text, prefix }: QueryTerm, { term }: Terms): SQL {
  return prefix ? sql`${term} >= ${text} and ${term} < ${text + LAST_CHARACTER}` : sql`${term} = ${text}`
}

function weightOf({ term: text, prefix }: QueryTerm, { term, weight }: Terms): SQL {
  return prefix ? sql`case when ${term} = ${text} then 2 * ${weight} else ${weight} end` : sql`2 * ${weight}`
}

/** The products of one word as `sku` and `place`, greatest score first, beyond a cursor. */
export function bestOf(asked: QueryTerm, table: Terms, after: SortKey | null): SQL {
  const { sku } = table
  const place = asked.prefix ? sql`-max(${weightOf(asked, table)})` : sql`-${weightOf(asked, table)}`
  const rest = after ? beyondKey(place, sku, '>', after) : sql`1 = 1`
  // A word is in one row of a product, but a prefix may be in several. Grouping costs MariaDB 2 µs a row, so avoid it.
  const rows = asked.prefix ? sql`group by ${sku} having ${rest}` : sql`and ${rest}`
  return sql`select ${sku} as sku, ${place} as place from ${table} where ${rangeOf(asked, table)} ${rows} order by place, ${sku}`
}

/**
 * Selects `sku` and `score` of every product that has the terms, among the products that have one of the narrowest: the
 * score sums the best weight of each term; a whole-word match counts twice.
 */
export function matching(
  terms: readonly QueryTerm[],
  narrowest: readonly QueryTerm[],
  table: Terms,
  words: ProductWords,
): SQL {
  const [only, ...more] = narrowest
  const ranges = or(...narrowest.map((each) => rangeOf(each, table)))
  if (narrowest.length === terms.length && areWhole(terms)) {
    const firm = terms.filter(({ loose }) => !loose)
    const found = sql`sum(${or(...firm.map((each) => rangeOf(each, table))) ?? sql`0`})`
    const loose = terms.length - firm.length
    const hasEnough = loose > 0 ? sql`2 * (count(*) - ${found}) > ${loose}` : undefined
    const hasAll = and(sql`${found} = ${firm.length}`, hasEnough)
    return sql`select ${table.sku} as sku, sum(2 * ${table.weight}) as score from ${table} where ${ranges} group by ${table.sku} having ${hasAll}`
  }
  const isCounted = only && !only.loose && more.length === 0
  // Avoids grouping for the same reason as bestOf.
  const isOnce = isCounted && !only.prefix
  const weight = isCounted ? weightOf(only, table) : sql`0`
  const candidates = isOnce
    ? sql`select ${table.sku} as sku, ${weight} as best from ${table} where ${ranges}`
    : sql`select ${table.sku} as sku, max(${weight}) as best from ${table} where ${ranges} group by ${table.sku}`
  const others = isCounted ? terms.filter((each) => each !== only) : terms
  if (others.length === 0) return sql`select found.sku as sku, found.best as score from (${candidates}) found`
  const asked = new QueryWords(others, words.words, 'score')
  return sql`select found.sku as sku, found.best + ${asked.score} as score from (${candidates}) found
    ${asked.joined(words, sql.raw('found.sku'))} where ${asked.hasAll}`
}
