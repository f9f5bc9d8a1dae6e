/**
 * Searches, filters, counts and sorts products by SQL that both databases evaluate alike, so that they give the same
 * answers. Terms are compared by byte, as a whole or as a range: no engine's full text search, no LIKE.
 * Invariant: a list or its facets cost a bounded amount, however many products there are.
 */
import { and, Column, eq, gte, is, lte, ne, type SQL, sql } from 'drizzle-orm'
import type { QueryTerm } from '../../../domain/search/terms.ts'
import { beyondKey, fromCursor, readCursor, type SortKey, toPage, unreadable } from '../cursor.ts'
import type { CatalogueRecord, ProductFilter, ProductQuery } from '../record.ts'
import type { Placed, SearchDatabase, SearchTables } from './database.ts'
import { narrowing } from './facet-words.ts'
import { facetsFrom } from './facets.ts'
import { listOf, sortOf, walkName, walkOf } from './lists.ts'
import { textsIn, withOptions } from './options.ts'
import { partsOf } from './parts.ts'
import { placeOf } from './place.ts'
import { QueryWords } from './product-words.ts'
import { BOUNDS, type Bounds, bestOf, matching, planFor } from './terms.ts'
import { directionOf, type Part, walk } from './walk.ts'
import type { WordCounts } from './word-counts.ts'

/**
 * `few`: all candidates are looked at; with terms, `found` selects `sku` and `score` of at most `rows` products.
 * `many`: the list is walked, and a list by relevance is ordered by the leading word.
 */
type FewRows = { readonly kind: 'few'; readonly found: SQL | null; readonly rows: number; readonly isScored: boolean }
/** Further tables, before and behind the products, and a condition on them. */
type More = { readonly first?: SQL; readonly join?: SQL; readonly after?: SQL }
type Strategy = FewRows | { readonly kind: 'many'; readonly leading: QueryTerm | null }

