/** The findings of a pass so far. Invariant: it keeps no more than MOST differences, and says so. */
import type { Difference } from '../../domain/ledger/difference.ts'
import type { Pass } from './pass.ts'

/** More than anybody mends before the next pass. */
const MOST = 1_000

export interface Checked {
  readonly orders: number
  readonly skus: number
  readonly payments: number
  /** Orders that were left out, and SKUs that were judged in part: something of them was still on its way. */
  readonly inFlight: number
  /** Payments that their provider did not answer for. */
  readonly unanswered: number
  /** False when it ended early, with as many differences as it keeps. */
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
      // A SKU may be looked at twice.
      if (this.#kept.has(nameOf(difference))) continue
      if (!this.hasRoom) {
        this.stop()
        return
      }
      this.#kept.add(nameOf(difference))
      this.#pass.differences.push(difference)
    }
  }

  /** Whether to go on. */
  get hasRoom(): boolean {
    return this.#pass.differences.length < MOST
  }

  /** There was more to look at. */
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
