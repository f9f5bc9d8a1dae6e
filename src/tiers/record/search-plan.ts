/**
 * How products are searched, filtered, counted and sorted: SQL that both databases understand alike, so that they give
 * the same answers. Terms are compared by byte, as a whole or within a range: no engine's full text, no LIKE.
 */
import { and, Column, eq, gt, gte, is, lte, type SQL, sql } from 'drizzle-orm'
import type { Product } from '../../domain/product.ts'
import { UNFILED_RANK } from './catalogue-load.ts'
import type { CommonWords } from './common-words.ts'
import { beyond, toPage } from './cursor.ts'
import type { CatalogueRecord, Facets, ProductFilter, ProductQuery, ProductSort } from './record.ts'
import { type Columns, type Counting, planFor, type TermPlan } from './search-terms.ts'

/** The tables as drizzle has them for the one or the other database. */
export interface SearchTables {
  readonly products: Columns<'sku' | 'category' | 'priceAmount' | 'onHand' | 'held' | 'status' | 'createdAt'>
  readonly productTerms: Columns<'term' | 'sku' | 'weight'>
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

export function searchIn(
  tables: SearchTables,
  database: SearchDatabase,
  words: CommonWords,
): Pick<CatalogueRecord, 'listProducts' | 'facets'> {
  const { products, productTerms } = tables
  const { sku, category, priceAmount: price, onHand, held, status } = products

  const narrowed = ({ categories, minPrice, maxPrice, inStock }: ProductFilter, plan: TermPlan | null, after?: SQL) => {
    const join = plan && sql`inner join (${plan.matching}) matched on matched.sku = ${sku}`
    const where = and(
      eq(status, 'active'),
      categories && database.isOneOf(category, categories),
      minPrice === undefined ? undefined : gte(price, minPrice),
      maxPrice === undefined ? undefined : lte(price, maxPrice),
      inStock ? gt(onHand, held) : undefined,
      after,
    )
    return sql`${join ?? undefined} where ${where}`
  }

  return {
    async listProducts(query) {
      const list = listOf(query)
      const plan = await planFor(query.terms ?? [], productTerms, database, words)
      const { at, order, join } = placeOf(sortOf(query), tables)
      const rest = narrowed(query, plan, beyond(at, sku, order, query.after, list))
      const direction = sql.raw(order === '<' ? 'desc' : 'asc')
      // Sorted by SKU and place alone; the rows, which are long, are read for the page only.
      const page = sql`select ${sku} as sku, ${at} as place from ${products} ${join} ${rest}
        order by place ${direction}, ${sku} ${direction} limit ${query.limit + 1}`
      const known = sql`page.place`.mapWith((value) => Number(is(at, Column) ? at.mapFromDriverValue(value) : value))
      const found = await database.read(page, known, sql`page.place ${direction}, page.sku ${direction}`)
      const keyOf = ({ place, product }: Placed) => [place, product.sku] as const
      return toPage(found, query.limit, keyOf, ({ product }) => product, list)
    },
    async facets(filter) {
      const plan = await planFor(filter.terms ?? [], productTerms, database, words)
      const digits = sql`length(${price}) as digits, substr(${price}, 1, 1) as digit`
      return facetsOf(
        await database.count(
          sql`select ${category} as category, ${digits}, count(*) as found from ${products} ${narrowed(filter, plan)} group by 1, 2, 3`,
        ),
      )
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

/** Price ranges begin at 1, 2 and 5 times each power of ten, as the number of digits and the first of them say. */
function facetsOf(counted: readonly Readonly<Record<string, unknown>>[]): Facets {
  const byCategory = new Map<string, number>()
  const byPrice = new Map<number, { from: number; to: number; count: number }>()
  for (const row of counted) {
    const [id, count, digit] = [String(row.category), Number(row.found), Number(row.digit)]
    byCategory.set(id, (byCategory.get(id) ?? 0) + count)
    const unit = 10 ** (Number(row.digits) - 1)
    const [first, next] = digit >= 5 ? [5, 10] : digit >= 2 ? [2, 5] : [digit, digit + 1]
    const [from, to] = [first * unit, next * unit]
    byPrice.set(from, { from, to, count: count + (byPrice.get(from)?.count ?? 0) })
  }
  return {
    categories: [...byCategory].map(([id, count]) => ({ id, count })).sort((a, b) => (a.id < b.id ? -1 : 1)),
    prices: [...byPrice.values()].sort((a, b) => a.from - b.from),
  }
}
