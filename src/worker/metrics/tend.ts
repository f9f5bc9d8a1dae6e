/** The jobs of the schedule for the metrics: gauges that no request records, and the push to InfluxDB. */
import type { Env } from '../../contract/env.ts'
import { DEPLOYMENTS, shardNames } from '../../contract/rpc/metrics.ts'
import type { Ports } from '../ports.ts'
import { pushToInflux } from './influx.ts'
import { readTotals } from './read.ts'

type TendPorts = Pick<Ports, 'config' | 'metrics' | 'objects' | 'record'>

/** Throws TierError. */
export async function tendMetrics({ config, metrics, objects, record }: TendPorts): Promise<void> {
  const { METRICS_INTERVAL_MS, DEPLOYMENT, DATABASE_URL, redis } = config
  if (METRICS_INTERVAL_MS === 0) return
  metrics.gauge('dead_letters', {}).set(await record.countDeadLetters())
  // The first shard reads servers of the owner's by its alarm, which may have been lost.
  const [first = ''] = shardNames(DEPLOYMENT)
  if (redis || DATABASE_URL) return objects.metrics(first).tend()
  const startedAt = Date.now()
  await record.ping()
  metrics.gauge('record_ping_seconds', {}).set((Date.now() - startedAt) / 1000)
}

/** Pushes those of the canary too, which has no schedule. Throws ObjectDown, or an Error without data. */
export async function pushMetrics({ config, objects }: TendPorts, _: AbortSignal, { CANARY }: Env): Promise<void> {
  if (!config.INFLUX_URL) return
  for (const deployment of CANARY ? DEPLOYMENTS : [config.DEPLOYMENT]) {
    await pushToInflux(config, deployment, await readTotals(objects, deployment, true), Date.now())
  }
}
