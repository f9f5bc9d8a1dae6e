/**
 * The schedule. With Redis, a job runs under a lock of its name; without Redis it relies on cron firing once.
 * Invariant: a job that was skipped or failed is logged, does not stop the other jobs, and runs again at its next time.
 */
import type { Env } from '../contract/env.ts'
import { describeError } from '../contract/log.ts'
import { KINDS } from '../domain/copy.ts'
import { CHECK_KINDS } from '../domain/report.ts'
import type { JobRun } from '../tiers/record/job-runs.ts'
import { reportEdits } from './catalogue/edit-events.ts'
import { readChanges } from './catalogue/feed.ts'
import { runCheckScheduled } from './checks/checks.ts'
import { sweepMedia } from './media/sweep.ts'
import { pushMetrics, tendMetrics } from './metrics/tend.ts'
import { type Ports, portsOf } from './ports.ts'
import { beginSweep, continueSweep } from './visits/sweep.ts'

/** Throws when the signal aborts, between two steps. Every step is safe to repeat. */
type Job = (ports: Ports, signal: AbortSignal, env: Env) => Promise<void>

/** Longer than any message can stay in a queue or its dead letters. */
const TOMBSTONE_DAYS = 90
const TOMBSTONES_PER_PAGE = 5_000
/** Bound for all kinds together, below the 50 queries of the smallest plan. */
const TOMBSTONE_PAGES = 40
/** Each turn takes a few queries; the next minute continues. */
const HEAT_TURNS = 3
const LOCK_MS = 30_000
const MINUTE_MS = 60_000
const DAY_MS = 24 * 3600_000
/** Two statements each, in the same invocation as the tombstones. */
const AUDIT_PER_PAGE = 5_000
const AUDIT_PAGES = 2

/** The cron expression of the minute jobs in wrangler.toml; any other expression there is the daily one. */
const EVERY_MINUTE = '* * * * *'

type Jobs = readonly (readonly [name: string, job: Job])[]
/** These take turns, because together they would exceed the subrequests of the smallest plan. */
const WALKS: readonly Jobs[] = [
  [['sweep', continueSweep]],
  // With portions of checks, which make fewer calls than a page of the sweep.
  ...CHECK_KINDS.map(
    (kind): Jobs => [
      [kind, (ports, signal, env) => runCheckScheduled(ports, kind, env, signal)],
      ['metrics', tendMetrics],
    ],
  ),
  [['media', (ports, signal) => sweepMedia(ports, Math.floor(Date.now() / (WALKS.length * MINUTE_MS)), signal)]],
]
function minuteJobs(at: number): Jobs {
  return [
    ['heat', tendHeat],
    ...(WALKS[Math.floor(at / MINUTE_MS) % WALKS.length] ?? []),
    ['feed', (ports, signal) => readChanges(ports, Date.now(), signal)],
    ['edits', (ports, signal) => reportEdits(ports, Date.now(), signal)],
    ['influx', pushMetrics],
  ]
}
const DAILY_JOBS: Jobs = [
  ['tombstones', dropTombstones],
  ['audit', dropOldAudit],
  ['sweep', beginSweep],
]

export async function handleSchedule(controller: ScheduledController, env: Env): Promise<void> {
  const ports = portsOf(env)
  const jobs = controller.cron === EVERY_MINUTE ? minuteJobs(controller.scheduledTime) : DAILY_JOBS
  const runs: JobRun[] = []
  // Without a lock, because the alerts must not depend on Redis; the object counts one sample a minute.
  if (controller.cron === EVERY_MINUTE) {
    runs.push(await runLogged(ports, 'alerts', () => ports.objects.alerts().observe()))
  }
  for (const [name, job] of jobs) {
    await runLocked(ports, name, async (signal) => {
      runs.push(await runLogged(ports, name, () => job(ports, signal, env)))
    })
  }
  await keepRuns(ports, runs)
  ports.sendMetricsSoon()
}

/** One statement for all jobs of this minute. Fails open: operators then see the runs before. */
async function keepRuns({ record, log }: Ports, runs: readonly JobRun[]): Promise<void> {
  if (runs.length === 0) return
  await record.putJobRuns(runs).catch((error: unknown) => {
    log('warn', 'job.not_noted', { reason: describeError(error) })
  })
}

/** Fails closed: the job runs only while Redis confirms that this run has the lock. */
async function runLocked({ l2, log }: Ports, name: string, run: (signal: AbortSignal) => Promise<void>): Promise<void> {
  if (l2 === null) return run(new AbortController().signal)
  try {
    const { held } = await l2.withLock(name, LOCK_MS, ({ signal }) => run(signal))
    if (!held) log('info', 'job.skipped', { job: name, reason: 'it runs elsewhere' })
  } catch (error) {
    log('warn', 'job.skipped', { job: name, reason: describeError(error) })
  }
}

/** Never throws, so that the caller can distinguish the lock's errors from the job's. */
async function runLogged({ log }: Ports, name: string, run: () => Promise<void>): Promise<JobRun> {
  const startedAt = Date.now()
  const ended = (reason: string | null): JobRun => {
    return { name, startedAt, endedAt: Date.now(), outcome: reason === null ? 'done' : 'failed', reason }
  }
  try {
    await run()
    return ended(null)
  } catch (error) {
    const reason = describeError(error)
    log('error', 'job.failed', { job: name, reason })
    return ended(reason)
  }
}

/** Deletes in pages; the next day continues after the bound. */
async function dropTombstones({ record, log }: Ports, signal: AbortSignal): Promise<void> {
  let pages = TOMBSTONE_PAGES
  for (const kind of KINDS) {
    let [dropped, last] = [0, TOMBSTONES_PER_PAGE]
    while (last === TOMBSTONES_PER_PAGE && pages > 0) {
      signal.throwIfAborted()
      last = await record.dropTombstones(kind, Date.now() - TOMBSTONE_DAYS * DAY_MS, TOMBSTONES_PER_PAGE)
      dropped += last
      pages--
    }
    log('info', 'tombstones.dropped', { kind, dropped, complete: last < TOMBSTONES_PER_PAGE })
  }
}

/** Deletes in pages; the next day continues after the bound. */
async function dropOldAudit({ config, record, log }: Ports, signal: AbortSignal): Promise<void> {
  const before = Date.now() - config.AUDIT_DAYS * DAY_MS
  let [dropped, last] = [0, AUDIT_PER_PAGE]
  for (let page = 0; page < AUDIT_PAGES && last === AUDIT_PER_PAGE; page++) {
    signal.throwIfAborted()
    last = await record.dropAudit(before, AUDIT_PER_PAGE)
    dropped += last
  }
  log('info', 'audit.dropped', { dropped })
}

async function tendHeat({ record, log }: Ports, signal: AbortSignal): Promise<void> {
  for (let turns = 0; turns < HEAT_TURNS; turns++) {
    signal.throwIfAborted()
    const scores = await record.tendHeat(Date.now())
    if (scores === 0) return
    log('info', 'heat.tended', { scores })
  }
}
