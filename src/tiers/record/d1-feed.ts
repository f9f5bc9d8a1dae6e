/** The change feed's own rows in D1. */
import { eq } from 'drizzle-orm'
import type { DrizzleD1Database } from 'drizzle-orm/d1'
import { products, watermarks } from '../../../drizzle/d1/schema.ts'
import { isOneOf } from './d1-sql.ts'
import type { FeedRecord } from './feed.ts'
import { productFromRow } from './rows.ts'

export function feedRecord(db: DrizzleD1Database): FeedRecord {
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
        .onConflictDoUpdate({ target: watermarks.id, set: row })
    },
    async productsAsIndexed(skus) {
      const found = await db.select().from(products).where(isOneOf(products.sku, skus))
      return found.map((row) => ({ product: productFromRow(row), indexed: row.indexedVersion >= row.version }))
    },
  }
}
