/** The duration and the number of rounds of every load, and the total time. */
import type { Units } from './journal.ts'
import { BUYERS_PER_UNIT, PLENTY, SCENARIOS, type Scenario, SKUS } from './scenarios.ts'

export interface Plan {
  readonly quick: boolean
  readonly clients: readonly number[]
  /** Operations of each client per second. */
  readonly perSecond: number
  readonly rounds: number
  readonly seconds: number
  readonly burstSeconds: number
  readonly capacitySeconds: number
  readonly distanceSeconds: number
  readonly distant: readonly (typeof DISTANT)[number][]
  /** Pause between the preparation and the load. */
  readonly settleSeconds: number
  /** Seconds of load before the kill. */
  readonly killSeconds: number
  /** Number of carts over which the writes before a kill are spread. */
  readonly killCarts: number
}

const DISTANT = ['cart-write', 'cart-read'] as const

const FULL: Plan = {
  quick: false,
  clients: [100, 500, 1000],
  perSecond: 1,
  rounds: 2,
  ...{ seconds: 15, burstSeconds: 2, capacitySeconds: 10, distanceSeconds: 15, killSeconds: 10 },
  ...{ distant: DISTANT, settleSeconds: 3, killCarts: 512 },
}

const QUICK: Plan = {
  quick: true,
  clients: [100],
  perSecond: 1,
  rounds: 1,
  ...{ seconds: 1.5, burstSeconds: 0.5, capacitySeconds: 1, distanceSeconds: 1, killSeconds: 1 },
  ...{ distant: ['cart-write'], settleSeconds: 0, killCarts: 64 },
}

/** Connections of the capacity, kill and distance loads. */
export const CONNECTIONS = 64
/** Shoppers and rate of the distance load: few, so that it measures the distance and not the load. */
export const FAR = { clients: 20, perSecond: 40 } as const
export const BATCH = 20
/** The classic design runs in one region; Pannier answers at the edge. Round trips in milliseconds. */
export const ROUND_TRIP_MS = { pannier: 20, classic: 150 } as const
export const CAPACITY = ['add', 'batch of 20', 'get'] as const

const DESIGNS = 2
/** Overhead of each run: preparing shoppers and carts, and waiting for late copies. */
const AROUND_SECONDS = 7
/** Overhead of each client: making its cart before the run, and repeating its unanswered writes after it. */
const AROUND_CLIENT_SECONDS = 0.02
const AROUND_QUICK_SECONDS = 1
const AFTER_KILL_SECONDS = 6
const START_SECONDS = 8

export function planOf(quick: boolean): Plan {
  return quick ? QUICK : FULL
}

export function secondsOf(plan: Plan): number {
  const around = plan.quick ? AROUND_QUICK_SECONDS : AROUND_SECONDS
  const scenarios = plan.clients.flatMap((clients) => {
    return SCENARIOS.map((scenario) => durationOf(plan, scenario) + around + clients * AROUND_CLIENT_SECONDS)
  })
  const capacity = CAPACITY.length * (plan.capacitySeconds + around)
  const distance = plan.distant.length * (plan.distanceSeconds + around)
  const kill = plan.killSeconds + plan.settleSeconds + AFTER_KILL_SECONDS
  return START_SECONDS + DESIGNS * plan.rounds * (sum(scenarios) + capacity + distance + kill)
}

export function durationOf(plan: Plan, { isBurst }: Scenario): number {
  return isBurst ? plan.burstSeconds : plan.seconds
}

function sum(values: readonly number[]): number {
  return values.reduce((whole, value) => whole + value, 0)
}

export function flashSku(round: number, clients: number): string {
  return `flash-${round}-${clients}`
}

/** Units of every SKU that is for sale. */
export function unitsFor(plan: Plan): Units {
  const flash = plan.clients.flatMap((clients) => {
    const buyers = Math.round(clients * plan.perSecond * plan.burstSeconds)
    const units = Math.ceil(buyers / BUYERS_PER_UNIT)
    return Array.from({ length: plan.rounds }, (_, round) => [flashSku(round, clients), units] as const)
  })
  return Object.fromEntries([...SKUS.map((sku) => [sku, PLENTY] as const), ...flash])
}
