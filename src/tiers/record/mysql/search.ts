/** Lists of products in MySQL. */
import { eq, inArray, sql } from 'drizzle-orm'
import { categories, productHeat, products, productTerms, productWords } from '../../../../drizzle/mysql/schema.ts'
import type { CatalogueRecord } from '../record.ts'
import { productFromRow } from '../rows.ts'
import { searchIn } from '../search/plan.ts'
import type { Bounds } from '../search/terms.ts'
import type { WordCounts } from '../search/word-counts.ts'
import type { MysqlDatabase } from './client.ts'

export function catalogueSearch(
  db: MysqlDatabase,
  counts: WordCounts,
  bounds?: Bounds,
): Pick<CatalogueRecord, 'listProducts' | 'facets'> {
  return searchIn(
    { products, productTerms, productWords, productHeat, categories },
    {
      isOneOf: (column, values) => inArray(column, [...values]),
      by: (table, index) => sql`${table} force index (${sql.identifier(index)})`,
      async read(page, place, order) {
        const found = await db
          .select({ row: products, place })
          .from(products)
          .innerJoin(sql`(${page}) page`, eq(sql`page.sku`, products.sku))
          .orderBy(order)
        return found.map(({ row, place }) => ({ product: productFromRow(row), place }))
      },
      // The cast: the driver returns rows as objects unless it is asked for arrays.
      count: async (statement) => (await db.execute(statement)).rows as Record<string, unknown>[],
    },
    counts,
    bounds,
  )
}
