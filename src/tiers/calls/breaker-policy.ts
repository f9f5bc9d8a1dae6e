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

  /** Abandons the probe under way, so that the next call becomes the probe. */
  dropProbe(): void {
    this.#policy = circuitBreaker(handleAll, { ...this.#options, initialState: this.#policy.toJSON() })
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

export type BreakerState = 'closed' | 'open' | 'half-open'

export interface BreakerOptions {
  /** The number of latest calls that count. */
  readonly window?: number
  /** The minimum number of calls before it may open. */
  readonly minimumCalls?: number
  /** How long it stays open before a probe, in milliseconds. */
  readonly openMs?: number
}
