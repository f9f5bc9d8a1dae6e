/** Lists of products in D1. */
import { eq, sql } from 'drizzle-orm'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import { categories, productHeat, products, productTerms, productWords } from '../../../../drizzle/d1/schema.ts'
import type { CatalogueRecord } from '../record.ts'
import { productFromRow } from '../rows.ts'
import { searchIn } from '../search/plan.ts'
import type { Bounds } from '../search/terms.ts'
import type { WordCounts } from '../search/word-counts.ts'
import { isOneOf } from './sql.ts'

export function catalogueSearch(
  db: DrizzleD1Database,
  counts: WordCounts,
  bounds?: Bounds,
): Pick<CatalogueRecord, 'listProducts' | 'facets'> {
  return searchIn(
    { products, productTerms, productWords, productHeat, categories },
    {
      isOneOf,
      by: (table, index) => sql`${table} indexed by ${sql.identifier(index)}`,
      async read(page, place, order) {
        const found = await db
          .select({ row: products, place })
          .from(products)
          .innerJoin(sql`(${page}) page`, eq(sql`page.sku`, products.sku))
          .orderBy(order)
        return found.map(({ row, place }) => ({ product: productFromRow(row), place }))
      },
      count: (statement) => db.all(statement),
    },
    counts,
    bounds,
  )
}
