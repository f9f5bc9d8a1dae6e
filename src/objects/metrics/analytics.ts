/**
 * The data points of a delta for Workers Analytics Engine, where it is bound. Invariant: a delta makes fewer points than
 * the platform accepts in one invocation; the most frequent series come first.
 */
import type { AnalyticsPoint } from '../../contract/env.ts'
import type { Deployment } from '../../contract/rpc/metrics.ts'
import type { Delta } from '../../domain/metrics/registry.ts'
import { partsOf } from '../../domain/metrics/series.ts'

/** The platform accepts 250 in one invocation, which may write others too. */
const MAX_POINTS = 200

/**
 * Blobs: deployment, name, label values. Doubles: the increment and, of a histogram, the sum of its values. The index is
 * the name.
 */
export function dataPointsOf(deployment: Deployment, { counters, histograms }: Delta): AnalyticsPoint[] {
  const points = [
    ...counters.map(([key, by]) => ({ key, doubles: [by] })),
    ...histograms.map(([key, [sum = 0, ...counts]]) => ({ key, doubles: [counts.reduce((a, b) => a + b, 0), sum] })),
  ]
  const most = points.sort((a, b) => (b.doubles[0] ?? 0) - (a.doubles[0] ?? 0)).slice(0, MAX_POINTS)
  return most.map(({ key, doubles }) => {
    const [name, values] = partsOf(key)
    return { indexes: [name], blobs: [deployment, name, ...values], doubles }
  })
}
