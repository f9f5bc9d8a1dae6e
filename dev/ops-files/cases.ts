/**
 * The tests of the alerts, as data: what the metrics show before, during and after a fault, and how many minutes later
 * the alert fires and ends. The worker's evaluator and promtool run the same ones.
 */
import type { AlertId } from '../../src/domain/alerts/table.ts'
import { REQUEST_CASES } from './request-cases.ts'
import type { Course, TestSeries } from './series.ts'
import { TIER_CASES } from './tier-cases.ts'
import { WRITE_CASES } from './write-cases.ts'

export interface Case {
  readonly alert: AlertId
  readonly fault: string
  readonly course: Course
  readonly series: readonly ((course: Course) => TestSeries)[]
  /** Minutes from the beginning of the fault until the alert fires; null: it does not fire. */
  readonly firesAfter: number | null
  /** Minutes from the end of the fault until the alert ends; null: it does not fire, or still fires at the end. */
  readonly endsAfter: number | null
}

export const CASES: readonly Case[] = [...REQUEST_CASES, ...TIER_CASES, ...WRITE_CASES]
