/** What a ledger check has found so far. Invariant: it keeps no more than MOST differences, and says so. */
import type { Difference } from '../../domain/ledger/difference.ts'

/** Whoever has so many to mend runs it again afterwards. */
export const MOST = 1_000

export interface Checked {
  readonly orders: number
  readonly skus: number
  readonly payments: number
  /** Orders and SKUs that were left out: something of them was still on its way. */
  readonly inFlight: number
  /** Payments that their provider did not answer for. */
  readonly unanswered: number
  /** False when it ended early, with as many differences as it keeps. */
  readonly complete: boolean
}

export class Tally {
  orders = 0
  skus = 0
  payments = 0
  inFlight = 0
  unanswered = 0
  #complete = true
  readonly differences: Difference[] = []
  readonly #kept = new Set<string>()

  add(found: readonly Difference[]): void {
    for (const difference of found) {
      const name = `${difference.kind} ${difference.subject}`
      // A SKU may be looked at twice.
      if (this.#kept.has(name)) continue
      if (!this.hasRoom) {
        this.stop()
        return
      }
      this.#kept.add(name)
      this.differences.push(difference)
    }
  }

  /** Whether to go on. */
  get hasRoom(): boolean {
    return this.differences.length < MOST
  }

  /** There was more to look at. */
  stop(): void {
    this.#complete = false
  }

  get checked(): Checked {
    const { orders, skus, payments, inFlight, unanswered } = this
    return { orders, skus, payments, inFlight, unanswered, complete: this.#complete }
  }
}
