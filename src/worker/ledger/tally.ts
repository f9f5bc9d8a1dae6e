/**
 * The differences that a pass has found so far. Invariant: it keeps at most MAX_DIFFERENCES differences, and reports
 * when there were more.
 */
import type { Difference } from '../../domain/ledger/difference.ts'
import type { Pass } from './pass.ts'

/** More than operators can resolve before the next pass. */
const MAX_DIFFERENCES = 1_000

export interface Checked {
  readonly orders: number
  readonly skus: number
  readonly payments: number
  /** Orders that were skipped, and SKUs that were only partly judged, because a change of them was still in flight. */
  readonly inFlight: number
  /** Payments for which the provider did not answer. */
  readonly unanswered: number
  /** False when the pass ended early because it had reached the maximum number of differences. */
  readonly complete: boolean
}

export class Tally {
  readonly #pass: Pass
  readonly #kept: Set<string>

  constructor(pass: Pass) {
    this.#pass = pass
    this.#kept = new Set(pass.differences.map(nameOf))
  }

  add(found: readonly Difference[]): void {
    for (const difference of found) {
      // A SKU may be examined twice.
      if (this.#kept.has(nameOf(difference))) continue
      if (!this.hasRoom) {
        this.stop()
        return
      }
      this.#kept.add(nameOf(difference))
      this.#pass.differences.push(difference)
    }
  }

  /** Whether the pass may continue. */
  get hasRoom(): boolean {
    return this.#pass.differences.length < MAX_DIFFERENCES
  }

  /** Ends the pass early, although more remains to be checked. */
  stop(): void {
    this.#pass.complete = false
    this.#pass.stage = 'ended'
    this.#pass.skus = []
    this.#pass.orders = []
    this.#pass.late = []
  }
}

function nameOf({ kind, subject }: Difference): string {
  return `${kind} ${subject}`
}
