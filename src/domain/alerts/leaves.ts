/**
 * The numbers that alerts need from a snapshot of the metrics: one for each set of series whose rate or value an
 * expression uses. A sample has only these, regardless of the number of series.
 */
import { metricOf } from '../metrics/catalogue.ts'
import { partsOf } from '../metrics/series.ts'
import type { Totals } from '../metrics/totals.ts'
import { boundsOf, type Condition, type Expression, type Selection } from './expression.ts'

/** A sum or a maximum over the series of a selection; a counter's is its total since the beginning. */
export interface Leaf {
  /** Unique, and the same in every release that has the leaf, because stored samples refer to it. */
  readonly key: string
  readonly how: 'counter' | 'max' | 'sum'
  readonly of: Selection
  /** Upper bound of one bucket of a histogram; the leaf counts the values up to it. */
  readonly le?: string
}

/** One series as the metrics keep it. */
export interface Series {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  /** A counter or a gauge has its value; a histogram has the number of values in each bucket, not summed up. */
  readonly value: number | readonly number[]
}

/** The bucket without an upper bound, which every value falls below. */
export const ALL_VALUES = '+Inf'

export function counterLeaf(of: Selection, le?: string): Leaf {
  return { key: keyOf('counter', of, le), how: 'counter', of, ...(le === undefined ? {} : { le }) }
}

export function gaugeLeaf(how: 'max' | 'sum', of: Selection): Leaf {
  return { key: keyOf(how, of), how, of }
}

/** The leaves of an expression, with repeats. */
function leavesIn(expression: Expression): readonly Leaf[] {
  switch (expression.op) {
    case 'increase':
    case 'rate':
      return [counterLeaf(expression.of)]
    case 'greater':
      return [counterLeaf(expression.of, ALL_VALUES), counterLeaf(expression.of, String(expression.than))]
    case 'quantile':
      return boundsOf(expression.of.metric).map((le) => counterLeaf(expression.of, le))
    case 'max':
    case 'sum':
      return [gaugeLeaf(expression.op, expression.of)]
    case 'absent':
      return [gaugeLeaf('sum', expression.of)]
    case 'ratio':
      return [...leavesIn(expression.of), ...leavesIn(expression.to)]
  }
}

function leavesOf(condition: Condition): readonly Leaf[] {
  return 'value' in condition ? leavesIn(condition.value) : condition.of.flatMap(leavesOf)
}

/** Each leaf of the conditions once. */
export function distinctLeaves(conditions: readonly Condition[]): readonly Leaf[] {
  return [...new Map(conditions.flatMap(leavesOf).map((leaf) => [leaf.key, leaf])).values()]
}

/** The series of the metrics' totals, by deployment. */
export function* seriesOf(deployments: ReadonlyMap<string, Totals>, now: number): Generator<Series> {
  for (const [deployment, totals] of deployments) {
    for (const [key, value] of [...totals.counters, ...totals.gauges(now)]) yield seriesIn(key, deployment, value)
    // The first number of a histogram is the sum of its values.
    for (const [key, [, ...counts]] of totals.histograms) yield seriesIn(key, deployment, counts)
  }
}

function seriesIn(key: string, deployment: string, value: Series['value']): Series {
  const [name, values] = partsOf(key)
  const labels = Object.keys(metricOf(name)?.labels ?? {}).map((label, at) => [label, values[at] ?? ''] as const)
  return { name, labels: { ...Object.fromEntries(labels), deployment }, value }
}

/** The values of the leaves by their keys. A counter without a series is 0; a gauge without a series is absent. */
export function valuesOf(leaves: readonly Leaf[], snapshot: Iterable<Series>): ReadonlyMap<string, number> {
  const wanted = leaves.map(({ key, how, of, le }) => {
    // All values are in the last bucket, and a number is its own last one.
    const bucket = le === undefined ? -1 : boundsOf(of.metric).indexOf(le)
    return { key, how, bucket, metric: of.metric as string, where: Object.entries(of.where) }
  })
  const byMetric = Map.groupBy(wanted, ({ metric }) => metric)
  const values = new Map<string, number>()
  for (const { key, how } of leaves) if (how === 'counter') values.set(key, 0)
  for (const { name, labels, value } of snapshot) {
    const its = byMetric.get(name)
    if (!its) continue
    const amounts = typeof value === 'number' ? [value] : summedUp(value)
    for (const { key, how, bucket, where } of its) {
      if (!where.every(([label, allowed]) => allowed.includes(labels[label] ?? ''))) continue
      const amount = amounts.at(bucket) ?? 0
      const known = values.get(key)
      values.set(key, known === undefined ? amount : how === 'max' ? Math.max(known, amount) : known + amount)
    }
  }
  return values
}

/** The number of values up to the bound of each bucket. */
function summedUp(counts: readonly number[]): readonly number[] {
  let total = 0
  return counts.map((count) => {
    total += count
    return total
  })
}

function keyOf(how: Leaf['how'], { metric, where }: Selection, le = ''): string {
  const labels = Object.entries(where).map(([label, values]) => `${label}=${values.join('|')}`)
  return [how, metric, ...labels, ...(le === '' ? [] : [`le=${le}`])].join(' ')
}
