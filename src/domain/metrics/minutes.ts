/**
 * The minutes of the console's charts: a few sums of each minute, kept for a day. Invariant: the sums of all shards add
 * up to the minute of the deployment, in any order.
 */
import { METRICS, type MetricName } from './catalogue.ts'
import type { Delta } from './registry.ts'
import { partsOf } from './series.ts'

export const MINUTE_MS = 60_000
export const KEPT_MINUTES = 24 * 60

export interface Minute {
  /** Begin, in milliseconds since 1970. */
  readonly at: number
  readonly requests: number
  /** Requests answered with a status of 500 or above. */
  readonly errors: number
  /** Orders whose units were held, so that they wait for payment or are paid. */
  readonly orders: number
  /** Totals of paid orders, in minor units. */
  readonly revenue: number
  /** Carts whose newest state reached the record. */
  readonly carts: number
  /** Keys of the catalogue that were looked up, and those of them that isolate or Redis had. */
  readonly lookups: number
  readonly hits: number
  /** Number of values in each bucket of the metric. */
  readonly durations: readonly number[]
  readonly lags: readonly number[]
}

export function minuteOf(now: number): number {
  return Math.floor(now / MINUTE_MS) * MINUTE_MS
}

const none = (name: 'request_duration_seconds' | 'confirm_lag_seconds') =>
  Array<number>(METRICS[name].buckets.length + 1).fill(0)

export function emptyMinute(at: number): Minute {
  const sums = { requests: 0, errors: 0, orders: 0, revenue: 0, carts: 0, lookups: 0, hits: 0 }
  return { at, ...sums, durations: none('request_duration_seconds'), lags: none('confirm_lag_seconds') }
}

export function withDelta(minute: Minute, { counters, histograms }: Delta): Minute {
  const sums = { ...minute }
  for (const [key, by] of counters) {
    const [name, [first, second]] = partsOf(key)
    // The cast: a name of another version's table matches no case.
    switch (name as MetricName) {
      case 'requests_total':
        sums.requests += by
        if (second === '5xx') sums.errors += by
        break
      case 'reads_total':
        if (second === 'hit') sums.hits += by
        if (first === 'isolate' && second !== 'error') sums.lookups += by
        break
      case 'order_transitions_total':
        if (first === 'pending_payment') sums.orders += by
        break
      case 'revenue_minor_units_total':
        sums.revenue += by
    }
  }
  for (const [key, [, ...counts]] of histograms) {
    const [name, [kind]] = partsOf(key)
    if (name === 'request_duration_seconds') sums.durations = added(sums.durations, counts)
    if (name === 'confirm_lag_seconds') sums.lags = added(sums.lags, counts)
    if (name === 'confirm_lag_seconds' && kind === 'cart') sums.carts += counts.reduce((sum, its) => sum + its, 0)
  }
  return sums
}

/** The minutes of all shards, each minute once, oldest first. */
export function mergedMinutes(shards: readonly (readonly Minute[])[]): readonly Minute[] {
  const merged = new Map<number, Minute>()
  for (const minute of shards.flat()) {
    const other = merged.get(minute.at)
    merged.set(minute.at, other ? sumOf(other, minute) : minute)
  }
  return [...merged.values()].sort((a, b) => a.at - b.at)
}

function sumOf(a: Minute, b: Minute): Minute {
  return {
    at: a.at,
    requests: a.requests + b.requests,
    errors: a.errors + b.errors,
    orders: a.orders + b.orders,
    revenue: a.revenue + b.revenue,
    carts: a.carts + b.carts,
    lookups: a.lookups + b.lookups,
    hits: a.hits + b.hits,
    durations: added(a.durations, b.durations),
    lags: added(a.lags, b.lags),
  }
}

/** Another version may have other buckets; then its values are left out. */
function added(counts: readonly number[], others: readonly number[]): readonly number[] {
  return counts.length === others.length ? counts.map((its, at) => its + (others[at] ?? 0)) : counts
}

/**
 * The value below which the share `q` of the values lies, interpolated within its bucket as Prometheus does it; null
 * without values. Values above the last bound count as the last bound.
 * @param counts the number of values in each bucket
 */
export function quantile(q: number, bounds: readonly number[], counts: readonly number[]): number | null {
  const rank = q * counts.reduce((sum, its) => sum + its, 0)
  if (rank === 0) return null
  let [below, from] = [0, 0]
  for (const [at, to] of bounds.entries()) {
    const its = counts[at] ?? 0
    if (its > 0 && below + its >= rank) return from + ((to - from) * (rank - below)) / its
    below += its
    from = to
  }
  return from
}
