/** The record's part of the change feed: the position of its readers, and whether outside edits have been indexed. */
import { eq } from 'drizzle-orm'
import type { Database } from './database.ts'
import type { ChangedProduct, ChangePlace } from './entries.ts'
import { changedFromRow } from './rows.ts'

/** Position of a reader of changes: where it continues, and when its present pass began. */
export interface Watermark {
  readonly place: ChangePlace
  /** Null between two passes. */
  readonly begunAt: number | null
}

export interface FeedRecord {
  /** Null for a reader that has never read. */
  getWatermark(id: string): Promise<Watermark | null>
  putWatermark(id: string, watermark: Watermark): Promise<void>
  /** Returns what `changedProducts` returns, by SKU; unknown SKUs are left out. */
  productsAsIndexed(skus: readonly string[]): Promise<readonly ChangedProduct[]>
}

export function feedRecord({ tables, ...database }: Database): FeedRecord {
  const { products, watermarks } = tables
  return {
    async getWatermark(id) {
      const [row] = await database.rows(watermarks, { where: eq(watermarks.id, id), limit: 1 })
      return row ? { place: { updatedAt: row.updatedAt, sku: row.sku }, begunAt: row.begunAt } : null
    },
    async putWatermark(id, { place: { updatedAt, sku }, begunAt }) {
      await database.put(watermarks, watermarks.id, [{ id, updatedAt, sku, begunAt }])
    },
    async productsAsIndexed(skus) {
      if (skus.length === 0) return []
      const found = await database.rows(products, { where: database.isOneOf(products.sku, skus) })
      return found.map(changedFromRow)
    },
  }
}
