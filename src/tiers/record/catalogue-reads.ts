/** Reads of the catalogue and its epoch, over either database; search/plan.ts reads lists of products. */
import { and, asc, desc, eq, gt, ne, sql } from 'drizzle-orm'
import { beyond, toPage } from './cursor.ts'
import type { Database } from './database.ts'
import type { CatalogueRecord } from './record.ts'
import { changedFromRow, productFromRow } from './rows.ts'

/** Key of the single row of the catalogue's state. */
export const STATE = 'catalogue'

export type CatalogueReads = Pick<
  CatalogueRecord,
  'getProduct' | 'getProducts' | 'productsIn' | 'changedProducts' | 'exportProducts' | 'catalogueEpoch'
>

export function catalogueReads({ tables, ...database }: Database): CatalogueReads {
  const { catalogueState, products } = tables
  const getProducts: CatalogueRecord['getProducts'] = async (skus) => {
    if (skus.length === 0) return new Map()
    const found = await database.rows(products, { where: database.isOneOf(products.sku, skus) })
    return new Map(found.map((row) => [row.sku, productFromRow(row)]))
  }
  return {
    getProducts,
    async getProduct(sku) {
      return (await getProducts([sku])).get(sku) ?? null
    },
    async productsIn(status, limit, after) {
      const { sku, createdAt } = products
      const list = `products ${status}`
      const where = and(eq(products.status, status), beyond(createdAt, sku, '<', after, list))
      const found = await database.rows(products, { where, orderBy: [desc(createdAt), desc(sku)], limit: limit + 1 })
      return toPage(found, limit, (row) => [row.createdAt, row.sku], productFromRow, list)
    },
    async changedProducts(limit, after) {
      const { sku, updatedAt } = products
      const where = sql`(${updatedAt}, ${sku}) > (${sql.param(after.updatedAt, updatedAt)}, ${after.sku})`
      const found = await database.rows(products, { where, orderBy: [asc(updatedAt), asc(sku)], limit })
      return found.map(changedFromRow)
    },
    async exportProducts(limit, afterSku) {
      const where = and(ne(products.status, 'deleted'), gt(products.sku, afterSku))
      return (await database.rows(products, { where, orderBy: [asc(products.sku)], limit })).map(productFromRow)
    },
    async catalogueEpoch() {
      const [state] = await database.rows(catalogueState, { where: eq(catalogueState.id, STATE), limit: 1 })
      return state?.epoch ?? 0
    },
  }
}
