/**
 * The language of alerts and dashboards: rates of counters, quantiles of histograms, gauges, and ratios of these. The
 * worker evaluates an expression over its own samples (evaluate.ts); Prometheus gets the same one as text (promql.ts).
 * Invariant: names, labels and label values are those of the catalogue, so a wrong one does not compile.
 */
import { type LabelsOf, METRICS, type MetricName, type NameOf } from '../metrics/catalogue.ts'

export type Deployment = 'stable' | 'canary'

/** One value or several for each label; a label that is not named takes all values. */
export type Where<Name extends MetricName> = {
  readonly [Label in keyof LabelsOf<Name>]?: LabelsOf<Name>[Label] | readonly LabelsOf<Name>[Label][]
} & { readonly deployment?: Deployment | readonly Deployment[] }

/** Series of one metric. */
export interface Selection {
  readonly metric: MetricName
  readonly where: Readonly<Record<string, readonly string[]>>
}

/** All windows are in seconds. */
type Measure =
  /** How much the counters increased in the window, all series together; per second for `rate`. */
  | { readonly op: 'increase' | 'rate'; readonly of: Selection; readonly window: number }
  /** How many values in the window were greater than the upper bound of a bucket. */
  | { readonly op: 'greater'; readonly of: Selection; readonly than: number; readonly window: number }
  /** An estimate from the buckets that were filled in the window. */
  | { readonly op: 'quantile'; readonly q: number; readonly of: Selection; readonly window: number }
  /** The present value; absent when no series has a sample in the last five minutes. */
  | { readonly op: 'max' | 'sum'; readonly of: Selection }
  /** 1 while no series has a sample in the last five minutes, otherwise no value. */
  | { readonly op: 'absent'; readonly of: Selection }

export type Expression = Measure | { readonly op: 'ratio'; readonly of: Measure; readonly to: Measure }

/** `all`: every part holds. `any`: one of them holds. The value that an alert shows is that of its first comparison. */
export type Condition =
  | { readonly is: 'above' | 'below'; readonly value: Expression; readonly than: number }
  | { readonly is: 'all' | 'any'; readonly of: readonly Condition[] }

export const MINUTE = 60
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

export function increase<Name extends NameOf<'counter'>>(
  metric: Name,
  window: number,
  where: Where<Name> = {},
): Measure {
  return { op: 'increase', of: selection(metric, where), window }
}

export function rate<Name extends NameOf<'counter'>>(metric: Name, window: number, where: Where<Name> = {}): Measure {
  return { op: 'rate', of: selection(metric, where), window }
}

/** @param than the upper bound of one of the buckets */
export function greater<Name extends NameOf<'histogram'>>(
  metric: Name,
  than: number,
  window: number,
  where: Where<Name> = {},
): Measure {
  if (!boundsOf(metric).includes(String(than))) throw new Error(`${metric} has no bucket up to ${than}`)
  return { op: 'greater', of: selection(metric, where), than, window }
}

export function quantile<Name extends NameOf<'histogram'>>(
  q: number,
  metric: Name,
  window: number,
  where: Where<Name> = {},
): Measure {
  return { op: 'quantile', q, of: selection(metric, where), window }
}

export function max<Name extends NameOf<'gauge'>>(metric: Name, where: Where<Name> = {}): Measure {
  return { op: 'max', of: selection(metric, where) }
}

export function sum<Name extends NameOf<'gauge'>>(metric: Name, where: Where<Name> = {}): Measure {
  return { op: 'sum', of: selection(metric, where) }
}

export function absent<Name extends NameOf<'gauge'>>(metric: Name): Measure {
  return { op: 'absent', of: selection(metric, {}) }
}

export function ratio(of: Measure, to: Measure): Expression {
  return { op: 'ratio', of, to }
}

export function above(value: Expression, than: number): Condition {
  return { is: 'above', value, than }
}

export function below(value: Expression, than: number): Condition {
  return { is: 'below', value, than }
}

export function all(...of: readonly Condition[]): Condition {
  return { is: 'all', of }
}

export function any(...of: readonly Condition[]): Condition {
  return { is: 'any', of }
}

/** Upper bounds of a histogram's buckets as Prometheus writes them, the one without a bound included. */
export function boundsOf(metric: MetricName): readonly string[] {
  const { kind, ...its } = METRICS[metric]
  return kind === 'histogram' && 'buckets' in its ? [...its.buckets.map(String), '+Inf'] : []
}

/** The comparison whose value an alert shows. */
export function firstOf(condition: Condition): Extract<Condition, { value: Expression }> {
  if ('value' in condition) return condition
  const [first] = condition.of
  if (!first) throw new Error('a condition without parts')
  return firstOf(first)
}

function selection<Name extends MetricName>(metric: Name, where: Where<Name>): Selection {
  const entries = Object.entries<string | readonly string[]>(where).map(
    ([label, values]) => [label, [values].flat()] as const,
  )
  // An empty list of values stands for all of them.
  return { metric, where: Object.fromEntries(entries.filter(([, values]) => values.length > 0)) }
}
