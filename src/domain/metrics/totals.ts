/**
 * The fold of deltas: what a shard of the metrics keeps, and what all shards make together.
 * Invariants: deltas in any order give the same totals; counters and buckets never fall; at most `maxSeries` series are
 * kept, and values of further series are counted as dropped; a gauge's sample ends `ttlSeconds` after it was taken, give
 * or take an eighth of that time.
 */
import { type Metric, metricOf } from './catalogue.ts'
import { type Delta, folded } from './registry.ts'
import { partsOf } from './series.ts'

export const MAX_KEPT_SERIES = 5_000
/** A gauge keeps one value for each of these parts of its time, so that its memory does not grow with its samples. */
const SLOTS = 8
const DROPPED = 'metrics_dropped_total'

/** The time of a sample or of its slot, in milliseconds since 1970, and its value. */
type Sample = readonly [at: number, value: number]

/** Totals as data, for storage and for calls between objects. */
export interface TotalsData {
  readonly counters: readonly (readonly [key: string, value: number])[]
  readonly gauges: readonly (readonly [key: string, samples: readonly Sample[]])[]
  /** The sum of the values, then the number of values in each bucket. */
  readonly histograms: readonly (readonly [key: string, values: readonly number[]])[]
}

export class Totals {
  readonly #maxSeries: number
  readonly #counters = new Map<string, number>()
  readonly #gauges = new Map<string, readonly Sample[]>()
  readonly #histograms = new Map<string, readonly number[]>()

  constructor(data?: TotalsData, maxSeries = MAX_KEPT_SERIES) {
    this.#maxSeries = maxSeries
    if (data) this.merge(data)
  }

  get series(): number {
    return this.#counters.size + this.#gauges.size + this.#histograms.size
  }

  /** @param at when the delta arrived, in milliseconds since 1970 */
  apply({ counters, gauges, histograms }: Delta, at: number): void {
    this.merge({ counters, gauges: gauges.map(([key, value]) => [key, [[at, value]]]), histograms })
  }

  merge({ counters, gauges, histograms }: TotalsData): void {
    for (const [key, by] of counters) this.#put(this.#counters, key, (before = 0) => before + by)
    for (const [key, values] of histograms) {
      this.#put(this.#histograms, key, (before) => {
        // Another version of the catalogue may have other buckets; its series starts again.
        return before?.length === values.length ? before.map((value, at) => value + (values[at] ?? 0)) : values
      })
    }
    for (const [key, samples] of gauges) {
      const metric = metricOf(partsOf(key)[0])
      if (metric?.kind === 'gauge') this.#put(this.#gauges, key, (before = []) => joined(metric, before, samples))
    }
  }

  /** Forgets gauges whose samples have all ended. */
  expire(now: number): void {
    for (const [key, samples] of this.#gauges) {
      const live = liveOf(key, samples, now)
      if (live.length === 0) this.#gauges.delete(key)
      else this.#gauges.set(key, live)
    }
  }

  get counters(): ReadonlyMap<string, number> {
    return this.#counters
  }

  get histograms(): ReadonlyMap<string, readonly number[]> {
    return this.#histograms
  }

  /** The value of each gauge that has a live sample. */
  gauges(now: number): ReadonlyMap<string, number> {
    const values = new Map<string, number>()
    for (const [key, samples] of this.#gauges) {
      const metric = metricOf(partsOf(key)[0])
      const live = liveOf(key, samples, now)
      if (metric?.kind !== 'gauge' || live.length === 0) continue
      values.set(
        key,
        live.map(([, value]) => value).reduce((older, newer) => folded(metric.fold, older, newer)),
      )
    }
    return values
  }

  data(): TotalsData {
    return { counters: [...this.#counters], gauges: [...this.#gauges], histograms: [...this.#histograms] }
  }

  #put<Value>(all: Map<string, Value>, key: string, next: (before: Value | undefined) => Value): void {
    if (all.has(key) || this.series < this.#maxSeries || key === DROPPED) all.set(key, next(all.get(key)))
    else this.#counters.set(DROPPED, (this.#counters.get(DROPPED) ?? 0) + 1)
  }
}

/** The sum of all shards, which is not cut at the limit of one shard. */
export function totalsOf(shards: readonly TotalsData[]): Totals {
  const totals = new Totals(undefined, Number.POSITIVE_INFINITY)
  for (const data of shards) totals.merge(data)
  return totals
}

type GaugeMetric = Metric & { readonly kind: 'gauge' }

/** One sample for each slot, oldest first; of `newest`, only the newest sample, and the greater one of the same time. */
function joined(metric: GaugeMetric, some: readonly Sample[], others: readonly Sample[]): readonly Sample[] {
  const { fold, ttlSeconds } = metric
  if (fold === 'newest') {
    return [[...some, ...others].reduce((a, b) => (b[0] > a[0] || (b[0] === a[0] && b[1] > a[1]) ? b : a))]
  }
  const slotMs = (ttlSeconds * 1000) / SLOTS
  const slots = new Map<number, number>()
  for (const [at, value] of [...some, ...others]) {
    const slot = Math.floor(at / slotMs) * slotMs
    const before = slots.get(slot)
    slots.set(slot, before === undefined ? value : folded(fold, before, value))
  }
  return [...slots].sort(([a], [b]) => a - b).slice(-SLOTS - 1)
}

function liveOf(key: string, samples: readonly Sample[], now: number): readonly Sample[] {
  const metric = metricOf(partsOf(key)[0])
  if (metric?.kind !== 'gauge') return []
  const { fold, ttlSeconds } = metric
  const ttlMs = ttlSeconds * 1000 * (fold === 'newest' ? 1 : 1 + 1 / SLOTS)
  return samples.filter(([at]) => at > now - ttlMs)
}
