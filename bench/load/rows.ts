/** The rows of the report: one for each design and load, over all its rounds. */
import type { Place, Violation } from './consistency.ts'
import type { DesignName } from './design.ts'
import { Latencies, type Latency } from './histogram.ts'
import { type Counts, errorsOf } from './open-loop.ts'
import { type Checked, lostWrites } from './settle.ts'
import { total, type Usage } from './usage.ts'

export type Part = 'scenario' | 'capacity' | 'distance' | 'kill'

interface Head {
  readonly part: Part
  readonly name: string
  readonly design: DesignName
  readonly clients: number
  /** Null when clients send as fast as they are answered. */
  readonly offeredPerSecond: number | null
}

/** The result of one run. */
export interface Round extends Head {
  /** Answered operations, including refusals by the state of the shop. */
  readonly answeredPerSecond: number
  readonly counts: Counts
  readonly latencies: Latencies
  /** 99th percentile of the generator's own delay. */
  readonly lateMs: number | null
  readonly usage: Usage
  readonly checked: Checked
  /** Time from a kill until the design answered again. */
  readonly downMs: number | null
}

export interface Row extends Head {
  /** Median of the rounds; `rounds` has each of them. */
  readonly answeredPerSecond: number
  readonly rounds: readonly number[]
  readonly counts: Counts
  /** Shares of all operations. */
  readonly shedRate: number
  readonly errorRate: number
  /** Over all rounds together; `curve` has the percentiles of CURVE. */
  readonly latency: Latency
  readonly curve: readonly number[]
  readonly lateMs: number | null
  /** Means over the rounds, by program; the next field is the generator's own. */
  readonly cores: Readonly<Record<string, number>>
  readonly generatorCores: number
  readonly peakMiB: Readonly<Record<string, number>>
  readonly check: {
    readonly carts: number
    readonly writes: number
    readonly orders: number
    readonly unknown: number
    readonly seconds: number
    readonly violations: number
    /** Acknowledged cart writes that each place lacks. */
    readonly lostWrites: { readonly [P in Place]: number }
    readonly kinds: Readonly<Record<string, number>>
    readonly examples: readonly Violation[]
  }
  readonly downMs: number | null
}

export const CURVE = [50, 75, 90, 95, 99, 99.5, 99.9, 100] as const
const EXAMPLES = 5

export function rowsOf(rounds: readonly Round[]): readonly Row[] {
  const groups = new Map<string, Round[]>()
  for (const round of rounds) {
    const key = JSON.stringify([round.part, round.name, round.clients, round.design])
    groups.set(key, [...(groups.get(key) ?? []), round])
  }
  return [...groups.values()].map(rowOf)
}

function rowOf(rounds: readonly Round[]): Row {
  const [first] = rounds
  if (first === undefined) throw new Error('a row needs a round')
  const { part, name, design, clients, offeredPerSecond } = first
  const latencies = new Latencies()
  for (const round of rounds) latencies.merge(round.latencies)
  const counts = sumOf(rounds.map((round) => round.counts as unknown as Record<string, number>)) as unknown as Counts
  const operations = total({ ...counts })
  const rates = rounds.map(({ answeredPerSecond }) => answeredPerSecond)
  return {
    ...{ part, name, design, clients, offeredPerSecond, counts },
    answeredPerSecond: medianOf(rates),
    rounds: rates,
    shedRate: operations === 0 ? 0 : counts.shed / operations,
    errorRate: operations === 0 ? 0 : errorsOf(counts) / operations,
    latency: latencies.summary(),
    curve: latencies.at(CURVE),
    lateMs: first.lateMs === null ? null : Math.max(...rounds.map(({ lateMs }) => lateMs ?? 0)),
    cores: meanOf(rounds.map(({ usage }) => usage.cores)),
    generatorCores: rounds.reduce((sum, { usage }) => sum + usage.generatorCores, 0) / rounds.length,
    peakMiB: meanOf(rounds.map(({ usage }) => usage.peakMiB)),
    check: checkOf(rounds.map(({ checked }) => checked)),
    downMs: first.downMs === null ? null : medianOf(rounds.map(({ downMs }) => downMs ?? 0)),
  }
}

function checkOf(checks: readonly Checked[]): Row['check'] {
  const violations = checks.flatMap((checked) => checked.violations)
  const sum = (of: (checked: Checked) => number) => checks.reduce((whole, checked) => whole + of(checked), 0)
  return {
    carts: sum(({ carts }) => carts),
    writes: sum(({ writes }) => writes),
    orders: sum(({ orders }) => orders),
    unknown: sum(({ unknown }) => unknown),
    seconds: Math.max(...checks.map(({ seconds }) => seconds)),
    violations: violations.length,
    lostWrites: {
      object: lostWrites(violations, 'object'),
      L2: lostWrites(violations, 'L2'),
      record: lostWrites(violations, 'record'),
    },
    kinds: sumOf(violations.map(({ kind, place }) => ({ [`${kind} in ${place}`]: 1 }))),
    examples: violations.slice(0, EXAMPLES),
  }
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0
}

function sumOf(records: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const record of records) {
    for (const [name, value] of Object.entries(record)) sums[name] = (sums[name] ?? 0) + value
  }
  return sums
}

function meanOf(records: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  return Object.fromEntries(Object.entries(sumOf(records)).map(([name, sum]) => [name, sum / records.length]))
}
