/** The contract of heat, counted and ranked alike by L2 and the record. Every method throws TierError. */
import type { Heat, HeatBatch, HeatWindow } from '../domain/heat.ts'

export interface HeatTier {
  /**
   * Adds the batches of days that still count, unless a batch with the same id was added before. Batch ids are unique.
   * @returns the ids of batches that are now counted, by this call or an earlier one
   */
  countHeat(batches: readonly HeatBatch[], now: number): Promise<ReadonlySet<string>>
  /** Hottest products first; products with equal heat by descending SKU, compared by byte. */
  hottest(window: HeatWindow, now: number, limit: number): Promise<readonly Heat[]>
  /** The rank in the same order, starting at 1; null for a product without heat. */
  heatRank(window: HeatWindow, now: number, sku: string): Promise<HeatRank | null>
}

export interface HeatRank {
  readonly rank: number
  readonly score: number
}
