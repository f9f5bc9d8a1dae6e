/** The tables of both forms of the report. */
import { ROUND_TRIP_MS } from './plan.ts'
import type { Row } from './rows.ts'
import { SCENARIOS } from './scenarios.ts'
import { total } from './usage.ts'

export interface Table {
  readonly title: string
  readonly note: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

const TIMES = ['p50', 'p99', 'p99.9'] as const
const LOAD = ['CPU, cores', 'memory', 'consistency'] as const

export function tablesOf(rows: readonly Row[]): readonly Table[] {
  const of = (part: Row['part']) => rows.filter((row) => row.part === part)
  return [
    {
      title: 'Scenarios',
      note: `Open loop: operations begin at fixed times, and latency counts from then. A refusal is an answer, such as sold out. Shed operations got 503 with Retry-After at once, and count in no latency. ${SCENARIOS.map(({ name, what }) => `${name}: ${what}`).join('; ')}.`,
      head: [
        'scenario',
        'clients',
        'design',
        'offered/s',
        'answered/s',
        ...TIMES,
        'refused',
        'shed',
        'errors',
        ...LOAD,
      ],
      rows: of('scenario').map((row) => [
        ...[row.name, String(row.clients), row.design, count(row.offeredPerSecond ?? 0), count(row.answeredPerSecond)],
        ...[...timesOf(row), count(row.counts.refused), percent(row.shedRate), percent(row.errorRate), ...loadOf(row)],
      ]),
    },
    {
      title: 'Capacity',
      note: 'Closed loop over 64 connections, each with its own cart: a client sends its next operation when the last one is answered. The table shows the median of the rounds, and each round.',
      head: ['operation', 'design', 'operations/s', 'rounds', ...TIMES, 'errors', ...LOAD],
      rows: of('capacity').map((row) => [
        ...[row.name, row.design, count(row.answeredPerSecond), row.rounds.map(count).join(' ')],
        ...[...timesOf(row), percent(row.errorRate), ...loadOf(row)],
      ]),
    },
    {
      title: 'Distance',
      note: `A light load through a delaying proxy: a round trip takes ${ROUND_TRIP_MS.pannier} ms to Pannier at the edge, and ${ROUND_TRIP_MS.classic} ms to the one region of the classic design.`,
      head: ['operation', 'design', 'round trip', ...TIMES, 'errors', 'consistency'],
      rows: of('distance').map((row) => [
        ...[row.name, row.design, `${ROUND_TRIP_MS[row.design]} ms`],
        ...[...timesOf(row), percent(row.errorRate), checkOf(row)],
      ]),
    },
    {
      title: 'kill -9 at full load',
      note: 'Adds on 64 connections until the processes that hold truth and queue are killed (Pannier: workerd; classic design: the Node server and Redis). The table counts acknowledged writes that a place never got. The operating system survives, and its page cache with it.',
      head: [
        ...['design', 'acknowledged', 'outcome unknown', 'lost in the object', 'lost in L2', 'lost in the record'],
        ...['doubled', 'answers again after'],
      ],
      rows: of('kill').map((row) => {
        const { lostWrites: lost, kinds } = row.check
        const doubled = Object.entries(kinds).filter(([kind]) => kind.startsWith('doubled'))
        return [
          ...[row.design, count(row.check.writes), count(row.check.unknown)],
          ...[count(lost.object), count(lost.L2), count(lost.record)],
          ...[count(total(Object.fromEntries(doubled))), `${((row.downMs ?? 0) / 1000).toFixed(1)} s`],
        ]
      }),
    },
  ]
}

function timesOf({ latency: { p50, p99, p999 } }: Row): readonly string[] {
  return [p50, p99, p999].map(milliseconds)
}

function loadOf(row: Row): readonly string[] {
  const memory = total(row.peakMiB)
  return [total(row.cores).toFixed(2), memory === 0 ? 'unknown' : `${count(memory)} MiB`, checkOf(row)]
}

function checkOf({ check }: Row): string {
  if (check.violations === 0) return check.unknown === 0 ? 'ok' : `ok, ${check.unknown} unknown`
  return Object.entries(check.kinds)
    .map(([kind, of]) => `${of} ${kind}`)
    .join(', ')
}

export function milliseconds(value: number): string {
  return value < 10 ? `${value.toFixed(1)} ms` : `${count(value)} ms`
}

export function count(value: number): string {
  return Math.round(value).toLocaleString('en')
}

function percent(share: number): string {
  return share === 0 ? '0' : `${(share * 100).toFixed(share < 0.01 ? 2 : 1)} %`
}
