/** Counts how each tier answered the reads of one kind of value, for the route of the caches and for the metrics. */
import { type Counter, type Metrics, Registry } from '../domain/metrics/registry.ts'

/**
 * Counts since the isolate began, in keys unless a field says otherwise. A key that memory misses joins a flight, hits
 * in L2, or is loaded; a key whose read fails is counted in none of these.
 */
export interface ReadStats {
  readonly hits: { readonly memory: number; readonly l2: number }
  /** Misses of L2 count only while L2 is on; errors of L2 are misses. */
  readonly misses: { readonly memory: number; readonly l2: number }
  /** Keys that waited for another caller's read. */
  readonly joined: number
  /** Keys that the record answered, including keys that it does not have. */
  readonly loads: number
  /** Loaded keys that the record does not have. */
  readonly absent: number
  /** Calls to a tier that failed. */
  readonly errors: number
  /** Values that a lower tier answered and that were written to a tier above. */
  readonly fills: { readonly memory: number; readonly l2: number }
}

interface Outcomes {
  readonly hit: Counter
  readonly miss: Counter
  readonly error: Counter
}

export class ReadCounts {
  readonly #stats = {
    hits: { memory: 0, l2: 0 },
    misses: { memory: 0, l2: 0 },
    joined: 0,
    loads: 0,
    absent: 0,
    errors: 0,
    fills: { memory: 0, l2: 0 },
  }
  /** Resolved once: a read of the isolate's memory adds one number. */
  readonly #isolate: Outcomes
  readonly #l2: Outcomes
  readonly #record: Outcomes

  constructor(metrics: Metrics = new Registry()) {
    const outcomes = (tier: 'isolate' | 'l2' | 'record'): Outcomes => ({
      hit: metrics.counter('reads_total', { tier, outcome: 'hit' }),
      miss: metrics.counter('reads_total', { tier, outcome: 'miss' }),
      error: metrics.counter('reads_total', { tier, outcome: 'error' }),
    })
    this.#isolate = outcomes('isolate')
    this.#l2 = outcomes('l2')
    this.#record = outcomes('record')
  }

  memory(hits: number, misses: number): void {
    this.#stats.hits.memory += hits
    this.#stats.misses.memory += misses
    this.#isolate.hit.add(hits)
    this.#isolate.miss.add(misses)
  }

  l2(hits: number, misses: number): void {
    this.#stats.hits.l2 += hits
    this.#stats.misses.l2 += misses
    this.#l2.hit.add(hits)
    this.#l2.miss.add(misses)
  }

  joined(keys: number): void {
    this.#stats.joined += keys
  }

  loaded(keys: number, absent: number): void {
    this.#stats.loads += keys
    this.#stats.absent += absent
    this.#record.hit.add(keys - absent)
    this.#record.miss.add(absent)
  }

  filled(tier: 'memory' | 'l2', keys: number): void {
    this.#stats.fills[tier] += keys
  }

  failed(tier: 'l2' | 'record'): void {
    this.#stats.errors += 1
    const { error } = tier === 'l2' ? this.#l2 : this.#record
    error.add()
  }

  snapshot(): ReadStats {
    return structuredClone(this.#stats)
  }
}
