/** The form of an alert's definition. Invariant: each alert has a section of its own in docs/runbook.md, named by its id. */
import type { SEVERITIES } from '../metrics/catalogue.ts'
import type { Condition } from './expression.ts'
import type { Patience } from './state.ts'

export type Severity = (typeof SEVERITIES)[number]

/** How the value of an alert is written. */
export const UNITS = ['percent', 'seconds', 'count'] as const
export type Unit = (typeof UNITS)[number]

export interface Alert extends Patience {
  readonly severity: Severity
  readonly when: Condition
  readonly unit: Unit
  readonly title: { readonly en: string; readonly zh: string }
}

/** The section of an alert in the runbook. */
export function runbookOf(id: string): string {
  return `docs/runbook.md#${id}`
}

/**
 * @example
 * import { valueText } from './alert.ts'
 * valueText(0.0215, 'percent') // => '2.15 %'
 */
export function valueText(value: number, unit: Unit): string {
  const text = (scaled: number) => String(Number(scaled.toPrecision(3)))
  if (unit === 'percent') return `${text(value * 100)} %`
  return unit === 'seconds' ? `${text(value)} s` : text(value)
}
