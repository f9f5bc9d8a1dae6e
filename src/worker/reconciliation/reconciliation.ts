/** The reconciliation as a check: what its portions use, and how its passes become reports. */
import { KINDS } from '../../domain/copy.ts'
import { DISCREPANCIES } from '../../domain/reconciliation/judge.ts'
import { ACTIONS } from '../../domain/report.ts'
import type { Check } from '../checks/check.ts'
import { newPass, type Pass, readPass } from './pass.ts'
import { reconcilePortion } from './walk.ts'

export const reconciliation: Check<Pass> = {
  kind: 'reconciliation',
  hourOf: ({ RECONCILE_HOUR }) => RECONCILE_HOUR,
  begin: newPass,
  read: readPass,
  portion: ({ record, l2, objects, log, config }, pass, signal) =>
    reconcilePortion({ record, l2, objects, log, signal, now: Date.now, pause }, pass, config.RECONCILE_CALLS),
  checked: ({ checked }) => checked,
  counts: ({ counts }) => counts,
  measure({ findings, repairs }, metrics) {
    const open = findings.filter(({ repaired }) => !repaired)
    for (const kind of KINDS) {
      for (const finding of DISCREPANCIES) {
        const its = open.filter((each) => each.kind === finding && each.subject.startsWith(`${kind}:`))
        metrics.gauge('reconciliation_differences', { kind, finding }).set(its.length)
      }
      for (const means of ACTIONS) {
        const made = repairs[`${kind} ${means}`] ?? 0
        metrics.counter('reconciliation_repairs_total', { kind, means }).add(made)
      }
    }
  },
  isCutShort: () => false,
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
