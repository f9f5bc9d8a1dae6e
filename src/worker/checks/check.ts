/**
 * A check walks over the record in portions; the ledger check and the reconciliation are checks.
 * Invariant: everything that the next portion needs is in the pass, and the pass is of bounded size.
 */
import type { Config } from '../../contract/config.ts'
import type { Json } from '../../domain/copy.ts'
import type { Metrics } from '../../domain/metrics/registry.ts'
import { type CheckKind, countsOf, type Finding, type Report } from '../../domain/report.ts'
import type { StoredReport } from '../../tiers/record/reports.ts'
import type { Ports } from '../ports.ts'

/** More than operators can resolve before the next pass. */
export const MAX_FINDINGS = 1_000

/** The part of a pass that every check has. */
export interface AnyPass {
  readonly startedAt: number
  /** `ended` when the pass is over. */
  stage: string
  readonly findings: Finding[]
}

export type CheckPorts = Pick<Ports, 'config' | 'objects' | 'log' | 'metrics' | 'record' | 'l2'>

export interface Check<Pass extends AnyPass> {
  readonly kind: CheckKind
  /** The hour of the day (UTC) at which the schedule begins a pass. */
  hourOf(config: Config): number
  /** @param before the previous pass, if any */
  begin(startedAt: number, before: Pass | null): Pass
  /** Null for a pass that another release stored in another shape. */
  read(stored: unknown): Pass | null
  /** Continues the pass. Throws TierError, or the signal's abort reason; the next portion then repeats the rest. */
  portion(ports: CheckPorts, pass: Pass, signal: AbortSignal): Promise<void>
  checked(pass: Pass): Report['checked']
  /** Only where the pass may have more findings than it keeps. */
  counts?(pass: Pass): Report['counts']
  /** Records the metrics of a pass that has ended. */
  measure(pass: Pass, metrics: Metrics): void
  /** Whether the pass ended before it had checked everything. */
  isCutShort(pass: Pass): boolean
}

export function reportOf<Pass extends AnyPass>(check: Check<Pass>, pass: Pass, endedAt: number | null): StoredReport {
  const { startedAt, findings, ...progress } = pass
  const ended = check.isCutShort(pass) ? 'cut_short' : 'complete'
  return {
    id: `${check.kind}-${startedAt}`,
    kind: check.kind,
    startedAt,
    endedAt,
    state: pass.stage === 'ended' ? ended : 'running',
    checked: check.checked(pass),
    counts: check.counts?.(pass) ?? countsOf(findings),
    findings,
    // The cast: a pass contains only JSON values, which the compiler cannot see.
    progress: progress as unknown as Json,
  }
}

export function passOf<Pass extends AnyPass>(check: Check<Pass>, report: StoredReport | null): Pass | null {
  if (!report || typeof report.progress !== 'object') return null
  const { startedAt, findings, progress } = report
  return check.read({ ...progress, startedAt, findings })
}
