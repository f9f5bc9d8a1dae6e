/**
 * `npm run gameday`: breaks a deployment on this machine in several ways in turn. For each it waits for the notice of the
 * alert, runs the remedy of the runbook, and waits for the notice that the alert ended. `--only redis-down,dead-letters`
 * names alerts. Ends with 1 if a notice does not come in time.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Api } from './catalog/api.ts'
import { endOnSignals } from './ending.ts'
import { type Deployment, FAULTS, type Fault } from './gameday/faults.ts'
import { startReceiver } from './gameday/receiver.ts'
import { startPannier } from './pannier.ts'
import { readSettings } from './settings.ts'
import { startTiers } from './tiers.ts'
import { startTraffic } from './traffic.ts'

interface Outcome {
  readonly fault: Fault
  readonly firedMs: number
  endedMs: number | null
}

const MINUTE_MS = 60_000
/** Small, so that a crowd that this machine can make is an overload. */
const MAX_WAIT_MS = '25'
/** Traffic before the first fault, so that rates have something to compare with. */
const WARM_UP_MS = 90_000

const { values } = parseArgs({ options: { only: { type: 'string' } } })
const ending = endOnSignals()
const startedAt = Date.now()
const say = (line: string) => console.log(`${clock(Date.now() - startedAt)}  ${line}`)

try {
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
  const pannier = await startPannier({ dataDir: folder, vars: given, schedule: true, log: say })
  await ending.add(pannier.stop)
  const { ADMIN_EMAIL: email = '', ADMIN_PASSWORD: password = '' } = vars
  const deployment = { pannier, tiers, admin: new Api(pannier.url, { email, password }, say) }
  const traffic = startTraffic(pannier.url)
  await ending.add(traffic.stop)
  say(`traffic runs for ${WARM_UP_MS / 1000} s before the first fault`)
  await new Promise((done) => setTimeout(done, WARM_UP_MS))
  const outcomes: Outcome[] = []
  const endings: Promise<void>[] = []
  for (const fault of faults) {
    const [outcome, end] = await play(fault, deployment, receiver.wait)
    outcomes.push(outcome)
    // The end of an attack takes longer than most faults; the day goes on meanwhile.
    if (fault.alert === 'attack') endings.push(end)
    else await end
  }
  await Promise.all(endings)
  console.log(`\n${tableOf(outcomes)}`)
  await ending.end(0)
} catch (error) {
  await ending.fail(error)
}

/** @returns after the remedy, with a promise for the end of the alert */
async function play(
  fault: Fault,
  deployment: Deployment,
  wait: Awaited<ReturnType<typeof startReceiver>>['wait'],
): Promise<readonly [outcome: Outcome, end: Promise<void>]> {
  const { name, alert, firesWithin, endsWithin } = fault
  say(`${name}: broken`)
  const brokenAt = Date.now()
  await fault.breakIt(deployment)
  const fired = await wait(alert, 'firing', brokenAt, firesWithin * MINUTE_MS)
  const outcome: Outcome = { fault, firedMs: fired.at - brokenAt, endedMs: null }
  say(`${name}: notice of ${alert} after ${clock(outcome.firedMs)}`)
  await fault.remedy(deployment)
  const remediedAt = Date.now()
  say(`${name}: remedied`)
  const end = async () => {
    const ended = await wait(alert, 'resolved', remediedAt, endsWithin * MINUTE_MS)
    outcome.endedMs = ended.at - remediedAt
    say(`${name}: notice that ${alert} ended after ${clock(outcome.endedMs)}`)
  }
  return [outcome, end()]
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
    [fault.name.padEnd(16), fault.alert.padEnd(16), clock(firedMs), clock(endedMs ?? 0)].join('  '),
  )
  return ['fault             alert             fired  ended', ...rows].join('\n')
}

/** Minutes and seconds. */
function clock(ms: number): string {
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
