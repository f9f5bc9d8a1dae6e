/**
 * Random samples of metrics and random expressions over them, as tests for promtool that expect the values of the
 * worker's evaluator. All series are in every sample, because a snapshot of the metrics has all of them or none.
 */
import fc from 'fast-check'
import { notationOf } from '../../../dev/ops-files/series.ts'
import { MemorySamples } from '../../../dev/ops-files/timeline.ts'
import { evaluate } from '../../../src/domain/alerts/evaluate.ts'
import {
  above,
  absent,
  type Expression,
  greater,
  increase,
  max,
  quantile,
  rate,
  ratio,
  sum,
} from '../../../src/domain/alerts/expression.ts'
import { distinctLeaves, type Series, valuesOf } from '../../../src/domain/alerts/leaves.ts'
import { promqlOf } from '../../../src/domain/alerts/promql.ts'

const MINUTES = 40
const BOUNDS = 14

interface Scenario {
  /** Whether a sample was taken, by minute. */
  readonly taken: readonly boolean[]
  readonly ok: Counter
  readonly failed: Counter
  readonly single: Counter
  readonly lag: readonly Counter[]
  readonly clients: readonly number[]
  readonly window: number
  readonly q: number
  /** Seconds. */
  readonly at: number
}

interface Counter {
  readonly start: number
  readonly steps: readonly number[]
  /** The minute at which it begins again at zero, or null. */
  readonly resetAt: number | null
}

const minutes = <Value>(value: fc.Arbitrary<Value>) => fc.array(value, { minLength: MINUTES, maxLength: MINUTES })
const steps = minutes(fc.oneof(fc.constant(0), fc.nat(5), fc.nat(500)))
/** Sums are compared for series that have counted for long: a rate cannot reach back to before zero then. */
const established = fc.record({ start: fc.constant(1_000_000), steps, resetAt: fc.constant(null) })
const any = fc.record({
  start: fc.oneof(fc.constant(0), fc.nat(50)),
  steps,
  resetAt: fc.option(fc.integer({ min: 1, max: MINUTES - 1 })),
})

export const scenarios: fc.Arbitrary<Scenario> = fc.record({
  taken: minutes(fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) })),
  ok: established,
  failed: established,
  single: any,
  lag: fc.array(any, { minLength: 3, maxLength: 3 }),
  clients: minutes(fc.nat(1_000)),
  window: fc.constantFrom(120, 300, 600, 1800),
  q: fc.constantFrom(0.5, 0.9, 0.99),
  at: fc.integer({ min: 60, max: (MINUTES - 1) * 60 }),
})

export function agreementTests(scenario: Scenario) {
  const { taken, window, q, at } = scenario
  const series = seriesOf(scenario)
  const expressions: readonly Expression[] = [
    increase('requests_total', window),
    rate('requests_total', window, { status: ['5xx'] }),
    ratio(rate('requests_total', window, { status: '5xx' }), rate('requests_total', window)),
    increase('redis_evicted_keys_total', window),
    greater('confirm_lag_seconds', 0.5, window),
    greater('confirm_lag_seconds', 7.5, window),
    quantile(q, 'confirm_lag_seconds', window),
    max('redis_clients'),
    sum('redis_clients'),
    absent('redis_clients'),
  ]
  const leaves = distinctLeaves(expressions.map((expression) => above(expression, 0)))
  const samples = new MemorySamples(leaves)
  for (let minute = 0; minute * 60 <= at; minute++) {
    if (taken[minute])
      samples.add(
        valuesOf(
          leaves,
          series.map(({ at: valueAt }) => valueAt(minute)),
        ),
        minute * 60,
      )
  }
  return {
    interval: '1m',
    input_series: series
      .flatMap(({ lines }) => lines)
      .map(([name, values]) => ({
        series: name,
        values: notationOf(values.map((value, minute) => (taken[minute] ? value : null))).replaceAll('stale', '_'),
      })),
    promql_expr_test: expressions.map((expression) => expected(expression, evaluate(expression, samples, at), at)),
  }
}

/** A value is compared within the rounding of doubles; without one, the query must return nothing, or no number. */
function expected(expression: Expression, value: number | undefined, at: number) {
  const query = promqlOf(expression)
  const isMeasured = value !== undefined && Number.isFinite(value)
  const near = isMeasured ? `abs((${query}) - ${value}) <= bool ${1e-9 * Math.max(1, Math.abs(value))}` : ''
  // Nothing is equal to NaN.
  const expr = isMeasured ? near : `(${query}) == (${query})`
  return { expr, eval_time: `${at}s`, exp_samples: isMeasured ? [{ labels: '{}', value: 1 }] : [], isMeasured }
}

function seriesOf({ ok, failed, single, lag, clients }: Scenario) {
  const counters = [
    ['requests_total', { status: '2xx', route: '-' }, totals(ok)],
    ['requests_total', { status: '5xx', route: '-' }, totals(failed)],
    ['redis_evicted_keys_total', {}, totals(single)],
    ['redis_clients', {}, clients],
  ] as const
  const plain = counters.map(([name, labels, values]) => ({
    at: (minute: number): Series => ({ name, labels, value: values[minute] ?? 0 }),
    lines: [[selector(name, labels), values] as const],
  }))
  return [...plain, histogramOf(lag.map(totals))]
}

/** Values in three buckets; the counts of each begin and reset by themselves. */
function histogramOf(counts: readonly (readonly number[])[]) {
  const [name, labels] = ['confirm_lag_seconds', { kind: 'cart' }] as const
  const filled = [1, 5, 12]
  const at = (minute: number): Series => {
    const value = Array<number>(BOUNDS).fill(0)
    for (const [index, bucket] of filled.entries()) value[bucket] = counts[index]?.[minute] ?? 0
    return { name, labels, value }
  }
  const cumulative = (bucket: number) =>
    Array.from({ length: MINUTES }, (_, minute) => {
      const value = at(minute).value as readonly number[]
      return value.slice(0, bucket + 1).reduce((total, count) => total + count, 0)
    })
  const bounds = ['0.5', '1', '1.5', '2', '3', '4', '5', '7.5', '10', '30', '60', '300', '3600', '+Inf']
  const buckets = bounds.map(
    (le, bucket) => [selector(`${name}_bucket`, { ...labels, le }), cumulative(bucket)] as const,
  )
  return { at, lines: [...buckets, [selector(`${name}_count`, labels), cumulative(BOUNDS - 1)] as const] }
}

function totals({ start, steps: its, resetAt }: Counter): readonly number[] {
  let value = start
  return its.map((step, minute) => {
    value = minute === resetAt ? step : value + step
    return value
  })
}

function selector(name: string, labels: Readonly<Record<string, string>>): string {
  return `pannier_${name}{${Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .join(', ')}}`
}
