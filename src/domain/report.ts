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

/** The action that was taken on a finding, with its meaning for the OpenAPI document. */
export const ACTIONS = {
  none: 'Nothing was done; an operator decides.',
  put_l2: 'The record’s copy was written to L2, unless L2 held a newer one.',
  put_record: 'The copy in L2 was written to the record, unless the record held a newer one.',
  resend: 'The object was asked to send its state again.',
  drain: 'The object was asked to send its unconfirmed state now.',
  confirm: 'The object received the newer position, so it continues under a new epoch.',
  wake: 'The object was asked to continue from the record.',
  tend: 'The object was called, so that it restores its due times.',
} as const
export type Action = keyof typeof ACTIONS

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
