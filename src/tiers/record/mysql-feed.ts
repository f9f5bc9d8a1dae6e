/** The change feed's own rows in MySQL. */
import { eq, inArray } from 'drizzle-orm'
import { products, watermarks } from '../../../drizzle/mysql/schema.ts'
import type { FeedRecord } from './feed.ts'
import type { MysqlDatabase } from './mysql-client.ts'
import { productFromRow } from './rows.ts'

export function feedRecord(db: MysqlDatabase): FeedRecord {
  return {
    async getWatermark(id) {
      const [row] = await db.select().from(watermarks).where(eq(watermarks.id, id)).limit(1)
      return row ? { place: { updatedAt: row.updatedAt, sku: row.sku }, begunAt: row.begunAt } : null
    },
    async putWatermark(id, { place, begunAt }) {
      const row = { updatedAt: place.updatedAt, sku: place.sku, begunAt }
      await db
        .insert(watermarks)
        .values({ id, ...row })
        .onDuplicateKeyUpdate({ set: row })
    },
    async productsAsIndexed(skus) {
      if (skus.length === 0) return []
      const found = await db
        .select()
        .from(products)
        .where(inArray(products.sku, [...skus]))
      return found.map((row) => ({ product: productFromRow(row), indexed: row.indexedVersion >= row.version }))
    },
  }
}
