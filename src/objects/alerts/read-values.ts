/**
 * The numbers that the alerts need, from the totals of every shard of the metrics.
 * Invariant: it throws if a shard does not answer, because sums without a shard would look like counters that began
 * again.
 */
import { DEPLOYMENTS, shardNames } from '../../contract/rpc/metrics.ts'
import { type Leaf, seriesOf, valuesOf } from '../../domain/alerts/leaves.ts'
import { totalsOf } from '../../domain/metrics/totals.ts'
import type { Objects } from '../objects.ts'

export async function readValues(
  objects: Pick<Objects, 'metrics'>,
  leaves: readonly Leaf[],
  now: number,
): Promise<ReadonlyMap<string, number>> {
  const each = DEPLOYMENTS.map(async (deployment) => {
    // Shown totals are stored first, so that no counter falls after a crash.
    const shards = shardNames(deployment).map((name) => objects.metrics(name).read(true))
    return [deployment, totalsOf(await Promise.all(shards))] as const
  })
  return valuesOf(leaves, seriesOf(new Map(await Promise.all(each)), now))
}
