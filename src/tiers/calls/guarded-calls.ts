/**
 * Every call to a tier goes through here: a bounded number in flight, a deadline, the breaker.
 * Invariant: every failure comes out as a TierError whose message holds no data.
 */
import { type Metrics, Registry } from '../../domain/metrics/registry.ts'
import { Breaker } from './breaker.ts'
import type { BreakerOptions } from './breaker-policy.ts'
import { DeadlineError, withDeadline } from './deadline.ts'
import { Slots } from './slots.ts'
import { TierError } from './tier-error.ts'
import { type BreakerState, type CallOutcome, type Tier, TierMetrics } from './tier-metrics.ts'

/** The meaning of a tier's own error. The reason goes into logs, so it contains codes and never repeats input. */
export interface Failure {
  readonly outcome: TierError['outcome']
  readonly reason: string
}

export interface CallOptions {
  /** Maximum number of calls in flight from one isolate. */
  readonly concurrency?: number
  readonly breaker?: BreakerOptions
  /** Absent: the calls are not recorded. */
  readonly metrics?: Metrics
  /** Keeps a call running that was abandoned at its deadline, so that it can clean up; absent: it may be cut off. */
  readonly defer?: (work: Promise<unknown>) => void
}

/**
 * The calls to one tier.
 * @example
 * import { GuardedCalls } from './guarded-calls.ts'
 * const calls = new GuardedCalls('l2', 500, (error) => ({ outcome: 'refused', reason: error.code }))
 * await calls.run(200, async () => 'PONG') // => 'PONG'
 * const wrong = Object.assign(new Error('contains data'), { code: 'WRONGTYPE' })
 * const error = await calls.run(200, () => Promise.reject(wrong)).catch((thrown) => thrown)
 * error.message // => 'l2: WRONGTYPE'
 * error.outcome // => 'refused'
 */
export class GuardedCalls {
  readonly #tier: Tier
  readonly #explain: (error: unknown) => Failure
  readonly #slots: Slots
  readonly #breaker: Breaker
  readonly #metrics: TierMetrics
  readonly #defer: (work: Promise<unknown>) => void

  /** @param longestMs the longest deadline of any call, in milliseconds */
  constructor(tier: Tier, longestMs: number, explain: (error: unknown) => Failure, options: CallOptions = {}) {
    this.#tier = tier
    this.#explain = explain
    this.#slots = new Slots(options.concurrency ?? 24)
    this.#metrics = new TierMetrics(tier, options.metrics ?? new Registry())
    this.#defer = options.defer ?? (() => {})
    this.#breaker = new Breaker(tier, longestMs, options.breaker, (to) => this.#metrics.changed(to))
  }

  get breaker(): BreakerState {
    return this.#breaker.state
  }

  /** Fails closed: an answer or a TierError within `deadlineMs`, including the wait for a slot. Never retries. */
  async run<Value>(deadlineMs: number, call: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
    const startedAt = Date.now()
    // Until the call fails by itself, a failure is the breaker's.
    let outcome: CallOutcome = 'open'
    const fail = (error: unknown): never => {
      const failure = this.#failureOf(error)
      outcome = error instanceof DeadlineError ? 'timeout' : failure.outcome === 'refused' ? 'refused' : 'error'
      throw failure
    }
    let release = () => {}
    try {
      release = await this.#slots.take(deadlineMs, deadlineMs).catch(fail)
      const remainingMs = Math.max(1, deadlineMs - (Date.now() - startedAt))
      const value = await this.#breaker.run(() => this.#untilDeadline(remainingMs, call).catch(fail))
      outcome = 'ok'
      return value
    } finally {
      release()
      this.#metrics.called(outcome, Date.now() - startedAt, this.#breaker.state)
    }
  }

  async #untilDeadline<Value>(ms: number, call: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
    let called: Promise<Value> | null = null
    try {
      return await withDeadline(ms, (signal) => {
        called = call(signal)
        return called
      })
    } catch (error) {
      if (error instanceof DeadlineError && called) this.#defer(Promise.allSettled([called]))
      throw error
    }
  }

  #failureOf(error: unknown): TierError {
    if (error instanceof TierError) return error
    if (error instanceof DeadlineError) return new TierError(this.#tier, 'down', error.message)
    const { outcome, reason } = this.#explain(error)
    return new TierError(this.#tier, outcome, reason)
  }
}
