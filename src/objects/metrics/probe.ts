/**
 * Reads the state of Redis by INFO and PING, and the round trip to the record. Fails open: a server that does not
 * answer has no sample, and its gauges end.
 */

import { figuresIn } from '../../domain/metrics/redis-info.ts'
import { type Delta, Registry } from '../../domain/metrics/registry.ts'
import type { RedisInfo } from '../../tiers/l2.ts'

export interface ProbePorts {
  readonly l2: (RedisInfo & { ping(): Promise<void> }) | null
  readonly record: { ping(): Promise<void> }
  now(): number
}

export class Probe {
  readonly #ports: ProbePorts
  readonly #metrics = new Registry()
  /** Evicted keys at the last reading; null before the first one, which counts nothing. */
  #evicted: number | null = null

  constructor(ports: ProbePorts) {
    this.#ports = ports
  }

  async run(): Promise<Delta> {
    const { l2, record } = this.#ports
    const work = [this.#time('record_ping_seconds', () => record.ping())]
    if (l2) work.push(this.#time('redis_ping_seconds', () => l2.ping()).then(() => this.#read(l2)))
    await Promise.allSettled(work)
    return this.#metrics.take()
  }

  async #time(name: 'record_ping_seconds' | 'redis_ping_seconds', ping: () => Promise<void>): Promise<void> {
    const startedAt = this.#ports.now()
    await ping()
    this.#metrics.gauge(name, {}).set(Math.max(0, this.#ports.now() - startedAt) / 1000)
  }

  async #read(l2: RedisInfo): Promise<void> {
    const { evictedKeys, ...gauges } = figuresIn(await l2.info())
    for (const [name, value] of Object.entries(gauges)) {
      // The cast: the keys of an object's entries are texts; these are names of gauges.
      if (value !== null) this.#metrics.gauge(name as keyof typeof gauges, {}).set(value)
    }
    if (evictedKeys === null) return
    // Redis counts from 0 again when it restarts.
    const by = this.#evicted === null ? 0 : evictedKeys < this.#evicted ? evictedKeys : evictedKeys - this.#evicted
    this.#metrics.counter('redis_evicted_keys_total', {}).add(by)
    this.#evicted = evictedKeys
  }
}
