/**
 * Runs the ledger check, keeps its report in the record, and raises an alert for what it found.
 * Invariant: a run whose lock is lost keeps nothing: the report of whoever has it now is the newer one.
 */
import { unavailable } from '../../contract/problem.ts'
import type { PaymentProviders } from '../../objects/payment/providers.ts'
import type { Ports } from '../ports.ts'
import { checkLedger, type LedgerReport } from './check.ts'

export const LEDGER_LOCK = 'ledger'
const LOCK_MS = 30_000
const RETRY_SECONDS = 10
/** Lines in the log; the report has all. */
const MOST_ALERTS = 100

export async function runLedger(
  { record, objects, log }: Ports,
  providers: PaymentProviders,
  signal: AbortSignal,
): Promise<LedgerReport> {
  const report = await checkLedger({
    ...{ record, objects, providers, signal },
    now: () => Date.now(),
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  })
  signal.throwIfAborted()
  const { ranAt, differences, checked } = report
  await record.putLedgerRun({ ranAt, differences, checked: { ...checked } })
  for (const difference of differences.slice(0, MOST_ALERTS)) {
    log('error', 'ledger.difference', { alert: true, ...difference })
  }
  log('info', 'ledger.ran', { differences: differences.length, ...checked })
  return report
}

/** For who waits for it. Throws a Problem when it runs elsewhere or loses its lock; TierError. */
export async function runLedgerAlone(ports: Ports, providers: PaymentProviders): Promise<LedgerReport> {
  const { l2 } = ports
  if (l2 === null) return runLedger(ports, providers, new AbortController().signal)
  // Fails closed: while Redis does not say that the lock is ours, nothing runs.
  const run = await l2.withLock(LEDGER_LOCK, LOCK_MS, async ({ signal }) => {
    try {
      return await runLedger(ports, providers, signal)
    } catch (error) {
      if (signal.aborted) throw unavailable('The lock of the ledger check was lost. Try again.', RETRY_SECONDS)
      throw error
    }
  })
  if (!run.held) throw unavailable('The ledger check runs already. Try again.', RETRY_SECONDS)
  return run.value
}
