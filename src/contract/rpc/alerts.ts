/**
 * The alerts of a deployment, and the interface of the object that keeps them. A new Worker can meet an old object for
 * some seconds of a deploy: shapes change compatibly.
 */
import type { Severity, Unit } from '../../domain/alerts/alert.ts'
import type { Phase } from '../../domain/alerts/state.ts'

export interface AlertView {
  readonly id: string
  readonly severity: Severity
  readonly phase: Phase
  /** When the condition began to hold, or when the alert last ended; milliseconds since 1970. Null: it never held. */
  readonly since: number | null
  /** The present value of the first comparison, or null when there is nothing to measure. */
  readonly value: number | null
  readonly threshold: number
  readonly unit: Unit
  readonly title: { readonly en: string; readonly zh: string }
  /** When a notice last announced that it fires, or null. */
  readonly announcedAt: number | null
}

export interface AlertList {
  /** Firing alerts first, then pending ones. */
  readonly items: readonly AlertView[]
  /** The time of the newest sample, or null. */
  readonly sampledAt: number | null
  /** Notices that the webhook has not taken yet. */
  readonly owed: number
}

export interface AlertsObject {
  /**
   * Takes a sample of the metrics, evaluates all alerts and owes notices. One sample a minute counts; repeats are
   * harmless.
   */
  observe(): Promise<void>
  list(): Promise<AlertList>
}
