/**
 * How products are searched, filtered, counted and sorted: SQL that both databases understand alike, so that they give
 * the same answers. Terms are compared by byte, as a whole or within a range: no engine's full text, no LIKE.
 * Invariant: a list or its facets cost a bounded amount, however many products there are.
 */
import { and, Column, eq, gt, gte, is, lte, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { Product } from '../../domain/product.ts'
import type { QueryTerm } from '../../domain/search/terms.ts'
import { UNFILED_RANK } from './catalogue-load.ts'
import { beyondKey, fromCursor, readCursor, type SortKey, toPage, unreadable } from './cursor.ts'
import { Asked } from './product-words.ts'
import type { CatalogueRecord, ProductFilter, ProductQuery, ProductSort } from './record.ts'
import { facetsOf } from './search-facets.ts'
import { partsOf } from './search-parts.ts'
import { BOUNDS, type Bounds, type Columns, type Counting, matching, planFor } from './search-terms.ts'
import { directionOf, type Part, walk } from './search-walk.ts'
import type { WordCounts } from './word-counts.ts'

/** The tables as drizzle has them for the one or the other database. */
export interface SearchTables {
  readonly products: Columns<'sku' | 'category' | 'priceAmount' | 'onHand' | 'held' | 'status' | 'createdAt' | 'lot'>
  readonly productTerms: Columns<'term' | 'sku' | 'weight'>
  readonly productWords: Columns<'sku' | 'words'>
  readonly productHeat: Columns<'sku' | 'score'>
  readonly categories: Columns<'id' | 'treeRank'>
}

export interface SearchDatabase extends Counting {
  isOneOf(column: Column, values: readonly string[]): SQL
  /** The products that `page` names, as SKU and place, in this order. */
  read(page: SQL, place: SQL<number>, order: SQL): Promise<readonly Placed[]>
}

export interface Placed {
  readonly product: Product
  readonly place: number
}

/** Where a product stands in a list; products in the same place by SKU, in the same direction. */
interface Place {
  readonly at: Column | SQL<number>
  readonly order: '<' | '>'
  readonly join?: SQL
}

/**
 * `few`: all that may be found is looked at; `found` selects `sku` and `score` where there are terms.
 * `many`: the list is walked, and a list by relevance is ordered by the leading word.
 */
type Way =
  | { readonly kind: 'few'; readonly found: SQL | null }
  | { readonly kind: 'many'; readonly leading: QueryTerm | null }

export function searchIn(
  tables: SearchTables,
  database: SearchDatabase,
  counts: WordCounts,
  bounds: Bounds = BOUNDS,
): Pick<CatalogueRecord, 'listProducts' | 'facets'> {
  const { products, productTerms, productWords } = tables
  const { sku, category, priceAmount: price, onHand, held, status } = products

  // The plus, which changes nothing, keeps SQLite from the indexes by status where products are looked up by their SKU:
  // for each it would read a whole category.
  const conditions = ({ categories, minPrice, maxPrice, inStock }: ProductFilter, bySku = false) =>
    and(
      bySku ? sql`+${status} = 'active'` : eq(status, 'active'),
      categories && database.isOneOf(category, categories),
      minPrice === undefined ? undefined : gte(price, minPrice),
      maxPrice === undefined ? undefined : lte(price, maxPrice),
      inStock ? gt(onHand, held) : undefined,
    )

  /** How many products the filter leaves without its words, up to the bound. */
  const left = async ({ categories, minPrice, maxPrice }: ProductFilter) => {
    const filter = { ...(categories && { categories }), ...(minPrice && { minPrice }), ...(maxPrice && { maxPrice }) }
    const rows = sql`select 1 from ${products} where ${conditions(filter)} limit ${bounds.several + 1}`
    const [found = 0] = await counts.of([JSON.stringify(filter)], async () => {
      const [row] = await database.count(sql`select count(*) as found from (${rows}) counted`)
      return [Number(row?.found)]
    })
    return found
  }

  const wayOf = async (filter: ProductFilter, more = 1): Promise<Way> => {
    const { terms = [] } = filter
    const few = { one: more * bounds.one, several: more * bounds.several }
    // In a small shop no word is in many products, so none is counted.
    const counting = (await left({})) > bounds.several ? database : null
    const plan = terms.length > 0 ? await planFor(terms, productTerms, counting, counts, few) : null
    if (plan?.kind === 'few') return { kind: 'few', found: matching(terms, plan.narrowest, productTerms, productWords) }
    if ((await left(filter)) > bounds.several) return { kind: 'many', leading: plan?.leading ?? null }
    if (!plan) return { kind: 'few', found: null }
    const asked = new Asked(terms, productWords)
    const candidates = sql`select ${sku} as sku from ${products} where ${conditions(filter)}`
    const found = sql`select found.sku as sku, ${asked.score} as score from (${candidates}) found
      ${asked.join(sql.raw('found.sku'))} where ${asked.hasAll}`
    return { kind: 'few', found }
  }

  // Cross joins: SQLite is to begin with what was found or looked at.
  const foundIn = (filter: ProductFilter, found: SQL | null, { join, after }: { join?: SQL; after?: SQL } = {}) => {
    const from = found ? sql`(${found}) matched cross join ${products} on ${sku} = matched.sku` : products
    return sql`${from} ${join} where ${and(conditions(filter, found !== null), after)}`
  }
  const lookedAt = (candidates: SQL, filter: ProductFilter, { terms, only }: Pick<Part, 'terms' | 'only'>) => {
    const asked = terms.length > 0 ? new Asked(terms, productWords) : null
    const where = and(conditions(filter, true), only, asked?.hasAll)
    return sql`(${candidates}) looked cross join ${products} on ${sku} = looked.sku ${asked?.join(sku)} where ${where}`
  }
  const keyOf = ({ place, product }: Placed): SortKey => [place, product.sku]
  const readPage = (page: SQL, placeOf: (value: unknown) => number, direction: SQL) =>
    database.read(page, sql<number>`page.place`.mapWith(placeOf), sql`page.place ${direction}, page.sku ${direction}`)

  const whole = async (query: ProductQuery, found: SQL | null, after: SortKey | null) => {
    const { at, order, join } = placeOf(sortOf(query), tables)
    const rest = { ...(join && { join }), ...(after && { after: beyondKey(at, sku, order, after) }) }
    const direction = sql.raw(directionOf(order))
    // Sorted by SKU and place alone; the rows, which are long, are read for the page only.
    const page = sql`select ${sku} as sku, ${at} as place from ${foundIn(query, found, rest)}
        order by place ${direction}, ${sku} ${direction} limit ${query.limit + 1}`
    const known = (value: unknown) => Number(is(at, Column) ? at.mapFromDriverValue(value) : value)
    const placed = await readPage(page, known, direction)
    return toPage(placed, query.limit, keyOf, ({ product }) => product, listOf(query))
  }

  const walked = async (query: ProductQuery, leading: QueryTerm | null, after: SortKey | null, list: string) => {
    const wanted = { sort: sortOf(query), terms: query.terms ?? [], filter: query, leading }
    const parts = await partsOf(wanted, tables, database)
    const { items, next } = await walk<Placed>({
      ...{ parts, limit: query.limit, windows: bounds.windows, after, list, database, keyOf },
      read(candidates, { part, placeOf, limit }) {
        const direction = sql.raw(directionOf(part.order))
        const page = sql`select looked.sku as sku, looked.place as place from ${lookedAt(candidates, query, part)}
          order by looked.place ${direction}, looked.sku ${direction} limit ${limit}`
        return readPage(page, placeOf, direction)
      },
    })
    return { items: items.map(({ product }) => product), next }
  }

  return {
    async listProducts(query) {
      const list = listOf(query)
      const { terms = [], after } = query
      const cursor = after === undefined ? null : readCursor(after)
      const begun = cursor && walkOf(cursor.list, query)
      if (cursor && begun) return walked(query, begun.leading, cursor.last, cursor.list)
      const last = after === undefined ? null : fromCursor(after, list)
      const isRanked = sortOf(query) === 'relevance'
      // A list that was begun by score goes on by score, though there may be more of it by now.
      const way = await wayOf(query, isRanked && last ? 2 : 1)
      if (way.kind === 'few') return whole(query, way.found, last)
      if (isRanked && last) throw unreadable()
      const name = isRanked ? walkName(query, way.leading ? terms.indexOf(way.leading) : -1) : list
      return walked(query, way.leading, last, name)
    },
    async facets(filter) {
      const digits = sql`length(${price}) as digits, substr(${price}, 1, 1) as digit`
      const counted = (from: SQLWrapper) =>
        database.count(sql`select ${category} as category, ${digits}, count(*) as found from ${from} group by 1, 2, 3`)
      const { terms = [], inStock } = filter
      // Without words an index has all that is counted.
      const way: Way = terms.length > 0 || inStock ? await wayOf(filter) : { kind: 'few', found: null }
      if (way.kind === 'few') return facetsOf(await counted(foundIn(filter, way.found)))
      const [all = 0] = await counts.of(['products'], async () => {
        const [row] = await database.count(sql`select count(*) as found from ${products} where ${eq(status, 'active')}`)
        return [Number(row?.found)]
      })
      const sample = sql`select ${sku} as sku from ${products} where ${eq(status, 'active')} order by ${products.lot}, ${sku} limit ${bounds.sample}`
      return facetsOf(await counted(lookedAt(sample, filter, { terms })), Math.max(1, all / bounds.sample))
    },
  }
}

function sortOf({ sort = 'place', terms = [] }: ProductQuery): ProductSort {
  return sort === 'relevance' && terms.length === 0 ? 'place' : sort
}

function placeOf(sort: ProductSort, { products, productHeat, categories }: SearchTables): Place {
  switch (sort) {
    case 'place':
      return {
        at: sql`coalesce(${categories.treeRank}, ${UNFILED_RANK})`,
        order: '>',
        join: sql`left join ${categories} on ${categories.id} = ${products.category}`,
      }
    case 'relevance':
      return { at: sql`-matched.score`, order: '>' }
    case 'price':
      return { at: products.priceAmount, order: '>' }
    case '-price':
      return { at: products.priceAmount, order: '<' }
    case 'newest':
      return { at: products.createdAt, order: '<' }
    case 'hot':
      return {
        at: sql`-coalesce(${productHeat.score}, 0)`,
        order: '>',
        join: sql`left join ${productHeat} on ${productHeat.sku} = ${products.sku}`,
      }
  }
}

/** Which list a cursor belongs to: its sort and what is looked for. Filters may differ: their pages go on all the same. */
function listOf(query: ProductQuery): string {
  const sort = sortOf(query)
  let hash = 0
  for (const character of JSON.stringify(query.terms ?? [])) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) | 0
  return query.terms?.length ? `${sort} ${hash}` : sort
}

/** A list by relevance that is walked, and the place of the word that leads it among the terms. */
function walkName(query: ProductQuery, place: number): string {
  return `${listOf(query)} by ${place}`
}

/** Null when the cursor is of no list that is walked by a word. */
function walkOf(list: string, query: ProductQuery): { readonly leading: QueryTerm | null } | null {
  const { terms = [] } = query
  if (sortOf(query) !== 'relevance') return null
  const place = [-1, ...terms.keys()].find((each) => list === walkName(query, each))
  return place === undefined ? null : { leading: terms[place] ?? null }
}
