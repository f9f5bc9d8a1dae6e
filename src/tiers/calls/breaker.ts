/**
 * The circuit breaker of a tier. It opens when half of the recent calls failed, lets one probe through after a pause,
 * and closes when the probe is answered. Only `down` counts as a failure; a refusal is an answer.
 */
import type { BreakerOptions, BreakerPolicy } from './breaker-policy.ts'
import { TierError } from './tier-error.ts'
import type { BreakerState } from './tier-metrics.ts'

export class Breaker {
  readonly #tier: string
  readonly #probeMs: number
  readonly #options: BreakerOptions
  readonly #changed: (to: BreakerState) => void
  #policy: BreakerPolicy | null = null
  #probeSince = 0

  /**
   * @param probeMs how long a probe may take before another one is sent, in milliseconds
   * @param changed called with each new state
   */
  constructor(
    tier: string,
    probeMs: number,
    options: BreakerOptions = {},
    changed: (to: BreakerState) => void = () => {},
  ) {
    this.#tier = tier
    this.#probeMs = probeMs
    this.#options = options
    this.#changed = changed
  }

  get state(): BreakerState {
    return this.#policy?.state ?? 'closed'
  }

  /** Fails at once, as `down`, while the breaker is open. Otherwise returns or throws what `call` does. */
  async run<Value>(call: () => Promise<Value>): Promise<Value> {
    const policy = this.#policy ?? (await this.#load())
    if (policy.state === 'half-open') this.#passProbe(policy)
    return policy.run(() => {
      if (policy.state === 'half-open') this.#probeSince = Date.now()
      return call()
    })
  }

  async #load(): Promise<BreakerPolicy> {
    const { BreakerPolicy } = await import('./breaker-policy.ts')
    this.#policy ??= new BreakerPolicy(this.#tier, this.#options, this.#changed)
    return this.#policy
  }

  // cockatiel lets other calls wait for the probe. The request that sends the probe may be cancelled, and then they
  // would never settle. So they fail at once, and a new probe replaces an overdue one.
  #passProbe(policy: BreakerPolicy): void {
    if (Date.now() - this.#probeSince < this.#probeMs) throw new TierError(this.#tier, 'down', 'breaker is half-open')
    policy.dropProbe()
  }
}
