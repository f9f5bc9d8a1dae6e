/**
 * A tier's circuit breaker: opens when half of the recent calls failed, lets one probe through after a pause, and
 * closes when the probe is answered. Only `down` is a failure; a refusal is an answer.
 */
import {
  type CircuitBreakerPolicy,
  CircuitState,
  CountBreaker,
  circuitBreaker,
  handleWhen,
  type ICircuitBreakerOptions,
  isBrokenCircuitError,
} from 'cockatiel'
import { TierError } from './tier-error.ts'

export type BreakerState = 'closed' | 'open' | 'half-open'

export interface BreakerOptions {
  /** How many of the latest calls are looked at. */
  readonly window?: number
  /** How many calls there must be before it may open. */
  readonly minimumCalls?: number
  /** How long it stays open before a probe, in milliseconds. */
  readonly openMs?: number
}

// cockatiel opens above the threshold; just under one half makes exactly half enough.
const HALF = 0.499

type Outcome<Value> = { readonly value: Value } | { readonly refusal: TierError }

export class Breaker {
  readonly #tier: string
  readonly #probeMs: number
  readonly #options: ICircuitBreakerOptions
  #policy: CircuitBreakerPolicy
  #probeSince = 0

  /** @param probeMs how long a probe may take before another one is sent, in milliseconds */
  constructor(tier: string, probeMs: number, options: BreakerOptions = {}) {
    const { window = 20, minimumCalls = 6, openMs = 5_000 } = options
    this.#tier = tier
    this.#probeMs = probeMs
    this.#options = {
      halfOpenAfter: openMs,
      breaker: new CountBreaker({ threshold: HALF, size: window, minimumNumberOfCalls: minimumCalls }),
    }
    this.#policy = circuitBreaker(isDown, this.#options)
  }

  get state(): BreakerState {
    const state = this.#policy.state
    if (state === CircuitState.Closed) return 'closed'
    return state === CircuitState.HalfOpen ? 'half-open' : 'open'
  }

  /** Fails at once, as `down`, while the breaker is open. Otherwise what `call` answers or throws. */
  async run<Value>(call: () => Promise<Value>): Promise<Value> {
    if (this.#policy.state === CircuitState.HalfOpen) this.#passProbe()
    let outcome: Outcome<Value>
    try {
      outcome = await this.#policy.execute(async () => {
        if (this.#policy.state === CircuitState.HalfOpen) this.#probeSince = Date.now()
        return await settle(call)
      })
    } catch (error) {
      throw isBrokenCircuitError(error) ? new TierError(this.#tier, 'down', 'breaker is open') : error
    }
    if ('refusal' in outcome) throw outcome.refusal
    return outcome.value
  }

  // cockatiel would let others wait for the probe; but the request that sends it may be cancelled, and then they
  // would wait for ever. So they fail at once, and a probe that is overdue is given up for a new one.
  #passProbe(): void {
    if (Date.now() - this.#probeSince < this.#probeMs) throw new TierError(this.#tier, 'down', 'breaker is half-open')
    this.#policy = circuitBreaker(isDown, { ...this.#options, initialState: this.#policy.toJSON() })
  }
}

const isDown = handleWhen((error) => !(error instanceof TierError) || error.outcome === 'down')

async function settle<Value>(call: () => Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { value: await call() }
  } catch (error) {
    if (error instanceof TierError && error.outcome === 'refused') return { refusal: error }
    throw error
  }
}
