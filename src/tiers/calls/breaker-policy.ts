/**
 * Configures cockatiel's circuit breaker for the failures of a tier. Only this file imports cockatiel, and it is itself
 * imported late: cockatiel creates AbortControllers while it loads, and workerd allows that only inside a request.
 */
import {
  type CircuitBreakerPolicy,
  CircuitState,
  CountBreaker,
  circuitBreaker,
  handleAll,
  type ICircuitBreakerOptions,
  isBrokenCircuitError,
} from 'cockatiel'
import { TierError } from './tier-error.ts'
import type { BreakerState } from './tier-metrics.ts'

type Outcome<Value> = { readonly value: Value } | { readonly refusal: TierError }

const STATES: { readonly [state in CircuitState]: BreakerState } = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
}

// cockatiel opens above the threshold, not at it; a value just under one half opens at exactly half.
const HALF = 0.499

export class BreakerPolicy {
  readonly #tier: string
  readonly #options: ICircuitBreakerOptions
  readonly #changed: (to: BreakerState) => void
  #policy: CircuitBreakerPolicy

  constructor(
    tier: string,
    { window = 20, minimumCalls = 6, openMs = 5_000 }: BreakerOptions,
    changed: (to: BreakerState) => void,
  ) {
    this.#tier = tier
    this.#changed = changed
    this.#options = {
      halfOpenAfter: openMs,
      breaker: new CountBreaker({ threshold: HALF, size: window, minimumNumberOfCalls: minimumCalls }),
    }
    this.#policy = this.#open(this.#options)
  }

  get state(): BreakerState {
    return STATES[this.#policy.state]
  }

  async run<Value>(call: () => Promise<Value>): Promise<Value> {
    let outcome: Outcome<Value>
    try {
      outcome = await this.#policy.execute(() => settle(call))
    } catch (error) {
      throw isBrokenCircuitError(error) ? new TierError(this.#tier, 'down', 'breaker is open') : error
    }
    if ('refusal' in outcome) throw outcome.refusal
    return outcome.value
  }

  /** Abandons the probe under way, so that the next call becomes the probe. */
  dropProbe(): void {
    this.#policy = this.#open({ ...this.#options, initialState: this.#policy.toJSON() })
  }

  #open(options: ICircuitBreakerOptions): CircuitBreakerPolicy {
    const policy = circuitBreaker(handleAll, options)
    policy.onStateChange((state) => this.#changed(STATES[state]))
    return policy
  }
}

/** Returns a refusal as a value, because a refusal is an answer; every other error counts as a failure. */
async function settle<Value>(call: () => Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { value: await call() }
  } catch (error) {
    if (error instanceof TierError && error.outcome === 'refused') return { refusal: error }
    throw error
  }
}

export interface BreakerOptions {
  /** The number of latest calls that count. */
  readonly window?: number
  /** The minimum number of calls before it may open. */
  readonly minimumCalls?: number
  /** How long it stays open before a probe, in milliseconds. */
  readonly openMs?: number
}
