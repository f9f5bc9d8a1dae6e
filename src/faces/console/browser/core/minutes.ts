/**
 * The minutes of the metrics as points of a chart. Pure. Invariant: a minute without requests has no record, so sums are
 * 0 there, and times and shares are a gap.
 */
import type { AnswerOf } from './api.ts'

export type Digest = AnswerOf<'GET /v1/admin/ops/metrics'>
type Minute = Digest['minutes'][number]
export type Series = Exclude<keyof Minute, 'at'>

const MINUTE_MS = 60_000
/** More points than this would be narrower than a line. */
const MAX_POINTS = 120
const SUMS: readonly Series[] = ['requests', 'errors', 'orders', 'revenue', 'carts']

export interface Point {
  readonly at: string
  readonly value: number | null
}

/** Points for the last `window` minutes before the digest: averages of sums, and the highest of times and shares. */
export function pointsOf({ at, minutes }: Digest, series: Series, window: number): readonly Point[] {
  const size = Math.ceil(window / MAX_POINTS)
  const end = Math.floor(Date.parse(at) / MINUTE_MS)
  const known = new Map(minutes.map((minute) => [Math.floor(Date.parse(minute.at) / MINUTE_MS), minute]))
  const isSum = SUMS.includes(series)
  return Array.from({ length: Math.floor(window / size) }, (_, index) => {
    const first = end - window + 1 + index * size
    const values = Array.from({ length: size }, (_, step) => known.get(first + step)?.[series] ?? (isSum ? 0 : null))
    const there = values.filter((value) => value !== null)
    const value = isSum
      ? there.reduce((sum, each) => sum + each, 0) / size
      : there.length > 0
        ? Math.max(...there)
        : null
    return { at: new Date(first * MINUTE_MS).toISOString(), value }
  })
}

/** The share of requests that failed, where there were any. */
export function errorShares(digest: Digest, window: number): readonly Point[] {
  const errors = pointsOf(digest, 'errors', window)
  return pointsOf(digest, 'requests', window).map(({ at, value }, index) => ({
    at,
    value: value ? (errors[index]?.value ?? 0) / value : null,
  }))
}

export function sumOf({ minutes }: Digest, series: 'orders' | 'revenue'): number {
  return minutes.reduce((sum, minute) => sum + minute[series], 0)
}

const RECENT_MINUTES = 5

/** The newest value of the last minutes; an older one says nothing about now. */
export function latestOf(digest: Digest, series: Series): number | null {
  return pointsOf(digest, series, RECENT_MINUTES).findLast(({ value }) => value)?.value ?? null
}
