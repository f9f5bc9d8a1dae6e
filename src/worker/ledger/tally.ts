/**
 * The differences that a pass has found so far. Invariant: it keeps at most MAX_FINDINGS of them, and reports when there
 * were more.
 */
import type { Difference } from '../../domain/ledger/difference.ts'
import { MAX_FINDINGS } from '../checks/check.ts'
import type { Pass } from './pass.ts'

export class Tally {
  readonly #pass: Pass
  readonly #now: () => number
  readonly #kept: Set<string>

  constructor(pass: Pass, now: () => number) {
    this.#pass = pass
    this.#now = now
    this.#kept = new Set(pass.findings.map(nameOf))
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
      this.#pass.findings.push({ ...difference, action: 'none', at: this.#now() })
    }
  }

  /** Whether the pass may continue. */
  get hasRoom(): boolean {
    return this.#pass.findings.length < MAX_FINDINGS
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

function nameOf({ kind, subject }: Pick<Difference, 'subject'> & { readonly kind: string }): string {
  return `${kind} ${subject}`
}
