/**
 * `npm run gameday`: breaks a deployment on this machine in eight ways in turn. For each it waits for the notice of the
 * alert, runs the remedy of the runbook, and waits for the notice that the alert ended. `--only redis-down,dead-letters`
 * names alerts. Ends with 1 if a notice does not come in time. One fault is broken at a time.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Api } from './catalog/api.ts'
import { argumentsOf } from './command.ts'
import { endOnSignals } from './ending.ts'
import { FAILING_CANARY } from './gameday/canary.ts'
import { commandsFor } from './gameday/commands.ts'
import { type Deployment, FAULTS, type Fault } from './gameday/faults.ts'
import { type Receiver, startReceiver } from './gameday/receiver.ts'
import { startPannier } from './pannier.ts'
import { readSettings } from './settings.ts'
import { startTiers } from './tiers.ts'
import { startTraffic } from './traffic.ts'

interface Outcome {
  readonly fault: Fault
  /** Null when no notice came in time. */
  firedMs: number | null
  endedMs: number | null
}

interface Played {
  readonly outcome: Outcome
  /** Resolves when the alert has ended, or when its time is over. Never rejects. */
  readonly end: Promise<void>
}

const MINUTE_MS = 60_000
/** Small, so that a crowd that this machine can make is an overload. */
const MAX_WAIT_MS = '25'
/** Traffic before the first fault, so that rates have something to compare with. */
const WARM_UP_MS = 75_000

const ending = endOnSignals()
const startedAt = Date.now()
const say = (line: string) => console.log(`${clock(Date.now() - startedAt)}  ${line}`)

try {
  const { values } = argumentsOf('usage: npm run gameday -- [--only ALERT,ALERT]', { only: { type: 'string' } })
  const faults = chosen(values.only)
  const { vars } = await readSettings(process.env, true)
  // A folder of its own for each run: an alert is announced once an hour, across restarts.
  const folder = await mkdtemp(join(tmpdir(), 'pannier-gameday-'))
  await ending.add(() => rm(folder, { recursive: true, force: true }))
  const tiers = await startTiers(folder, say, vars.CURRENCY)
  await ending.add(tiers.stop)
  const receiver = await startReceiver()
  await ending.add(receiver.stop)
  const given = { ...vars, ...tiers.vars, ...receiver.vars, LOG_LEVEL: 'error', MAX_WAIT_MS }
  const options = { dataDir: folder, vars: given, schedule: true, canary: FAILING_CANARY, log: say }
  const pannier = await startPannier(options)
  await ending.add(pannier.stop)
  const { ADMIN_EMAIL: email = '', ADMIN_PASSWORD: password = '' } = vars
  const admin = new Api(pannier.url, { email, password }, say)
  const deployment = { pannier, tiers, admin, commands: commandsFor(pannier.url, { email, password }) }
  const traffic = startTraffic(pannier.url)
  await ending.add(traffic.stop)
  say(`traffic runs for ${WARM_UP_MS / 1000} s before the first fault`)
  await new Promise((done) => setTimeout(done, WARM_UP_MS))
  const all: Played[] = []
  for (const fault of faults) {
    const sharesPart = ({ outcome }: Played) => outcome.fault.parts.some((part) => fault.parts.includes(part))
    await Promise.all(all.filter(sharesPart).map(({ end }) => end))
    if (receiver.firing().includes(fault.alert))
      say(`${fault.alert} fired already: no second notice comes within an hour`)
    all.push(await play(fault, deployment, receiver.wait))
  }
  await Promise.all(all.map(({ end }) => end))
  const outcomes = all.map(({ outcome }) => outcome)
  console.log(`\n${tableOf(outcomes)}`)
  const others = receiver.firing().filter((id) => !faults.some(({ alert }) => alert === id))
  if (others.length > 0) console.log(`Alerts that fired as well: ${others.join(', ')}`)
  await ending.end(outcomes.every(({ firedMs, endedMs }) => firedMs !== null && endedMs !== null) ? 0 : 1)
} catch (error) {
  await ending.fail(error)
}

/** @returns after the remedy, while the alert may still fire */
async function play(fault: Fault, deployment: Deployment, wait: Receiver['wait']): Promise<Played> {
  const { name, alert, firesWithin, endsWithin } = fault
  const outcome: Outcome = { fault, firedMs: null, endedMs: null }
  say(`${name}: broken`)
  const brokenAt = Date.now()
  await fault.breakIt(deployment)
  const fired = await wait(alert, 'firing', brokenAt, firesWithin * MINUTE_MS)
  if (fired) outcome.firedMs = fired.at - brokenAt
  say(fired ? `${name}: notice of ${alert} after ${clock(fired.at - brokenAt)}` : `${name}: NO NOTICE of ${alert}`)
  await fault.remedy(deployment)
  const remediedAt = Date.now()
  say(`${name}: remedied`)
  const end = async () => {
    const ended = fired && (await wait(alert, 'resolved', remediedAt, endsWithin * MINUTE_MS))
    if (!ended) return say(`${name}: NO NOTICE that ${alert} ended`)
    say(`${name}: notice that ${alert} ended after ${clock(ended.at - remediedAt)}`)
    await fault.afterwards?.(deployment)
    outcome.endedMs = ended.at - remediedAt
  }
  return { outcome, end: end().catch((error: unknown) => say(`${name}: ${error}`)) }
}

function chosen(only: string | undefined): readonly Fault[] {
  if (only === undefined) return FAULTS
  const names = only.split(',')
  const unknown = names.find((name) => !FAULTS.some(({ alert }) => alert === name))
  if (unknown !== undefined) {
    throw new Error(`no fault raises "${unknown}"; the alerts are ${FAULTS.map(({ alert }) => alert).join(', ')}`)
  }
  return FAULTS.filter(({ alert }) => names.includes(alert))
}

function tableOf(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ fault, firedMs, endedMs }) =>
    [fault.name.padEnd(16), fault.alert.padEnd(16), clock(firedMs), clock(endedMs)].join('  '),
  )
  return ['fault             alert             fired  ended', ...rows].join('\n')
}

/** Minutes and seconds. */
function clock(ms: number | null): string {
  if (ms === null) return 'none'
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
