/** One run of one design: prepare, load, measure, and compare every copy with the answers that the clients got. */
import { setTimeout as wait } from 'node:timers/promises'
import { Progress } from '../../dev/progress.ts'
import type { Answer, Call } from '../driver.ts'
import { Clients } from './clients.ts'
import { type Answered, driveClosed } from './closed-loop.ts'
import type { Design } from './design.ts'
import { Journal, type Operation } from './journal.ts'
import { answeredOf, type Driven, errorsOf, OpenLoopRun } from './open-loop.ts'
import type { Scenario, Setting } from './scenarios.ts'
import { type Checked, check, resendUnknown } from './settle.ts'
import { type Usage, UsageWatch } from './usage.ts'

export interface Ran<Load> {
  readonly load: Load
  readonly usage: Usage
  readonly checked: Checked
}

const DEADLINE_MS = 10_000
const MAX_UNFINISHED = 20_000
/** Time allowed for late copies: after an overload objects send again after growing pauses. */
const PATIENCE_MS = 60_000
/**
 * After a kill an alarm or a retry sends some copies again. The classic design has no such mechanism, so it gets less.
 */
const PATIENCE_AFTER_KILL_MS = { pannier: 60_000, classic: 3_000 } as const

/** @param url address of the design, or of a proxy in front of it */
export interface OpenRun {
  readonly design: Design
  readonly settleSeconds: number
  readonly url: string
  readonly scenario: Scenario
  readonly clients: number
  readonly perSecond: number
  readonly seconds: number
  readonly flashSku: string
  readonly seed: number
}

export async function runOpen(run: OpenRun): Promise<Ran<Driven>> {
  const { design, url, scenario, clients, perSecond, seconds, flashSku, seed } = run
  const journal = new Journal()
  const count = Math.round(perSecond * seconds)
  const setting = { clients, count, flashSku, seed, ...settingOf(run, journal) }
  const operations = await scenario.operations(setting)
  const connections = new Clients(url)
  const loop = new OpenLoopRun({
    ...{ operations, perSecond, clients, deadlineMs: DEADLINE_MS, mostUnfinished: MAX_UNFINISHED },
    send: (client, { call }, deadlineAt) => connections.send(client, call, deadlineAt),
    note: (operation, outcome) => journal.note(operation, outcome),
  })
  const progress = new Progress(() => {
    const { counts } = loop
    const outcomes = `${answeredOf(counts)} answered, ${counts.shed} shed, ${errorsOf(counts)} errors`
    return `${design.name}, ${scenario.name}, ${clients} clients: ${loop.begun} of ${count} begun, ${outcomes}`
  })
  const watch = new UsageWatch(design.pid)
  try {
    const load = await loop.drive()
    progress.end()
    return { load, usage: watch.end(), checked: await checked(design, journal, false) }
  } finally {
    progress.end()
    connections.close()
  }
}

export interface ClosedRun {
  readonly design: Design
  readonly settleSeconds: number
  readonly clients: number
  readonly seconds: number
  readonly name: string
  /** Called once before the load. @returns a function that makes a client's next operation */
  operations(setting: Preparing): Promise<(client: number) => Operation>
  /** Kills the design after this time of load; the load ends with the first broken connection, without repeats. */
  readonly killAfterSeconds?: number
}

export async function runClosed(run: ClosedRun): Promise<Ran<Answered & { readonly downMs: number | null }>> {
  const { design, clients, seconds, name, operations, killAfterSeconds } = run
  const journal = new Journal()
  const next = await operations(settingOf(run, journal))
  const connections = new Clients(design.url)
  let answered = 0
  const progress = new Progress(() => `${design.name}, ${name}, ${clients} clients: ${answered} answered`)
  const watch = new UsageWatch(design.pid)
  const ending = new AbortController()
  const killing = killAfterSeconds === undefined ? null : killLater(design, killAfterSeconds)
  try {
    const load = await driveClosed({
      ...{ clients, seconds, deadlineMs: DEADLINE_MS, next, signal: ending.signal },
      send: (client, { call }, deadlineAt) => connections.send(client, killing ? onceOnly(call) : call, deadlineAt),
      note(operation, outcome) {
        answered += 1
        if (killing !== null && outcome === 'unanswered') ending.abort()
        journal.note(operation, outcome)
      },
    })
    const usage = watch.end()
    const downMs = killing === null ? null : await killing
    return { load: { ...load, downMs }, usage, checked: await checked(design, journal, killing !== null) }
  } finally {
    progress.end()
    connections.close()
  }
}

type Preparing = Pick<Setting, 'guests' | 'prepare'>

/** Waits after preparing, because the copies of prepared carts travel for some seconds and would disturb the run. */
function settingOf({ design, settleSeconds }: Pick<OpenRun, 'design' | 'settleSeconds'>, journal: Journal): Preparing {
  return {
    guests: (count) => design.guests(count),
    async prepare(operations) {
      await prepare(design, journal, operations)
      await wait(settleSeconds * 1000)
    },
  }
}

const PREPARING = 16
const PREPARING_MS = 120_000
const PAUSE_MS = 500

async function prepare(design: Design, journal: Journal, operations: readonly Operation[]): Promise<void> {
  const connections = new Clients(design.url)
  let next = 0
  /** Asks again, under the same key: an overload of the run before may still be on its way. */
  const acceptedBy = async (endAt: number, client: number, operation: Operation): Promise<Answer> => {
    const answer = await connections.send(client, operation.call, performance.now() + DEADLINE_MS)
    if (answer?.status === 200) return answer
    if (performance.now() > endAt) {
      throw new Error(`${design.name} refused an operation that prepares the run: ${answer?.body ?? 'no answer'}`)
    }
    await wait(PAUSE_MS)
    return acceptedBy(endAt, client, operation)
  }
  const work = async (client: number) => {
    while (next < operations.length) {
      const operation = operations[next++] as Operation
      journal.note(operation, await acceptedBy(performance.now() + PREPARING_MS, client, operation))
    }
  }
  try {
    await Promise.all(Array.from({ length: PREPARING }, (_, client) => work(client)))
  } finally {
    connections.close()
  }
}

async function checked(design: Design, journal: Journal, afterKill: boolean): Promise<Checked> {
  const { onHand, heldBefore } = design
  const outcome = await design.withPlaces(async (places) => {
    if (!afterKill) await resendUnknown(places, journal)
    const patienceMs = afterKill ? PATIENCE_AFTER_KILL_MS[design.name] : PATIENCE_MS
    return check(places, journal, { onHand, heldBefore }, patienceMs)
  })
  const held = new Map(Object.entries(heldBefore))
  for (const { units } of journal.orders.values()) {
    for (const [sku, count] of Object.entries(units)) held.set(sku, (held.get(sku) ?? 0) + count)
  }
  design.heldBefore = Object.fromEntries(held)
  return outcome
}

/** @returns milliseconds from the kill until the design answers again */
async function killLater(design: Design, seconds: number): Promise<number> {
  await wait(seconds * 1000)
  const killedAt = performance.now()
  await design.kill()
  return performance.now() - killedAt
}

/**
 * Removes `repeatable`: a repeat after a kill would be the new process's first write, and hide a loss of the old one.
 */
function onceOnly({ repeatable: _, ...call }: Call): Call {
  return call
}
