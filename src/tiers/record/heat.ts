/** Roll-ups of heat in the record: by day, for rankings and reports, and as one score per product, for lists. */
import type { HeatTier } from '../heat.ts'

/** `countHeat` keeps the score of what it counts; every batch is written in one transaction with its id. */
export interface HeatRecord extends HeatTier {
  /**
   * Brings up to date scores that were last written on an earlier day, which are worth less today, and drops what is
   * too old to matter. Bounded: call it until it answers 0.
   * @returns how many scores were written
   */
  tendHeat(now: number): Promise<number>
}

/** Scores per call of `tendHeat`. */
export const SCORES_PER_TURN = 1_000

/** Rows of each table that one call of `tendHeat` deletes at most; the rest is for the next calls. */
export const DROPPED_PER_TURN = 5_000

/** How long the days stay, for reports; rankings read no more than a week. */
export const KEPT_DAYS = 90
