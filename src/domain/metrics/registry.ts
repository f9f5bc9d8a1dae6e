/**
 * The metrics of one isolate since its last delta. Resolve a series once and keep it; an increment is then an addition.
 * Invariants: `take` returns each increment exactly once; an isolate has at most MAX_SERIES series, and increments of
 * further series are counted as dropped.
 */
import { type Fold, type LabelsOf, METRICS, type MetricName, type NameOf } from './catalogue.ts'
import { seriesKey } from './series.ts'

/** All closed label sets together make about 1,500 series in the largest build. */
export const MAX_SERIES = 2_000

export interface Counter {
  /** @param by at least 0 */
  add(by?: number): void
}

export interface Gauge {
  set(value: number): void
}

export interface Histogram {
  observe(value: number): void
}

/**
 * Records metrics. Objects, tiers and routes get it as a port.
 * @example
 * import { Registry } from './registry.ts'
 * const metrics: Metrics = new Registry()
 * const hits = metrics.counter('reads_total', { tier: 'isolate', outcome: 'hit' })
 * hits.add()
 * metrics.gauge('redis_clients', {}).set(12)
 * metrics.take().counters // => [['reads_total\nisolate\nhit', 1]]
 */
export interface Metrics {
  counter<Name extends NameOf<'counter'>>(name: Name, labels: LabelsOf<Name>): Counter
  gauge<Name extends NameOf<'gauge'>>(name: Name, labels: LabelsOf<Name>): Gauge
  histogram<Name extends NameOf<'histogram'>>(name: Name, labels: LabelsOf<Name>): Histogram
}

/** The increments of one isolate. Folds compatibly across versions: names and kinds travel with it. */
export interface Delta {
  readonly counters: readonly (readonly [key: string, by: number])[]
  /** `max` and `sum` are folded within the isolate in the same way. */
  readonly gauges: readonly (readonly [key: string, value: number])[]
  /** The sum of the values, then the number of values in each bucket. */
  readonly histograms: readonly (readonly [key: string, values: readonly number[]])[]
}

export class Registry implements Metrics {
  readonly #maxSeries: number
  readonly #counters = new Map<string, Sum>()
  readonly #gauges = new Map<string, Sample>()
  readonly #histograms = new Map<string, Buckets>()
  readonly #dropped: Sum

  constructor(maxSeries = MAX_SERIES) {
    this.#maxSeries = maxSeries
    this.#dropped = this.counter('metrics_dropped_total', {}) as Sum
  }

  counter<Name extends NameOf<'counter'>>(name: Name, labels: LabelsOf<Name>): Counter {
    return this.#resolve(this.#counters, name, labels, () => new Sum())
  }

  gauge<Name extends NameOf<'gauge'>>(name: Name, labels: LabelsOf<Name>): Gauge {
    return this.#resolve(this.#gauges, name, labels, () => new Sample(METRICS[name].fold))
  }

  histogram<Name extends NameOf<'histogram'>>(name: Name, labels: LabelsOf<Name>): Histogram {
    return this.#resolve(this.#histograms, name, labels, () => new Buckets(METRICS[name].buckets))
  }

  /** The number of series, those without an increment included. */
  get size(): number {
    return this.#counters.size + this.#gauges.size + this.#histograms.size
  }

  /** Counts a delta that may not have arrived; it is never sent again. */
  lost(delta: Delta): void {
    this.#dropped.add(delta.counters.length + delta.histograms.length)
  }

  /** Returns everything since the last call, and starts at zero again. */
  take(): Delta {
    return {
      counters: taken(this.#counters, (sum) => sum.take()),
      gauges: taken(this.#gauges, (sample) => sample.take()),
      histograms: taken(this.#histograms, (buckets) => buckets.take()),
    }
  }

  #resolve<Series>(all: Map<string, Series>, name: MetricName, labels: object, make: () => Series): Series | Dropping {
    // The cast: all values are texts, which the compiler does not see in the type of any metric's labels.
    const key = seriesKey(name, labels as { readonly [label: string]: string })
    const known = all.get(key)
    if (known) return known
    if (this.size >= this.#maxSeries) return new Dropping(this.#dropped)
    const series = make()
    all.set(key, series)
    return series
  }
}

function taken<Series, Value>(
  all: ReadonlyMap<string, Series>,
  take: (series: Series) => Value | null,
): readonly (readonly [string, Value])[] {
  const values: [string, Value][] = []
  for (const [key, series] of all) {
    const value = take(series)
    if (value !== null) values.push([key, value])
  }
  return values
}

class Sum implements Counter {
  #value = 0
  /** Also true after an addition of 0, so that the series begins. */
  #isTouched = false

  add(by = 1): void {
    // A counter never falls.
    if (by > 0) this.#value += by
    this.#isTouched = true
  }

  take(): number | null {
    if (!this.#isTouched) return null
    const value = this.#value
    this.#value = 0
    this.#isTouched = false
    return value
  }
}

class Sample implements Gauge {
  readonly #fold: Fold
  #value: number | null = null

  constructor(fold: Fold) {
    this.#fold = fold
  }

  set(value: number): void {
    this.#value = this.#value === null ? value : folded(this.#fold, this.#value, value)
  }

  take(): number | null {
    const value = this.#value
    this.#value = null
    return value
  }
}

/** The fold of an older and a newer sample. */
export function folded(fold: Fold, older: number, newer: number): number {
  if (fold === 'sum') return older + newer
  return fold === 'max' ? Math.max(older, newer) : newer
}

class Buckets implements Histogram {
  readonly #bounds: readonly number[]
  readonly #counts: number[]
  #sum = 0
  #isTouched = false

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds
    this.#counts = Array<number>(bounds.length + 1).fill(0)
  }

  observe(value: number): void {
    const bounds = this.#bounds
    let at = 0
    while (at < bounds.length && value > (bounds[at] as number)) at++
    // The cast: there is one more count than there are bounds.
    this.#counts[at] = (this.#counts[at] as number) + 1
    if (value > 0) this.#sum += value
    this.#isTouched = true
  }

  take(): readonly number[] | null {
    if (!this.#isTouched) return null
    const values = [this.#sum, ...this.#counts]
    this.#sum = 0
    this.#counts.fill(0)
    this.#isTouched = false
    return values
  }
}

/** Stands for every series above the limit. */
class Dropping implements Counter, Gauge, Histogram {
  readonly #dropped: Sum

  constructor(dropped: Sum) {
    this.#dropped = dropped
  }

  add(): void {
    this.#dropped.add()
  }

  set(): void {
    this.#dropped.add()
  }

  observe(): void {
    this.#dropped.add()
  }
}
