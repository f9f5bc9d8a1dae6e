/**
 * Runs the ledger check in portions, stores its report in the record, and raises alerts for the differences.
 * Invariant: the last report stays until the next one is complete. A portion may run twice, concurrently or after a
 * lost lock; the second run only reads again what the first has read.
 */

import type { Config } from '../../contract/config.ts'
import { describeError, type Log } from '../../contract/log.ts'
import { unavailable } from '../../contract/problem.ts'
import { DIFFERENCE_KINDS, type DifferenceKind } from '../../domain/ledger/difference.ts'
import type { Metrics } from '../../domain/metrics/registry.ts'
import type { Objects } from '../../objects/objects.ts'
import type { PaymentProviders } from '../../objects/payment/providers.ts'
import type { Tiers } from '../../tiers/open.ts'
import { checkPortion, type LedgerReport, reportOf } from './check.ts'
import { newPass, type Pass, passFromRun, passToRun } from './pass.ts'

export const LEDGER_LOCK = 'ledger'
const LOCK_MS = 30_000
const RETRY_SECONDS = 10
/** Together with the minute's other jobs, this stays below the 50 subrequests and 50 queries of the smallest plan. */
const CALLS_PER_PORTION = 25
/** Maximum number of alerts in the log; the report has all differences. */
const MAX_ALERTS = 100
const HOUR_MS = 3600_000
const DAY_MS = 24 * HOUR_MS

/** The state of the pass after this portion; the pass is complete when its stage is `ended`. */
export interface Progress {
  readonly stage: Pass['stage']
  readonly report: LedgerReport
}

/** Continues the running pass, or begins one. Throws TierError, or the signal's abort reason. */
async function runPortion(ports: RunPorts, providers: PaymentProviders, signal: AbortSignal): Promise<Progress> {
  const begun = passFromRun(await ports.record.getLedgerRun('running'))
  const pass = begun && begun.stage !== 'ended' ? begun : newPass(Date.now(), begun)
  return goOn(ports, pass, providers, signal)
}

/** Called by the schedule: begins a pass once a day at the configured hour (UTC), and continues it. Never throws. */
export async function runScheduled(
  ports: RunPorts,
  now: number,
  providers: PaymentProviders,
  signal: AbortSignal,
): Promise<void> {
  try {
    const begun = passFromRun(await ports.record.getLedgerRun('running'))
    const isOver = begun === null || begun.stage === 'ended'
    if (isOver && (begun?.startedAt ?? 0) >= lastTurn(now, ports.config.LEDGER_HOUR)) return
    await goOn(ports, isOver ? newPass(now, begun) : begun, providers, signal)
  } catch (error) {
    ports.log('error', 'ledger.failed', {
      ...(isNewFailure(ports, now) && { alert: true }),
      reason: describeError(error),
    })
  }
}

/** The last time when this hour of the day (UTC) began; milliseconds since 1970. */
function lastTurn(now: number, hour: number): number {
  const today = Math.floor(now / DAY_MS) * DAY_MS + hour * HOUR_MS
  return today > now ? today - DAY_MS : today
}

interface RunPorts extends Tiers {
  readonly config: Config
  readonly objects: Objects
  readonly log: Log
  readonly metrics: Metrics
}

const failedAt = new WeakMap<RunPorts, number>()

/** A check that fails in every minute raises one alert an hour in each isolate. */
function isNewFailure(ports: RunPorts, now: number): boolean {
  if (now < (failedAt.get(ports) ?? 0) + HOUR_MS) return false
  failedAt.set(ports, now)
  return true
}

async function goOn(ports: RunPorts, pass: Pass, providers: PaymentProviders, signal: AbortSignal): Promise<Progress> {
  const { record, objects, log, metrics } = ports
  const check = {
    ...{ record, objects, providers, signal },
    now: () => Date.now(),
    pause: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  }
  await checkPortion(check, pass, CALLS_PER_PORTION)
  signal.throwIfAborted()
  const report = reportOf(pass)
  const { ranAt, differences, checked } = report
  if (pass.stage === 'ended') {
    await record.putLedgerRun({ ranAt, differences, checked: { ...checked } })
    // The cast: the keys of the table are the kinds.
    for (const kind of Object.keys(DIFFERENCE_KINDS) as DifferenceKind[]) {
      metrics.gauge('ledger_differences', { kind }).set(differences.filter((each) => each.kind === kind).length)
    }
    for (const difference of differences.slice(0, MAX_ALERTS)) {
      log('error', 'ledger.difference', { alert: true, ...difference })
    }
    log('info', 'ledger.ran', { differences: differences.length, ...checked })
  }
  await record.putLedgerRun(passToRun(pass), 'running')
  return { stage: pass.stage, report }
}

/**
 * Runs a portion for a caller that waits. Throws a Problem when a portion runs elsewhere or the lock is lost;
 * TierError.
 */
export async function runPortionAlone(ports: RunPorts, providers: PaymentProviders): Promise<Progress> {
  const { l2 } = ports
  if (l2 === null) return runPortion(ports, providers, new AbortController().signal)
  // Fails closed: the portion runs only while Redis confirms that this run has the lock.
  const run = await l2.withLock(LEDGER_LOCK, LOCK_MS, async ({ signal }) => {
    try {
      return await runPortion(ports, providers, signal)
    } catch (error) {
      if (signal.aborted) throw unavailable('The ledger check lost its lock. Try again.', RETRY_SECONDS)
      throw error
    }
  })
  if (!run.held) throw unavailable('The ledger check is already running. Try again.', RETRY_SECONDS)
  return run.value
}
