/**
 * Evaluates conditions over stored samples by the rules of Prometheus 2: a rate is extrapolated to the borders of its
 * window, a counter that falls began again at zero, and a gauge's last sample counts for five minutes.
 * Invariant: for the same samples, a condition holds here exactly when it holds in Prometheus.
 */
import { boundsOf, type Condition, type Expression, type Selection } from './expression.ts'
import { ALL_VALUES, counterLeaf, gaugeLeaf, type Leaf } from './leaves.ts'

/** One leaf at one time. */
export interface Point {
  /** Seconds since 1970. */
  readonly at: number
  /** Raised by one with each sample, so that two points say how many are between them. */
  readonly ordinal: number
  readonly value: number
  /** The sum of what a counter lost whenever it began again, since its first sample. */
  readonly lost: number
}

/** The samples up to the time of the evaluation. */
export interface Samples {
  /** The leaf in the last sample; absent when that sample does not have it. */
  last(leaf: Leaf): Point | undefined
  /** The leaf in the first sample that has it at this time or later. */
  since(leaf: Leaf, at: number): Point | undefined
}

const LOOKBACK_SECONDS = 5 * 60

/** @param at the time of the evaluation, in seconds since 1970 */
export function holds(condition: Condition, samples: Samples, at: number): boolean {
  if ('value' in condition) {
    const value = evaluate(condition.value, samples, at)
    if (value === undefined) return false
    return condition.is === 'above' ? value > condition.than : value < condition.than
  }
  const each = (part: Condition) => holds(part, samples, at)
  return condition.is === 'all' ? condition.of.every(each) : condition.of.some(each)
}

/** Undefined where Prometheus has no sample; may be NaN, which compares as false. */
export function evaluate(expression: Expression, samples: Samples, at: number): number | undefined {
  switch (expression.op) {
    case 'increase':
      return increaseOf(counterLeaf(expression.of), expression.window, samples, at)
    case 'rate':
      return perSecond(increaseOf(counterLeaf(expression.of), expression.window, samples, at), expression.window)
    case 'greater': {
      const upTo = (le: string) => increaseOf(counterLeaf(expression.of, le), expression.window, samples, at)
      const [every, small] = [upTo(ALL_VALUES), upTo(String(expression.than))]
      return every === undefined || small === undefined ? undefined : every - small
    }
    case 'quantile':
      return quantileOf(expression.q, expression.of, expression.window, samples, at)
    case 'max':
    case 'sum':
      return gaugeOf(gaugeLeaf(expression.op, expression.of), samples, at)
    case 'absent':
      return gaugeOf(gaugeLeaf('sum', expression.of), samples, at) === undefined ? 1 : undefined
    case 'ratio': {
      const to = evaluate(expression.to, samples, at)
      return to === undefined ? undefined : (evaluate(expression.of, samples, at) ?? 0) / to
    }
  }
}

function gaugeOf(leaf: Leaf, samples: Samples, at: number): number | undefined {
  const last = samples.last(leaf)
  return last && at - last.at < LOOKBACK_SECONDS ? last.value : undefined
}

function perSecond(increase: number | undefined, window: number): number | undefined {
  return increase === undefined ? undefined : increase / window
}

/** As `increase` of Prometheus (`extrapolatedRate` in promql/functions.go). */
function increaseOf(leaf: Leaf, window: number, samples: Samples, at: number): number | undefined {
  const first = samples.since(leaf, at - window)
  const last = samples.last(leaf)
  if (!first || !last || last.ordinal <= first.ordinal) return undefined
  const increase = last.value - first.value + last.lost - first.lost
  const sampled = last.at - first.at
  const pause = sampled / (last.ordinal - first.ordinal)
  // A counter cannot have been below zero before its first sample.
  const sinceZero = increase > 0 ? sampled * (first.value / increase) : Number.POSITIVE_INFINITY
  const before = Math.min(first.at - (at - window), sinceZero)
  const reached = sampled + border(before, pause) + border(at - last.at, pause)
  return increase * (reached / sampled)
}

/** Extrapolates to the border when a sample beside it may be missing, otherwise by half a pause. */
function border(distance: number, pause: number): number {
  return distance < pause * 1.1 ? distance : pause / 2
}

/** As `histogram_quantile` of Prometheus. */
function quantileOf(q: number, of: Selection, window: number, samples: Samples, at: number): number | undefined {
  const bounds = boundsOf(of.metric)
  let most = 0
  const counts: number[] = []
  for (const le of bounds) {
    const count = increaseOf(counterLeaf(of, le), window, samples, at)
    if (count === undefined) return undefined
    // Extrapolation can make a bucket a little smaller than the one below it.
    most = Math.max(most, count)
    counts.push(most)
  }
  if (most === 0) return Number.NaN
  const rank = q * most
  const index = counts.findIndex((count) => count >= rank)
  const upper = Number(bounds[index])
  if (index === counts.length - 1) return Number(bounds[index - 1])
  const [below, lower] = index === 0 ? [0, 0] : [counts[index - 1] ?? 0, Number(bounds[index - 1])]
  const inBucket = (counts[index] ?? 0) - below
  return lower + (upper - lower) * ((rank - below) / inBucket)
}
