/** The form of a dashboard: rows of panels, each with expressions of the same language as the alerts. */
import type { Expression } from '../../src/domain/alerts/expression.ts'

export interface Query {
  readonly of: Expression
  /** A line for each value of these labels. */
  readonly by?: readonly string[]
  readonly legend: string
}

/** Units as Grafana names them. */
type GrafanaUnit = 'reqps' | 'ops' | 'short' | 's' | 'percentunit' | 'bytes'

export interface Panel {
  readonly title: string
  readonly unit: GrafanaUnit
  readonly queries: readonly Query[]
  /** A single number instead of lines. */
  readonly isNumber?: true
  /** A line at this value: the threshold of the alert about it. */
  readonly threshold?: number
  /** An explanation, where the title does not suffice. */
  readonly note?: string
}

export interface Board {
  readonly uid: string
  readonly title: string
  readonly rows: readonly { readonly title: string; readonly panels: readonly Panel[] }[]
}

/** Dashboards replace the windows of rates by the interval of their screen. */
export const ANY_WINDOW = 300
