/** The object of one shard of a deployment's metrics: binds it to its storage and to the probes of the tiers. */
import { DurableObject } from 'cloudflare:workers'
import { configOf } from '../../contract/config.ts'
import type { Env } from '../../contract/env.ts'
import type { MetricsObject, SentDelta } from '../../contract/rpc/metrics.ts'
import { openTiers } from '../../tiers/open.ts'
import { durableStorage } from '../aggregate/durable-storage.ts'
import { storedName } from '../aggregate/schema.ts'
import { metricsOf } from './isolate-metrics.ts'
import { Probe } from './probe.ts'
import { MetricsShard } from './shard.ts'

export class MetricsDurableObject extends DurableObject<Env> implements MetricsObject {
  readonly #shard: MetricsShard

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    const storage = durableStorage(ctx)
    // An alarm that starts the object may come without its name.
    const name = ctx.id.name ?? storedName(storage) ?? ''
    this.#shard = new MetricsShard(name, storage, { now: () => Date.now(), probe: probeOf(name, env) })
    void ctx.blockConcurrencyWhile(() => this.#shard.wake())
  }

  async add(delta: SentDelta): Promise<void> {
    this.#shard.add(delta)
  }

  async read(isShown: boolean) {
    return this.#shard.read(isShown)
  }

  async minutes(since: number) {
    return this.#shard.minutes(since)
  }

  async tend(): Promise<void> {
    this.#shard.tend()
  }

  override async alarm(): Promise<void> {
    await this.#shard.alarm()
  }
}

/** The first shard reads servers of the owner's every ten seconds; D1 is read by the schedule, once a minute. */
function probeOf(name: string, env: Env): (() => ReturnType<Probe['run']>) | null {
  const config = configOf(env)
  const isWanted = config.METRICS_INTERVAL_MS > 0 && (config.redis !== null || config.DATABASE_URL !== undefined)
  if (!isWanted || !name.endsWith(':0')) return null
  const { l2, record } = openTiers(config, env, metricsOf(env).registry)
  const probe = new Probe({ l2, record, now: () => Date.now() })
  return () => probe.run()
}
