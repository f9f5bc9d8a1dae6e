/**
 * Does what the metrics add to one read of a cart as often as requested, and fills and scrapes the shards, with the
 * worker's own code in workerd.
 */
import type { Env } from '../src/contract/env.ts'
import { shardNames } from '../src/contract/rpc/metrics.ts'
import { METRIC_HELP } from '../src/domain/metrics/help.ts'
import { Registry } from '../src/domain/metrics/registry.ts'
import { IsolateMetrics } from '../src/objects/metrics/isolate-metrics.ts'
import { MetricsDurableObject as ShippedObject } from '../src/objects/metrics/metrics-object.ts'
import { objectsOf } from '../src/objects/objects.ts'
import { ReadCounts } from '../src/tiers/read-stats.ts'
import { newRequestId, traceIdOf } from '../src/worker/http/trace-context.ts'
import { exposition } from '../src/worker/metrics/exposition.ts'
import { RequestMetrics } from '../src/worker/metrics/request-metrics.ts'

/** The runtime looks for the class in this module. */
export class MetricsDurableObject extends ShippedObject {}

const BUCKETS = 14

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    const count = Number(searchParams.get('count'))
    if (pathname === '/reads') return new Response(String(reads(request, count)))
    if (pathname === '/ids') return new Response(String(ids(count)))
    if (pathname === '/fill') await fill(env, count)
    return new Response(await exposition(objectsOf(env), 'stable', METRIC_HELP, Date.now()))
  },
}

/** Read the trace, two units of limits, two lookups in the isolate, one answer, one look at the timer. */
function reads(request: Request, times: number): number {
  const isolate = new IsolateMetrics({
    ...{ intervalMs: 10_000, now: Date.now, random: Math.random },
    pause: () => new Promise(() => {}),
    send: async () => {},
  })
  const metrics = isolate.registry
  const address = metrics.counter('rate_limit_decisions_total', { bucket: 'address', decision: 'allowed' })
  const read = metrics.counter('rate_limit_decisions_total', { bucket: 'read', decision: 'allowed' })
  const products = new ReadCounts(metrics)
  const requests = new RequestMetrics(metrics)
  let traced = 0
  for (let n = 0; n < times; n++) {
    const requestId = newRequestId(request.headers.get('traceparent') ?? undefined)
    if (traceIdOf(requestId)) traced++
    address.add()
    read.add()
    products.memory(1, 0)
    products.memory(1, 0)
    requests.answered('GET', '/v1/cart', 200, n % 20)
    isolate.sendLater(() => {})
  }
  return traced
}

/** The id that a request has without metrics and traces. */
function ids(times: number): number {
  let characters = 0
  for (let n = 0; n < times; n++) characters += crypto.randomUUID().length
  return characters
}

/** Every shard gets all of the series; one in ten is a histogram. */
async function fill(env: Env, series: number): Promise<void> {
  const registry = new Registry(series + 1)
  for (let n = 0; n < series / 10; n++) {
    const route = `GET /v1/resources/${n}/:id`
    const duration = registry.histogram('request_duration_seconds', { route })
    for (let bucket = 0; bucket < BUCKETS; bucket++) duration.observe(0.001 * 2 ** bucket)
  }
  for (let n = 0; n < (series * 9) / 10; n++) {
    registry.counter('refusals_total', { code: `code_of_a_refusal_${n}` }).add(n)
  }
  const delta = registry.take()
  for (const name of shardNames('stable')) {
    await objectsOf(env)
      .metrics(name)
      .add({ ...delta, source: crypto.randomUUID(), sequence: 1 })
  }
}
