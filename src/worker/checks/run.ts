/**
 * Runs a check in portions and keeps its report in the record, with the place where the next portion goes on.
 * Invariant: one portion of a check runs at a time where there is Redis. A portion may still run twice, after a lost
 * lock; the second run only repeats what the first has done.
 */
import { describeError } from '../../contract/log.ts'
import { unavailable } from '../../contract/problem.ts'
import type { Finding } from '../../domain/report.ts'
import type { StoredReport } from '../../tiers/record/reports.ts'
import { type AnyPass, type Check, type CheckPorts, passOf, reportOf } from './check.ts'

const LOCK_MS = 30_000
const RETRY_SECONDS = 10
/** Maximum number of alerts in the log; the report has all findings. */
const MAX_ALERTS = 100
const HOUR_MS = 3600_000
const DAY_MS = 24 * HOUR_MS
/** How long reports are kept. */
const KEPT_MS = 90 * DAY_MS

/** Continues the running pass, or begins one. Throws TierError, or the signal's abort reason. */
async function runPortion<Pass extends AnyPass>(
  ports: CheckPorts,
  check: Check<Pass>,
  signal: AbortSignal,
): Promise<StoredReport> {
  const last = passOf(check, await ports.record.newestReport(check.kind))
  return goOn(ports, check, last && last.stage !== 'ended' ? last : check.begin(Date.now(), last), signal)
}

/** Called by the schedule: begins a pass once a day at the check's hour, and continues it. Never throws. */
export async function runScheduled<Pass extends AnyPass>(
  ports: CheckPorts,
  check: Check<Pass>,
  now: number,
  signal: AbortSignal,
): Promise<void> {
  try {
    const last = passOf(check, await ports.record.newestReport(check.kind))
    const isOver = last === null || last.stage === 'ended'
    if (isOver && (last?.startedAt ?? 0) >= lastTurn(now, check.hourOf(ports.config))) return
    await goOn(ports, check, isOver ? check.begin(now, last) : last, signal)
  } catch (error) {
    ports.log('error', `${check.kind}.failed`, {
      ...(isNewFailure(ports, check.kind, now) && { alert: true }),
      reason: describeError(error),
    })
  }
}

/** The last time when this hour of the day (UTC) began; milliseconds since 1970. */
function lastTurn(now: number, hour: number): number {
  const today = Math.floor(now / DAY_MS) * DAY_MS + hour * HOUR_MS
  return today > now ? today - DAY_MS : today
}

const failedAt = new WeakMap<CheckPorts, Map<string, number>>()

/** A check that fails in every minute raises one alert an hour in each isolate. */
function isNewFailure(ports: CheckPorts, kind: string, now: number): boolean {
  const failures = failedAt.get(ports) ?? new Map<string, number>()
  if (now < (failures.get(kind) ?? 0) + HOUR_MS) return false
  failedAt.set(ports, failures.set(kind, now))
  return true
}

async function goOn<Pass extends AnyPass>(
  ports: CheckPorts,
  check: Check<Pass>,
  pass: Pass,
  signal: AbortSignal,
): Promise<StoredReport> {
  const { record, log } = ports
  await check.portion(ports, pass, signal)
  signal.throwIfAborted()
  const report = reportOf(check, pass, pass.stage === 'ended' ? Date.now() : null)
  await record.putReport(report)
  if (report.state === 'running') return report
  check.measure(pass, ports.metrics)
  for (const { kind, subject, expected, found, action, positions } of report.findings
    .filter(isOpen)
    .slice(0, MAX_ALERTS)) {
    log('error', `${check.kind}.difference`, { alert: true, kind, subject, expected, found, action, ...positions })
  }
  log('info', `${check.kind}.ran`, { ...report.checked, findings: report.findings.length, state: report.state })
  await record.dropReports(check.kind, pass.startedAt - KEPT_MS)
  return report
}

/** Whether an operator has to look at it. */
function isOpen({ repaired }: Finding): boolean {
  return repaired !== true
}

/**
 * Runs a portion for a caller that waits. Throws a Problem when a portion runs elsewhere or the lock is lost;
 * TierError.
 */
export async function runPortionAlone<Pass extends AnyPass>(
  ports: CheckPorts,
  check: Check<Pass>,
): Promise<StoredReport> {
  const { l2 } = ports
  if (l2 === null) return runPortion(ports, check, new AbortController().signal)
  // Fails closed: the portion runs only while Redis confirms that this run has the lock.
  const run = await l2.withLock(check.kind, LOCK_MS, async ({ signal }) => {
    try {
      return await runPortion(ports, check, signal)
    } catch (error) {
      if (signal.aborted) throw unavailable('The check lost its lock. Try again.', RETRY_SECONDS)
      throw error
    }
  })
  if (!run.held) throw unavailable('The check is already running. Try again.', RETRY_SECONDS)
  return run.value
}
