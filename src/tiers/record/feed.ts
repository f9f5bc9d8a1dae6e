/** What the change feed asks of the record: where it stands, and whether the search knows what others wrote. */
import type { ChangedProduct, ChangePlace } from './record.ts'

/** A reader of changes: where it goes on, and when it began to pass over what has changed. */
export interface Watermark {
  readonly place: ChangePlace
  /** Null between two passes. */
  readonly begunAt: number | null
}

export interface FeedRecord {
  /** Null for a reader that never read. */
  getWatermark(id: string): Promise<Watermark | null>
  putWatermark(id: string, watermark: Watermark): Promise<void>
  /** The same that `changedProducts` tells, by SKU; what does not exist is left out. */
  productsAsIndexed(skus: readonly string[]): Promise<readonly ChangedProduct[]>
}
