/** The parts of each list that walk.ts walks: their order, and the index that has it. */
import { and, eq, gt, gte, lte, type SQL, sql } from 'drizzle-orm'
import type { QueryTerm } from '../../../domain/search/terms.ts'
import { UNFILED_RANK } from '../catalogue-load.ts'
import type { ProductFilter, ProductSort } from '../record.ts'
import type { SearchDatabase, SearchTables } from './database.ts'
import type { Part } from './walk.ts'

export interface Wanted {
  readonly sort: ProductSort
  readonly terms: readonly QueryTerm[]
  readonly filter: ProductFilter
  /** The word that orders a list by relevance. */
  readonly leading: QueryTerm | null
}

export async function partsOf(
  wanted: Wanted,
  tables: SearchTables,
  database: SearchDatabase,
): Promise<readonly Part[]> {
  const { products, productHeat } = tables
  const { sort, terms, filter, leading } = wanted
  const inCatalogue = { from: products, sku: products.sku, terms, holds: () => true }
  const isActive = eq(products.status, 'active')
  switch (sort) {
    case 'price':
    case '-price': {
      const { minPrice, maxPrice, categories: [category, ...others] = [] } = filter
      // The index sorts the products of one category by price; products of several categories would have to be sorted.
      const isOfOne = category !== undefined && others.length === 0
      const from = database.by(products, isOfOne ? 'products_by_category_price' : 'products_by_price')
      const where = and(
        isActive,
        isOfOne ? eq(products.category, category) : undefined,
        minPrice === undefined ? undefined : gte(products.priceAmount, minPrice),
        maxPrice === undefined ? undefined : lte(products.priceAmount, maxPrice),
      )
      return [{ ...inCatalogue, from, where, at: products.priceAmount, order: sort === 'price' ? '>' : '<' }]
    }
    case 'newest': {
      const from = database.by(products, 'products_by_creation')
      return [{ ...inCatalogue, from, where: isActive, at: products.createdAt, order: '<' }]
    }
    case 'hot': {
      const { score, sku } = productHeat
      const isCold = sql`not exists (select 1 from ${productHeat} where ${sku} = ${products.sku} and ${score} > 0)`
      return [
        {
          ...{ from: productHeat, where: gt(score, 0), sku, terms },
          ...{ at: sql<number>`-${score}`, order: '>', holds: (place) => place < 0 },
        },
        { ...inCatalogue, where: isActive, at: 0, order: '>', only: isCold },
      ]
    }
    case 'relevance':
      return byWord(leading, wanted, tables)
    case 'place':
      return byShelf(inCatalogue, filter, tables, database)
  }
}

/**
 * First products that have the exact word, by its weight; then products with a word that only begins with it, by SKU.
 */
function byWord(leading: QueryTerm | null, { terms }: Wanted, { products, productTerms: table }: SearchTables): Part[] {
  const rest: Part = {
    ...{ from: products, where: eq(products.status, 'active'), sku: products.sku, terms },
    ...{ at: 0, order: '<', holds: () => true },
  }
  if (!leading) return [rest]
  const { term } = leading
  const first: Part = {
    ...{ from: table, where: eq(table.term, term), sku: table.sku, at: table.weight, order: '<' },
    terms: terms.filter((each) => each !== leading),
    holds: (place) => place > 0,
  }
  if (!leading.prefix) return [first]
  const hasWord = sql`exists (select 1 from ${table} where ${table.sku} = ${products.sku} and ${table.term} = ${term})`
  return [first, { ...rest, only: sql`not ${hasWord}` }]
}

/**
 * One part for each category that has products, in tree order; products whose category is not in the tree come last.
 */
async function byShelf(
  common: Pick<Part, 'sku' | 'terms'>,
  { categories: wanted }: ProductFilter,
  { products, categories }: SearchTables,
  { count, isOneOf, by }: SearchDatabase,
): Promise<Part[]> {
  const used = sql`select distinct ${products.category} as id from ${products} where ${eq(products.status, 'active')}`
  const rows = await count(
    sql`select used.id as id, ${categories.treeRank} as tree_rank from (${used}) used left join ${categories} on ${categories.id} = used.id`,
  )
  const shelves = new Map<number, string[]>()
  for (const row of rows) {
    const [id, rank] = [String(row.id), row.tree_rank === null ? UNFILED_RANK : Number(row.tree_rank)]
    if (wanted && !wanted.includes(id)) continue
    shelves.set(rank, [...(shelves.get(rank) ?? []), id])
  }
  return [...shelves]
    .sort(([a], [b]) => a - b)
    .map(([rank, ids]): Part => {
      const [only = '', ...more] = ids
      const isHere: SQL = more.length > 0 ? isOneOf(products.category, ids) : eq(products.category, only)
      const where = and(isHere, eq(products.status, 'active'))
      return {
        ...common,
        from: by(products, 'products_by_category'),
        where,
        at: rank,
        order: '>',
        holds: (place) => place <= rank,
      }
    })
}
