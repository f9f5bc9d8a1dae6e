/**
 * One format for everything that a check of the data finds: the ledger check, the reconciliation and the dead letters.
 * Invariant: a report names each finding with its subject and with what was done about it.
 */

/** Checks that walk over the record in portions. */
export const CHECK_KINDS = ['ledger', 'reconciliation'] as const
export type CheckKind = (typeof CHECK_KINDS)[number]

export const REPORT_KINDS = [...CHECK_KINDS, 'dead_letters'] as const
export type ReportKind = (typeof REPORT_KINDS)[number]

/** `cut_short`: the check ended at its maximum number of findings, so there may be more. */
export const REPORT_STATES = ['running', 'complete', 'cut_short'] as const
export type ReportState = (typeof REPORT_STATES)[number]

/** The means of repairing a finding; `none` leaves it to an operator. */
export const ACTIONS = ['none', 'put_l2', 'put_record', 'resend', 'drain', 'confirm', 'wake', 'tend'] as const
export type Action = (typeof ACTIONS)[number]

/** Units, minor units of the currency or positions; a word if the value is not a number; null if there is no value. */
export type Figure = number | string | null

export interface Finding {
  readonly kind: string
  /** `order:<id>`, `sku:<sku>`, `payment:<id>`, `cart:<id>` and so on. */
  readonly subject: string
  readonly expected: Figure
  readonly found: Figure
  /** The position of each copy that was read, as `epoch-version`; null when the place has no copy. */
  readonly positions?: { readonly [Place in 'object' | 'l2' | 'record']?: string | null | undefined } | undefined
  readonly action: Action
  /** Absent when nothing was done; otherwise whether the copies agreed afterwards. */
  readonly repaired?: boolean | undefined
  readonly at: number
}

export interface ReportSummary {
  readonly id: string
  readonly kind: ReportKind
  readonly startedAt: number
  /** Null while the check runs. */
  readonly endedAt: number | null
  readonly state: ReportState
  /** How much was checked, by what. */
  readonly checked: { readonly [what: string]: number }
  /** The number of findings by kind, those beyond the listed ones included. */
  readonly counts: { readonly [kind: string]: number }
}

export interface Report extends ReportSummary {
  readonly findings: readonly Finding[]
}

/** The number of findings of each kind. */
export function countsOf(findings: readonly Pick<Finding, 'kind'>[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { kind } of findings) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}
