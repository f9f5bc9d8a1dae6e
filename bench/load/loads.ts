/** Runs every load of the plan. Within each load the designs alternate, so that a busy minute affects both. */
import { startDistance } from './delay.ts'
import type { Design } from './design.ts'
import type { Operation } from './journal.ts'
import { answeredOf } from './open-loop.ts'
import { addOf, batchOf, cartOf } from './operations.ts'
import { BATCH, CAPACITY, CONNECTIONS, durationOf, FAR, flashSku, type Plan, ROUND_TRIP_MS } from './plan.ts'
import type { Round } from './rows.ts'
import { runClosed, runOpen } from './run.ts'
import { at, SCENARIOS, type Scenario, type Setting, SKUS } from './scenarios.ts'

/**
 * @param only parts and names of the loads to run; all when empty
 * @param tell called after each run
 */
export async function runAll(
  designs: readonly Design[],
  plan: Plan,
  only: readonly string[],
  tell: (round: Round) => void,
): Promise<void> {
  const loads = loadsOf(plan).filter(({ part, name }) => {
    return only.length === 0 || only.includes(part) || only.includes(name)
  })
  for (let round = 0; round < plan.rounds; round++) {
    // The design that went first goes second in the next round.
    const inTurn = round % 2 === 0 ? designs : designs.toReversed()
    for (const { run } of loads) for (const design of inTurn) tell(await run(design, round))
  }
}

interface PlannedLoad {
  readonly part: Round['part']
  readonly name: string
  run(design: Design, round: number): Promise<Round>
}

function loadsOf(plan: Plan): readonly PlannedLoad[] {
  const scenarios = plan.clients.flatMap((clients) => {
    return SCENARIOS.map((scenario): PlannedLoad => {
      const { name } = scenario
      return { part: 'scenario', name, run: (design, round) => scenarioRun(design, plan, scenario, clients, round) }
    })
  })
  return [
    ...scenarios,
    ...CAPACITY.map((name): PlannedLoad => {
      return { part: 'capacity', name, run: (design) => capacityRun(design, plan, name) }
    }),
    ...plan.distant.map((name): PlannedLoad => {
      return { part: 'distance', name, run: (design, round) => distantRun(design, plan, name, round) }
    }),
    { part: 'kill', name: 'add', run: (design) => killRun(design, plan) },
  ]
}

async function scenarioRun(
  design: Design,
  plan: Plan,
  scenario: Scenario,
  clients: number,
  round: number,
): Promise<Round> {
  const perSecond = clients * plan.perSecond
  const load = { url: design.url, clients, perSecond, seconds: durationOf(plan, scenario) }
  return openRound('scenario', design, plan, scenario, load, round)
}

async function distantRun(design: Design, plan: Plan, name: string, round: number): Promise<Round> {
  const scenario = SCENARIOS.find((one) => one.name === name)
  if (scenario === undefined) throw new Error(`unknown scenario ${name}`)
  const distance = await startDistance(design.url, ROUND_TRIP_MS[design.name])
  try {
    const load = { url: distance.url, ...FAR, seconds: plan.distanceSeconds }
    return await openRound('distance', design, plan, scenario, load, round)
  } finally {
    await distance.close()
  }
}

interface Load {
  readonly url: string
  readonly clients: number
  readonly perSecond: number
  readonly seconds: number
}

async function openRound(
  part: Round['part'],
  design: Design,
  { settleSeconds }: Plan,
  scenario: Scenario,
  { url, clients, perSecond, seconds }: Load,
  round: number,
): Promise<Round> {
  const { load, usage, checked } = await runOpen({
    ...{ design, settleSeconds, url, scenario, clients, perSecond },
    ...{ seconds, flashSku: flashSku(round, clients), seed: round },
  })
  const { counts, latencies, lateness, elapsedMs } = load
  const answeredPerSecond = (answeredOf(counts) * 1000) / elapsedMs
  const lateMs = lateness.summary().p99
  return {
    ...{ part, name: scenario.name, design: design.name, clients, offeredPerSecond: perSecond, answeredPerSecond },
    ...{ counts, latencies, lateMs, usage, checked, downMs: null },
  }
}

type Capacity = (typeof CAPACITY)[number]

async function capacityRun(design: Design, plan: Plan, name: Capacity): Promise<Round> {
  const { capacitySeconds: seconds, settleSeconds } = plan
  const run = { design, settleSeconds, clients: CONNECTIONS, seconds, name: `capacity, ${name}` }
  const { load, usage, checked } = await runClosed({ ...run, operations: (setting) => capacityOf(name, setting) })
  const each = name === 'batch of 20' ? BATCH : 1
  return {
    ...{ part: 'capacity', name, design: design.name, clients: CONNECTIONS, offeredPerSecond: null },
    ...{ answeredPerSecond: load.perSecond * each, counts: load.counts, latencies: load.latencies },
    ...{ lateMs: null, usage, checked, downMs: null },
  }
}

const LINES = 10

async function capacityOf(
  name: Capacity,
  { guests, prepare }: Pick<Setting, 'guests' | 'prepare'>,
): Promise<(client: number) => Operation> {
  const shoppers = await guests(CONNECTIONS)
  // A cart's first write creates its storage on disk, which is not measured here.
  await prepare(shoppers.map((guest) => batchOf(guest, SKUS.slice(0, LINES))))
  if (name === 'batch of 20') return (client) => batchOf(at(shoppers, client), SKUS.slice(0, BATCH))
  if (name === 'get') return (client) => cartOf(at(shoppers, client))
  let adds = 0
  return (client) => addOf(at(shoppers, client), at(SKUS, adds++ % LINES))
}

async function killRun(design: Design, plan: Plan): Promise<Round> {
  const { load, usage, checked } = await runClosed({
    ...{ design, settleSeconds: plan.settleSeconds, clients: CONNECTIONS },
    ...{ name: 'kill -9 under load', killAfterSeconds: plan.killSeconds },
    // An upper bound only: the kill ends the run long before.
    seconds: plan.killSeconds * 2 + 10,
    async operations({ guests, prepare }) {
      const shoppers = await guests(plan.killCarts)
      await prepare(shoppers.map((guest) => addOf(guest, at(SKUS, 0))))
      let adds = 0
      return () => addOf(at(shoppers, adds), at(SKUS, adds++ % LINES))
    },
  })
  return {
    ...{ part: 'kill', name: 'add', design: design.name, clients: CONNECTIONS, offeredPerSecond: null },
    ...{ answeredPerSecond: load.perSecond, counts: load.counts, latencies: load.latencies },
    ...{ lateMs: null, usage, checked, downMs: load.downMs },
  }
}
