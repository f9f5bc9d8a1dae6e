/**
 * Series for the tests of alerts, with a value for each minute. They feed the worker's own evaluator as snapshots, and
 * Prometheus as the text of its rule tests.
 */
import { boundsOf, DAY, type Where } from '../../src/domain/alerts/expression.ts'
import type { Series } from '../../src/domain/alerts/leaves.ts'
import { type MetricName, type NameOf, PREFIX } from '../../src/domain/metrics/catalogue.ts'

/** Minutes before the fault, of the fault, and after it. */
export type Course = readonly [before: number, during: number, after: number]

/** A quantity before, during and after the fault; null: the series has no sample. */
type Phases<Value> = readonly [before: Value, during: Value, after: Value]

export interface TestSeries {
  /** The series at that minute as the metrics keep it, or null. */
  at(minute: number): Series | null
  /** One line for each series that Prometheus has of it: name with labels, and the value at each minute. */
  lines(minutes: number): readonly (readonly [series: string, values: readonly (number | null)[]])[]
}

type Make = (course: Course) => TestSeries
/** Every label must have one value here. */
type Labels<Name extends MetricName> = { readonly [Label in keyof Where<Name>]: string }

/** Totals of long ago, so that a series is not new when the test begins. */
const BEGAN_AT = 7 * DAY

/** @param perMinute increments */
export function counter<Name extends NameOf<'counter'>>(
  name: Name,
  labels: Labels<Name>,
  perMinute: Phases<number>,
): Make {
  return (course) => {
    const values = totals(course, perMinute)
    return plain(name, labels, (minute) => values(minute))
  }
}

export function gauge<Name extends NameOf<'gauge'>>(
  name: Name,
  labels: Labels<Name>,
  levels: Phases<number | null>,
): Make {
  return (course) => plain(name, labels, (minute) => levels[phaseAt(course, minute)] ?? null)
}

/** Observations of one value, `perMinute` of them. */
export function histogram<Name extends NameOf<'histogram'>>(
  name: Name,
  labels: Labels<Name>,
  value: number,
  perMinute: Phases<number>,
): Make {
  return (course) => {
    const values = totals(course, perMinute)
    const bounds = boundsOf(name)
    const bucket = bounds.findIndex((bound) => value <= Number(bound.replace('+Inf', 'Infinity')))
    const all = { deployment: 'stable', ...labels }
    const at = (minute: number) => {
      const counts = bounds.map((_, index) => (index === bucket ? values(minute) : 0))
      return { name, labels: all, value: counts }
    }
    const lines = (minutes: number) => {
      const count = everyMinute(minutes, values)
      const buckets = bounds.map((le, index) => {
        const its = index < bucket ? count.map(() => 0) : count
        return [selector(`${name}_bucket`, { ...all, le }), its] as const
      })
      return [...buckets, [selector(`${name}_count`, all), count] as const]
    }
    return { at, lines }
  }
}

/** A counter that has counted as before the fault for a long time. */
function totals([before, during]: Course, perMinute: Phases<number>): (minute: number) => number {
  const [first, second, third] = perMinute
  return (minute) => {
    const past = Math.max(0, minute - before)
    const inFault = Math.min(past, during)
    return first * (BEGAN_AT / 60 + Math.min(minute, before)) + second * inFault + third * (past - inFault)
  }
}

function phaseAt([before, during]: Course, minute: number): 0 | 1 | 2 {
  if (minute <= before) return 0
  return minute <= before + during ? 1 : 2
}

function plain(
  name: MetricName,
  labels: Readonly<Record<string, string>>,
  value: (minute: number) => number | null,
): TestSeries {
  const all = { deployment: 'stable', ...labels }
  return {
    at(minute) {
      const found = value(minute)
      return found === null ? null : { name, labels: all, value: found }
    },
    lines: (minutes) => [[selector(name, all), everyMinute(minutes, value)]],
  }
}

function everyMinute<Value>(minutes: number, value: (minute: number) => Value): readonly Value[] {
  return Array.from({ length: minutes + 1 }, (_, minute) => value(minute))
}

function selector(name: string, labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
  return `${PREFIX}${name}{${pairs.join(', ')}}`
}

/** Values in the notation of promtool: `10+5x3` is 10 15 20 25. */
export function notationOf(values: readonly (number | null)[]): string {
  const runs: string[] = []
  for (let at = 0; at < values.length; ) {
    const from = values[at] ?? null
    const step = from === null ? null : stepAt(values, at)
    let next = at + 1
    while (
      next < values.length &&
      (from === null ? values[next] === null : step !== null && stepAt(values, next - 1) === step)
    )
      next++
    const more = next - at - 1
    if (from === null) runs.push('stale', ...(more > 0 ? [`_x${more}`] : []))
    else runs.push(more > 0 ? `${from}${Number(step) < 0 ? '' : '+'}${step}x${more}` : String(from))
    at = next
  }
  return runs.join(' ')
}

function stepAt(values: readonly (number | null)[], at: number): number | null {
  const [from, to] = [values[at] ?? null, values[at + 1] ?? null]
  return from === null || to === null ? null : to - from
}
