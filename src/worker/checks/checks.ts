/** The checks by name, for the schedule and for operators. */
import type { Env } from '../../contract/env.ts'
import type { CheckKind } from '../../domain/report.ts'
import { paymentProvidersOf } from '../../objects/payment/providers.ts'
import type { StoredReport } from '../../tiers/record/reports.ts'
import { ledgerCheck } from '../ledger/ledger-check.ts'
import { reconciliation } from '../reconciliation/reconciliation.ts'
import type { CheckPorts } from './check.ts'
import { runPortionAlone, runScheduled } from './run.ts'

/** Runs a portion at once. Throws a Problem when one is running, and TierError. */
export function runCheckAlone(ports: CheckPorts, kind: CheckKind, env: Env): Promise<StoredReport> {
  return kind === 'ledger'
    ? runPortionAlone(ports, ledgerCheck(paymentProvidersOf(env)))
    : runPortionAlone(ports, reconciliation)
}

/** Runs a portion if it is the check's time. Never throws. */
export function runCheckScheduled(ports: CheckPorts, kind: CheckKind, env: Env, signal: AbortSignal): Promise<void> {
  const now = Date.now()
  return kind === 'ledger'
    ? runScheduled(ports, ledgerCheck(paymentProvidersOf(env)), now, signal)
    : runScheduled(ports, reconciliation, now, signal)
}
