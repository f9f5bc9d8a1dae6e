/** Records the calls of one tier and the states of its breaker. The series are resolved once, before any call. */
import type { BREAKER_STATES, TIERS } from '../../domain/metrics/catalogue.ts'
import type { Counter, Gauge, Histogram, Metrics } from '../../domain/metrics/registry.ts'

export type Tier = (typeof TIERS)[number]
export type BreakerState = (typeof BREAKER_STATES)[number]

/** `open`: the breaker stopped the call. */
export type CallOutcome = 'ok' | 'refused' | 'error' | 'timeout' | 'open'

const LEVELS: { readonly [State in BreakerState]: number } = { closed: 0, 'half-open': 1, open: 2 }

export class TierMetrics {
  readonly #outcomes: { readonly [Outcome in CallOutcome]: Counter }
  readonly #duration: Histogram
  readonly #state: Gauge
  readonly #transition: (to: BreakerState) => Counter

  constructor(tier: Tier, metrics: Metrics) {
    const counter = (outcome: CallOutcome) => metrics.counter('tier_calls_total', { tier, outcome })
    this.#outcomes = {
      ok: counter('ok'),
      refused: counter('refused'),
      error: counter('error'),
      timeout: counter('timeout'),
      open: counter('open'),
    }
    this.#duration = metrics.histogram('tier_call_duration_seconds', { tier })
    this.#state = metrics.gauge('breaker_state', { tier })
    this.#transition = (to) => metrics.counter('breaker_transitions_total', { tier, to })
  }

  called(outcome: CallOutcome, ms: number, breaker: BreakerState): void {
    this.#outcomes[outcome].add()
    if (outcome !== 'open') this.#duration.observe(ms / 1000)
    this.#state.set(LEVELS[breaker])
  }

  changed(to: BreakerState): void {
    this.#transition(to).add()
    this.#state.set(LEVELS[to])
  }
}
