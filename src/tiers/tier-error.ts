/**
 * What a tier throws. `down`: it could not answer (time-out, 5xx, open breaker, garbage), so nothing is known and
 * the same call may go through later. `refused`: it answered, and will never take this input.
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
