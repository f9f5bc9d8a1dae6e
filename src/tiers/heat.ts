/** What counts heat and ranks by it: L2 and the record alike, one contract for both. Every method throws TierError. */
import type { Heat, HeatBatch, HeatWindow } from '../domain/heat.ts'

export interface HeatTier {
  /**
   * Adds each batch, of the days that are counted, unless one of its id was added before. Ids are given once.
   * @returns the ids of those that are counted now, by this call or an earlier one
   */
  countHeat(batches: readonly HeatBatch[], now: number): Promise<ReadonlySet<string>>
  /** The hottest first; of equal ones the greater SKU, by byte. */
  hottest(window: HeatWindow, now: number, limit: number): Promise<readonly Heat[]>
  /** In the same order, from 1; null for what has no heat. */
  heatRank(window: HeatWindow, now: number, sku: string): Promise<HeatRank | null>
}

export interface HeatRank {
  readonly rank: number
  readonly score: number
}
