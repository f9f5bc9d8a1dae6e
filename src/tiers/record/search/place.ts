/** The place of a product in each sort of a list. */
import { type Column, type SQL, sql } from 'drizzle-orm'
import { UNFILED_RANK } from '../catalogue-load.ts'
import type { ProductSort } from '../record.ts'
import type { SearchTables } from './database.ts'

/** A product's place in a list; products in the same place are sorted by SKU, in the same direction. */
interface Place {
  readonly at: Column | SQL<number>
  readonly order: '<' | '>'
  readonly join?: SQL
}

export function placeOf(sort: ProductSort, { products, productHeat, categories }: SearchTables): Place {
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
