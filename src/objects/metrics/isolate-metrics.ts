/**
 * The metrics of this isolate, and their way to a shard. Requests share one timer. Objects and batches have none, because
 * a timer would keep an object from hibernating and a batch from ending: they send at the end of an event, at most twice
 * at once and otherwise every interval. Invariant: each delta is sent at most once; no request waits for it.
 */
import { configOf } from '../../contract/config.ts'
import type { Env } from '../../contract/env.ts'
import { type Deployment, type SentDelta, SHARDS } from '../../contract/rpc/metrics.ts'
import { type Metrics, Registry } from '../../domain/metrics/registry.ts'
import { objectsOf } from '../objects.ts'
import { dataPointsOf } from './analytics.ts'

/** A timer that has not sent by then belonged to a request that the platform ended. */
const TIMER_MS = 20_000
/** Deltas that the objects of a quiet isolate send at once: of a write and of its confirm. */
const MAX_AT_ONCE = 2

export interface IsolatePorts {
  /** 0 sends nothing. */
  readonly intervalMs: number
  now(): number
  random(): number
  pause(ms: number): Promise<void>
  /** Must not be repeated by the callee. */
  send(delta: SentDelta): Promise<void>
}

/** Keeps work running after the answer. */
type Defer = (work: Promise<unknown>) => void

export class IsolateMetrics {
  readonly registry: Metrics
  readonly #registry = new Registry()
  readonly #ports: IsolatePorts
  #source = ''
  #sequence = 0
  /** The time at which the running timer counts as lost; 0 without one. */
  #timerUntil = 0
  #atOnce = MAX_AT_ONCE
  #countedAt = 0

  constructor(ports: IsolatePorts) {
    this.registry = this.#registry
    this.#ports = ports
  }

  /** Call at the end of a request. */
  sendLater(defer: Defer): void {
    const { now, intervalMs } = this.#ports
    if (intervalMs === 0) return
    const at = now()
    // A clock that went back ends the wait too.
    if (at < this.#timerUntil && this.#timerUntil - at <= TIMER_MS + intervalMs) return
    this.#timerUntil = at + intervalMs + TIMER_MS
    defer(this.#wait())
  }

  /** Call at the end of an event of an object, a batch or a run of the schedule. */
  sendSoon(defer: Defer): void {
    const { now, intervalMs } = this.#ports
    if (intervalMs === 0) return
    const at = now()
    const elapsed = Math.max(0, at - this.#countedAt) / intervalMs
    this.#atOnce = Math.min(MAX_AT_ONCE, this.#atOnce + elapsed)
    this.#countedAt = at
    if (this.#atOnce < 1) return
    this.#atOnce--
    defer(this.#send())
  }

  async #wait(): Promise<void> {
    const { pause, intervalMs, random } = this.#ports
    await pause(intervalMs * (0.8 + 0.4 * random()))
    this.#timerUntil = 0
    await this.#send()
  }

  /** Never throws. Everything recorded meanwhile belongs to the next delta. */
  async #send(): Promise<void> {
    const delta = this.#registry.take()
    if (delta.counters.length + delta.gauges.length + delta.histograms.length === 0) return
    // An isolate may make random numbers only within an event.
    this.#source ||= crypto.randomUUID()
    try {
      await this.#ports.send({ ...delta, source: this.#source, sequence: ++this.#sequence })
    } catch {
      this.#registry.lost(delta)
    }
  }
}

/** The shard to which an isolate sends all of its deltas. */
function shardOf(deployment: Deployment, source: string): string {
  return `${deployment}:${Number.parseInt(source.slice(0, 4), 16) % SHARDS}`
}

const known = new WeakMap<object, IsolateMetrics>()

/** The metrics of the isolate with these bindings: the same for its requests and its objects. */
export function metricsOf(env: Env): IsolateMetrics {
  const metrics = known.get(env)
  if (metrics) return metrics
  const { METRICS_INTERVAL_MS: intervalMs, DEPLOYMENT } = configOf(env)
  const made = new IsolateMetrics({
    intervalMs,
    now: Date.now,
    random: Math.random,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    async send(delta) {
      for (const point of env.ANALYTICS ? dataPointsOf(DEPLOYMENT, delta) : []) env.ANALYTICS?.writeDataPoint(point)
      await objectsOf(env).metrics(shardOf(DEPLOYMENT, delta.source)).add(delta)
    },
  })
  known.set(env, made)
  return made
}
