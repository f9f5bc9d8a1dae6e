/** Heat roll-ups in the record: by day, for rankings and reports, and as one score per product, for lists. */
import type { HeatTier } from '../heat.ts'

/**
 * `countHeat` also updates the scores of the counted products. Each batch is written in one transaction with its id.
 */
export interface HeatRecord extends HeatTier {
  /**
   * Recomputes scores that were last written on an earlier day, because they are worth less today, and deletes days and
   * batches that are too old. Each call is bounded: call it until it returns 0.
   * @returns the number of scores written
   */
  tendHeat(now: number): Promise<number>
}

/** Scores that one call of `tendHeat` recomputes. */
export const SCORES_PER_TURN = 1_000

/** Maximum number of rows of each table that one call of `tendHeat` deletes; later calls delete the rest. */
export const DROPPED_PER_TURN = 5_000

/** Days of heat that stay for reports; rankings read at most a week. */
export const KEPT_DAYS = 90