export function searchIn(
  tables: SearchTables,
  database: SearchDatabase,
  counts: WordCounts,
  bounds: Bounds = BOUNDS,
): Pick<CatalogueRecord, 'listProducts' | 'facets'> {
  const { products, productTerms, productWords } = tables
  const { sku, category, priceAmount: price, onHand, held, status, family } = products

  // A family is in stock if one of its variants is. Units change too often for a column of the row that lists show.
  const others = sql`select 1 from ${products} v where v.family = ${family} and +v.status in ('active', 'variant') and v.on_hand > v.held`
  const isInStock = sql`(${onHand} > ${held} or (${family} is not null and exists (${others})))`

  // A scalar subquery, because MariaDB may turn EXISTS into a scan of all words.
  const hasFacets = (keys: readonly string[]) => {
    const { asked, hasAll } = narrowing(sql.raw('facet_words.words'), keys)
    return sql`(select count(*) from ${asked} cross join ${productWords} facet_words where facet_words.sku = ${sku} and ${hasAll}) = 1`
  }

  // The unary plus changes nothing, but keeps SQLite from using an index by status where products are looked up by SKU:
  // it would read a whole category for each.
  const conditions = ({ categories, minPrice, maxPrice, inStock, facets = [] }: ProductFilter, bySku = false) =>
    and(
      bySku ? sql`+${status} = 'active'` : eq(status, 'active'),
      categories && database.isOneOf(category, categories),
      minPrice === undefined ? undefined : gte(price, minPrice),
      maxPrice === undefined ? undefined : lte(price, maxPrice),
      inStock ? isInStock : undefined,
      facets.length > 0 ? hasFacets(facets) : undefined,
    )

  const filed = ({ categories }: ProductFilter) =>
    categories ? database.by(products, 'products_by_category_price') : products

  /** Counts the products that match the filter without its words, up to the bound. */
  const left = async ({ categories, minPrice, maxPrice }: ProductFilter) => {
    const filter = { ...(categories && { categories }), ...(minPrice && { minPrice }), ...(maxPrice && { maxPrice }) }
    const rows = sql`select 1 from ${filed(filter)} where ${conditions(filter)} limit ${bounds.several + 1}`
    const [found = 0] = await counts.of([JSON.stringify(filter)], async () => {
      const [row] = await database.count(sql`select count(*) as found from (${rows}) counted`)
      return [Number(row?.found)]
    })
    return found
  }

  const strategyFor = async (
    filter: ProductFilter,
    { one, several }: Pick<Bounds, 'one' | 'several'>,
  ): Promise<Strategy> => {
    const { terms = [] } = filter
    // In a small shop no word is in many rows, so words are not counted. A family has the words of all its variants.
    const [rows = 0] = await counts.of(['rows'], async () => {
      const [row] = await database.count(
        sql`select count(*) as found from (select 1 from ${products} limit ${bounds.several + 1}) counted`,
      )
      return [Number(row?.found)]
    })
    const counting = rows > bounds.several ? database : null
    const plan =
      terms.length > 0
        ? await planFor(terms, productTerms, counting, counts, { one, several, grouped: bounds.grouped })
        : null
    const few = (found: SQL | null, rows: number, isScored = false): FewRows => ({ kind: 'few', found, rows, isScored })
    const byWord =
      plan?.kind === 'few' && few(matching(terms, plan.narrowest, productTerms, productWords), plan.rows, plan.isScored)
    if (byWord && byWord.rows <= bounds.sample) return byWord
    // The filter may match fewer products than the word.
    const filtered = await left(filter)
    if (byWord && (filtered > bounds.several || byWord.rows <= filtered)) return byWord
    if (filtered > bounds.several) return { kind: 'many', leading: plan?.kind === 'many' ? plan.leading : null }
    if (!plan) return few(null, filtered)
    const asked = new QueryWords(terms, productWords.words, 'score')
    const candidates = sql`select ${sku} as sku from ${filed(filter)} where ${conditions(filter)}`
    const found = sql`select found.sku as sku, ${asked.score} as score from (${candidates}) found
      ${asked.joined(productWords, sql.raw('found.sku'))} where ${asked.hasAll}`
    return few(found, filtered)
  }

  // Cross joins make SQLite begin with the found or looked-at products.
  const foundIn = (filter: ProductFilter, found: SQL | null, { first, join, after }: More = {}) => {
    const from = found ? sql`(${found}) matched cross join ${products} on ${sku} = matched.sku` : filed(filter)
    return sql`${first} ${from} ${join} where ${and(conditions(filter, found !== null), after)}`
  }
  const lookedAt = (candidates: SQL, filter: ProductFilter, { terms, only }: Pick<Part, 'terms' | 'only'>) => {
    const asked = terms.length > 0 ? new QueryWords(terms, productWords.words, 'has') : null
    const where = and(conditions(filter, true), only, asked?.hasAll)
    const product = sql`cross join ${products} on ${sku} = looked.sku`
    const words = asked?.joined(productWords, sql.raw('looked.sku'))
    // A category has fewer products than a common word, so it is tested first.
    return sql`(${candidates}) looked ${filter.categories ? sql`${product} ${words}` : sql`${words} ${product}`} where ${where}`
  }
  /** The products of the first lots. With words, the texts are read first, in one scan of the index. */
  const sampleOf = (filter: ProductFilter, terms: readonly QueryTerm[], { first, join, after }: More) => {
    if (terms.length === 0) {
      const columns = sql`${sku}, ${status}, ${category}, ${price}, ${products.lot}${filter.inStock ? sql`, ${onHand}, ${held}, ${family}` : undefined}`
      const sample = sql`select ${columns} from ${database.by(products, 'products_by_lot')} where ${eq(status, 'active')} order by ${products.lot}, ${sku} limit ${bounds.sample}`
      return sql`${first} (${sample}) ${products} ${join} where ${and(conditions(filter), after)}`
    }
    const { hasAll } = new QueryWords(terms, sql.raw('looked.words'), 'has')
    const sample = sql`select ${productWords.sku} as sku, ${productWords.words} as words from ${productWords} order by ${productWords.lot}, ${productWords.sku} limit ${bounds.sample}`
    return sql`${first} (${sample}) looked cross join ${products} on ${sku} = looked.sku ${join} where ${and(hasAll, conditions(filter, true), after)}`
  }
  const keyOf = ({ place, product }: Placed): SortKey => [place, product.sku]
  const readPage = (page: SQL, placeOf: (value: unknown) => number, direction: SQL) =>
    database.read(page, sql<number>`page.place`.mapWith(placeOf), sql`page.place ${direction}, page.sku ${direction}`)

  const whole = async (query: ProductQuery, { found, rows, isScored }: FewRows, after: SortKey | null) => {
    const { at, order, join } = placeOf(sortOf(query), tables)
    const [window = 0] = bounds.windows
    const [term, ...others] = query.terms ?? []
    // The index has the scores, so only the best products are looked up; they mostly fill the page.
    if (term && found && isScored && sortOf(query) === 'relevance' && rows > 4 * window) {
      const rest = after ? beyondKey(at, sql.raw('matched.sku'), order, after) : sql`1 = 1`
      const grouped = sql`select matched.sku as sku, ${at} as place from (${found}) matched where ${rest} order by place, sku`
      const best = sql`${others.length > 0 ? grouped : bestOf(term, productTerms, after)} limit ${window}`
      const page = sql`select looked.sku as sku, looked.place as place from ${lookedAt(best, query, { terms: [] })}
        order by place, sku limit ${query.limit + 1}`
      const placed = await readPage(page, Number, sql.raw('asc'))
      if (placed.length > query.limit)
        return toPage(placed, query.limit, keyOf, ({ product }) => product, listOf(query))
    }
    const rest = { ...(join && { join }), ...(after && { after: beyondKey(at, sku, order, after) }) }
    const direction = sql.raw(directionOf(order))
    // Sorts only SKU and place; the rows, which are long, are read for the page only.
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
      // A list that began by score continues by score even if it has grown since, so the bounds are doubled.
      const more = isRanked && last ? 2 : 1
      const one = isRanked ? bounds.one : bounds.sorted
      const way = await strategyFor(query, { one: more * one, several: more * bounds.several })
      if (way.kind === 'few') return whole(query, way, last)
      if (isRanked && last) throw unreadable()
      const name = isRanked ? walkName(query, way.leading ? terms.indexOf(way.leading) : -1) : list
      return walked(query, way.leading, last, name)
    },
    async facets(query) {
      const { options, facets: keys = [], ...filter } = query
      const { terms = [] } = filter
      const way = await strategyFor(filter, { one: bounds.counted, several: bounds.counted })
      const drawn = terms.length > 0 ? ne(status, 'deleted') : eq(status, 'active')
      const allRows = async () => {
        const [row] = await database.count(sql`select count(*) as found from ${products} where ${drawn}`)
        return [Number(row?.found)]
      }
      const [all = 0] =
        way.kind === 'few' ? [way.rows] : await counts.of([terms.length > 0 ? 'products' : 'active products'], allRows)
      // The words of each counted product are read once, for the filter and for the counts.
      const asked = keys.length > 0 ? narrowing(productWords.words, keys) : undefined
      const join = options || asked ? sql`cross join ${productWords} on ${productWords.sku} = ${sku}` : undefined
      // A value is counted without the choice of its name, so products are read that the list does not have.
      const after = options ? undefined : asked?.hasAll
      const more = {
        ...(asked && { first: sql`${asked.asked} cross join` }),
        ...(join && { join }),
        ...(after && { after }),
      }
      const from = way.kind === 'few' ? foundIn(filter, way.found, more) : sampleOf(filter, terms, more)
      const texts = options && textsIn(tables, Math.max(1, all / bounds.detailed), asked?.hasMost)
      const detail = texts && sql`, ${texts}, ${asked?.hasAll ?? sql`1`} as is_listed`
      const groups = sql`${category} as category, length(${price}) as digits, substr(${price}, 1, 1) as digit${detail}`
      const by = sql.raw(options ? '1, 2, 3, 4, 5' : '1, 2, 3')
      const counted = await database.count(sql`select ${groups}, count(*) as found from ${from} group by ${by}`)
      const each = way.kind === 'few' ? 1 : Math.max(1, all / bounds.sample)
      const listed = counted.filter(({ is_listed = 1 }) => Number(is_listed) === 1)
      const facets = facetsFrom(listed, each)
      return options ? withOptions(facets, counted, keys, each) : facets
    },
  }
}
