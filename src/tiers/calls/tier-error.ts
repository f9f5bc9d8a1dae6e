/**
 * The error that a tier throws. `down`: the tier could not answer (time-out, 5xx, open breaker, garbage), so the
 * outcome is unknown and the same call may succeed later. `refused`: the tier answered and will never accept this
 * input.
 */
export class TierError extends Error {
  readonly tier: string
  readonly outcome: 'down' | 'refused'

  constructor(tier: string, outcome: 'down' | 'refused', message: string) {
    super(`${tier}: ${message}`)
    this.name = 'TierError'
    this.tier = tier
    this.outcome = outcome
  }
}
