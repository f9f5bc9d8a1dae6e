/**
 * cockatiel's circuit breaker, told what a tier's failure is. The only file that imports cockatiel, and itself
 * imported late: cockatiel makes AbortControllers while it loads, which workerd allows inside a request only.
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
import type { BreakerOptions, BreakerState } from './breaker.ts'
import { TierError } from './tier-error.ts'

type Outcome<Value> = { readonly value: Value } | { readonly refusal: TierError }

const STATES: { readonly [state in CircuitState]: BreakerState } = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
}

// cockatiel opens above the threshold; just under one half makes exactly half enough.
const HALF = 0.499

export class BreakerPolicy {
  readonly #tier: string
  readonly #options: ICircuitBreakerOptions
  #policy: CircuitBreakerPolicy

  constructor(tier: string, { window = 20, minimumCalls = 6, openMs = 5_000 }: BreakerOptions) {
    this.#tier = tier
    this.#options = {
      halfOpenAfter: openMs,
      breaker: new CountBreaker({ threshold: HALF, size: window, minimumNumberOfCalls: minimumCalls }),
    }
    this.#policy = circuitBreaker(handleAll, this.#options)
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

  /** Gives the probe under way up: the next call is a new one. */
  dropProbe(): void {
    this.#policy = circuitBreaker(handleAll, { ...this.#options, initialState: this.#policy.toJSON() })
  }
}

/** A refusal is an answer, so the breaker gets it as a value; whatever is thrown counts as a failure. */
async function settle<Value>(call: () => Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { value: await call() }
  } catch (error) {
    if (error instanceof TierError && error.outcome === 'refused') return { refusal: error }
    throw error
  }
}
