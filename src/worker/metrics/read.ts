/**
 * Reads the totals of a deployment from its shards. Fails closed: without one of the shards the sums would fall, and
 * Prometheus would take that for a restart.
 */
import { type Deployment, type MetricsObject, shardNames } from '../../contract/rpc/metrics.ts'
import { type Minute, mergedMinutes } from '../../domain/metrics/minutes.ts'
import { type Totals, totalsOf } from '../../domain/metrics/totals.ts'
import type { Objects } from '../../objects/objects.ts'
import { callObject } from '../object-call.ts'

/** @param isShown whether Prometheus gets to see them. Throws ObjectDown. */
export async function readTotals(objects: Objects, deployment: Deployment, isShown: boolean): Promise<Totals> {
  return totalsOf(await ofShards(objects, deployment, (shard) => shard.read(isShown)))
}

/** The minutes from this time on, oldest first. Throws ObjectDown. */
export async function readMinutes(objects: Objects, deployment: Deployment, since: number): Promise<readonly Minute[]> {
  return mergedMinutes(await ofShards(objects, deployment, (shard) => shard.minutes(since)))
}

function ofShards<Reply>(
  objects: Objects,
  deployment: Deployment,
  call: (shard: MetricsObject) => Promise<Reply>,
): Promise<readonly Reply[]> {
  return Promise.all(shardNames(deployment).map((name) => callObject(true, () => call(objects.metrics(name)))))
}
