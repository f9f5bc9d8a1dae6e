/**
 * Every call to a tier goes through here: a bounded number in flight, a deadline, the breaker.
 * Invariant: every failure comes out as a TierError whose message holds no data.
 */
import { Breaker } from './breaker.ts'
import type { BreakerOptions, BreakerState } from './breaker-policy.ts'
import { DeadlineError, withDeadline } from './deadline.ts'
import { Slots } from './slots.ts'
import { TierError } from './tier-error.ts'

/** The meaning of a tier's own error. The reason goes into logs, so it contains codes and never repeats input. */
export interface Failure {
  readonly outcome: TierError['outcome']
  readonly reason: string
}

export interface CallOptions {
  /** Maximum number of calls in flight from one isolate. */
  readonly concurrency?: number
  readonly breaker?: BreakerOptions
}

/**
 * The calls to one tier.
 * @example
 * import { GuardedCalls } from './guarded-calls.ts'
 * const calls = new GuardedCalls('redis', 500, (error) => ({ outcome: 'refused', reason: error.code }))
 * await calls.run(200, async () => 'PONG') // => 'PONG'
 * const wrong = Object.assign(new Error('contains data'), { code: 'WRONGTYPE' })
 * const error = await calls.run(200, () => Promise.reject(wrong)).catch((thrown) => thrown)
 * error.message // => 'redis: WRONGTYPE'
 * error.outcome // => 'refused'
 */
export class GuardedCalls {
  readonly #tier: string
  readonly #explain: (error: unknown) => Failure
  readonly #slots: Slots
  readonly #breaker: Breaker

  /** @param longestMs the longest deadline of any call, in milliseconds */
  constructor(tier: string, longestMs: number, explain: (error: unknown) => Failure, options: CallOptions = {}) {
    this.#tier = tier
    this.#explain = explain
    this.#slots = new Slots(options.concurrency ?? 24)
    this.#breaker = new Breaker(tier, longestMs, options.breaker)
  }

  get breaker(): BreakerState {
    return this.#breaker.state
  }

  /** Fails closed: an answer or a TierError within `deadlineMs`, including the wait for a slot. Never retries. */
  async run<Value>(deadlineMs: number, call: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
    const startedAt = Date.now()
    const release = await this.#slots.take(deadlineMs, deadlineMs).catch((error: unknown) => this.#fail(error))
    try {
      const remainingMs = Math.max(1, deadlineMs - (Date.now() - startedAt))
      return await this.#breaker.run(() => withDeadline(remainingMs, call).catch((error: unknown) => this.#fail(error)))
    } finally {
      release()
    }
  }

  #fail(error: unknown): never {
    if (error instanceof TierError) throw error
    if (error instanceof DeadlineError) throw new TierError(this.#tier, 'down', error.message)
    const { outcome, reason } = this.#explain(error)
    throw new TierError(this.#tier, outcome, reason)
  }
}
