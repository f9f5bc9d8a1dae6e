/** The text for Prometheus of one deployment, with the metrics about the metrics themselves. */
import type { Deployment } from '../../contract/rpc/metrics.ts'
import { VERSION } from '../../contract/version.ts'
import { type Help, prometheusText } from '../../domain/metrics/prometheus.ts'
import { Registry } from '../../domain/metrics/registry.ts'
import type { Objects } from '../../objects/objects.ts'
import { readTotals } from './read.ts'

/** Throws ObjectDown. */
export async function exposition(objects: Objects, deployment: Deployment, help: Help, now: number): Promise<string> {
  const totals = await readTotals(objects, deployment, true)
  const own = new Registry()
  own.gauge('metrics_series', {}).set(totals.series)
  // The series begins with the first scrape, so that its first increment is seen.
  own.counter('metrics_dropped_total', {}).add(0)
  own.gauge('build_info', { version: VERSION }).set(1)
  totals.apply(own.take(), now)
  return prometheusText(new Map([[deployment, totals]]), help, now)
}
