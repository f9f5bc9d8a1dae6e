/**
 * How the terms of a search find products. Invariant: the cost of a search is bounded, whatever its words: where one
 * word is rare, only its products are looked at; where all are common, only the rarest of them decide.
 */
import { and, type Column, or, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { QueryTerm } from '../../domain/search/terms.ts'
import type { CommonWords } from './common-words.ts'

export type Columns<Name extends string> = SQLWrapper & { readonly [K in Name]: Column }

type Terms = Columns<'term' | 'sku' | 'weight'>

export interface Counting {
  count(statement: SQL): Promise<readonly Readonly<Record<string, unknown>>[]>
}

export interface TermPlan {
  /** Selects `sku` and `score` of every product that the terms find. */
  readonly matching: SQL
}

/**
 * `rareRows`: a term in no more rows than this is rare, and the others are looked up for its products one by one.
 * `deciding`: how many words decide where none is rare; each costs a pass over all products that have it.
 */
const BOUNDS = { rareRows: 2_000, deciding: 3 }
// Greater than whatever follows a prefix: no term has this character.
const LAST_CHARACTER = '\u{10ffff}'

/** @returns null without terms */
export async function planFor(
  terms: readonly QueryTerm[],
  table: Terms,
  database: Counting,
  words: CommonWords,
  bounds = BOUNDS,
): Promise<TermPlan | null> {
  if (terms.length === 0) return null
  if (terms.length === 1) return { matching: matching(terms, table) }
  const most = 4 * bounds.rareRows
  const rows = await rowsOf(terms, table, database, most)
  const byRows = terms.map((term, place) => ({ term, rows: rows[place] ?? 0 })).sort((a, b) => a.rows - b.rows)
  if (byRows.every(({ rows }) => rows <= bounds.rareRows)) return { matching: matching(terms, table) }
  const firm = byRows.filter(({ term }) => !term.loose)
  // Without a firm term a product has more than half of the loose ones, so one of any half of them.
  const narrowest = firm.length > 0 ? firm.slice(0, 1) : byRows.slice(0, Math.ceil(byRows.length / 2))
  if (narrowest.reduce((sum, { rows }) => sum + rows, 0) <= bounds.rareRows) {
    return { matching: matching(terms, table, narrowest.map(termOf)) }
  }
  const counted = byRows.filter(({ rows }) => rows > 0 && rows < most).map(termOf)
  const beyond = byRows.filter(({ rows }) => rows === most).map(termOf)
  const isDecided = counted.length >= bounds.deciding || terms.length <= bounds.deciding
  const common = isDecided ? beyond : await words.rarestFirst(beyond, (unknown) => rowsOf(unknown, table, database))
  return { matching: matching([...counted, ...common].slice(0, bounds.deciding), table) }
}

function termOf({ term }: { readonly term: QueryTerm }): QueryTerm {
  return term
}

/** The number of rows of each, counted up to a bound where there is one. */
async function rowsOf(
  terms: readonly QueryTerm[],
  table: Terms,
  database: Counting,
  most?: number,
): Promise<readonly number[]> {
  const counts = terms.map((term, place) => {
    const limit = most === undefined ? sql`` : sql`limit ${most}`
    const rows = sql`select 1 from ${table} where ${rangeOf(term, table)} ${limit}`
    return sql`(select count(*) from (${rows}) ${sql.raw(`rows${place}`)}) as ${sql.raw(`found${place}`)}`
  })
  const [row = {}] = await database.count(sql`select ${sql.join(counts, sql`, `)}`)
  return terms.map((_, place) => Number(row[`found${place}`]))
}

function rangeOf({ term: text, prefix }: QueryTerm, { term }: Terms): SQL {
  return prefix ? sql`${term} >= ${text} and ${term} < ${text + LAST_CHARACTER}` : sql`${term} = ${text}`
}

/**
 * SKUs that have the terms, each with its score: the best weight of each term, twice for the very word. More than half
 * of the loose terms and all others must be there. One scan over all ranges: D1 unites no more than five selects.
 * @param narrowest where given, only products that have one of these terms are looked at
 */
function matching(terms: readonly QueryTerm[], table: Terms, narrowest?: readonly QueryTerm[]): SQL {
  const { term, sku, weight } = table
  const hits = terms.map((each, place) => {
    const name = sql.raw(`hit${place}`)
    const isWord = sql`${term} = ${each.term}`
    const range = rangeOf(each, table)
    const beginning = each.prefix ? sql`when ${range} then ${weight}` : undefined
    return {
      loose: each.loose,
      range,
      best: sql`max(case when ${isWord} then 2 * ${weight} ${beginning} else 0 end) as ${name}`,
      name,
      isThere: sql`(${name} > 0)`,
    }
  })
  const firm = hits.filter(({ loose }) => !loose).map(({ isThere }) => isThere)
  const loose = hits.filter(({ loose }) => loose).map(({ isThere }) => isThere)
  const enough = loose.length > 0 ? sql`2 * (${sql.join(loose, sql` + `)}) > ${loose.length}` : undefined
  const names = hits.map(({ name }) => name)
  const bests = hits.map(({ best }) => best)
  const ranges = or(...hits.map(({ range }) => range))
  const candidates =
    narrowest &&
    sql`(select distinct ${sku} as sku from ${table} where ${or(...narrowest.map((each) => rangeOf(each, table)))}) candidate
      inner join ${table} on ${sku} = candidate.sku`
  return sql`select hit.sku as sku, ${sql.join(names, sql` + `)} as score
    from (select ${sku} as sku, ${sql.join(bests, sql`, `)} from ${candidates ?? table} where ${ranges} group by ${sku}) hit
    where ${and(...firm, enough)}`
}
