/**
 * The schedule. A job runs under the lock of its name when Redis is configured, and cron's own word that it fires once
 * is enough without. A job that was left out or failed is logged, hinders no other, and comes again at its next time.
 */
import type { Env } from '../contract/env.ts'
import { describeError } from '../contract/log.ts'
import { KINDS } from '../domain/copy.ts'
import { paymentProvidersOf } from '../objects/payment/providers.ts'
import { readChanges } from './catalogue-feed.ts'
import { LEDGER_LOCK, runScheduled } from './ledger/run.ts'
import { type Ports, portsOf } from './ports.ts'
import { beginSweep, continueSweep } from './visits/sweep.ts'

/** Throws when the signal aborts, between two steps. Every step may be done twice. */
type Job = (ports: Ports, signal: AbortSignal, env: Env) => Promise<void>

/** Longer than any message can live in a queue or its dead letters. */
const TOMBSTONE_DAYS = 90
const TOMBSTONES_PER_PAGE = 5_000
/** For all kinds together, below the 50 queries of the smallest plan. */
const TOMBSTONE_PAGES = 40
/** Each a few queries; the next minute goes on. */
const HEAT_TURNS = 3
const LOCK_MS = 30_000
const MINUTE_MS = 60_000

/** In wrangler.toml; whatever other time stands there is the daily one. */
const EVERY_MINUTE = '* * * * *'

type Jobs = readonly (readonly [name: string, job: Job])[]
/** The sweep and the ledger take turns: together they would make more calls than the smallest plan allows. */
function minuteJobs(at: number): Jobs {
  const isLedgersTurn = Math.floor(at / MINUTE_MS) % 2 === 1
  return [
    ['heat', tendHeat],
    isLedgersTurn ? [LEDGER_LOCK, checkLedger] : ['sweep', continueSweep],
    ['feed', (ports, signal) => readChanges(ports, Date.now(), signal)],
  ]
}
const DAILY_JOBS: Jobs = [
  ['tombstones', dropTombstones],
  ['sweep', beginSweep],
]

export async function handleSchedule(controller: ScheduledController, env: Env): Promise<void> {
  const ports = portsOf(env)
  const jobs = controller.cron === EVERY_MINUTE ? minuteJobs(controller.scheduledTime) : DAILY_JOBS
  for (const [name, job] of jobs)
    await runLocked(ports, name, (signal) => runLogged(ports, name, () => job(ports, signal, env)))
}

/** Fails closed: while Redis does not say that the lock is ours, nothing runs. */
async function runLocked({ l2, log }: Ports, name: string, run: (signal: AbortSignal) => Promise<void>): Promise<void> {
  if (l2 === null) return run(new AbortController().signal)
  try {
    const { held } = await l2.withLock(name, LOCK_MS, ({ signal }) => run(signal))
    if (!held) log('info', 'job.skipped', { job: name, reason: 'it runs elsewhere' })
  } catch (error) {
    log('warn', 'job.skipped', { job: name, reason: describeError(error) })
  }
}

/** Never throws, so that whoever runs it knows the lock's errors from the job's. */
async function runLogged({ log }: Ports, name: string, run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    log('error', 'job.failed', { job: name, reason: describeError(error) })
  }
}

async function checkLedger(ports: Ports, signal: AbortSignal, env: Env): Promise<void> {
  await runScheduled(ports, Date.now(), paymentProvidersOf(env), signal)
}

/** In pages; what is left at the bound is for the next day. */
async function dropTombstones({ record, log }: Ports, signal: AbortSignal): Promise<void> {
  let pages = TOMBSTONE_PAGES
  for (const kind of KINDS) {
    let [dropped, last] = [0, TOMBSTONES_PER_PAGE]
    while (last === TOMBSTONES_PER_PAGE && pages > 0) {
      signal.throwIfAborted()
      last = await record.dropTombstones(kind, Date.now() - TOMBSTONE_DAYS * 24 * 3600_000, TOMBSTONES_PER_PAGE)
      dropped += last
      pages--
    }
    log('info', 'tombstones.dropped', { kind, dropped, complete: last < TOMBSTONES_PER_PAGE })
  }
}

async function tendHeat({ record, log }: Ports, signal: AbortSignal): Promise<void> {
  for (let turns = 0; turns < HEAT_TURNS; turns++) {
    signal.throwIfAborted()
    const scores = await record.tendHeat(Date.now())
    if (scores === 0) return
    log('info', 'heat.tended', { scores })
  }
}
