/**
 * Asks payment providers of payments. Fails open: what a provider does not answer is counted, and is no difference; one
 * that keeps silent is left alone for the rest of the run.
 */
import type { Difference } from '../../domain/ledger/difference.ts'
import { type PaymentClaim, paymentDifferences } from '../../domain/ledger/payments.ts'
import { withDeadline } from '../../tiers/deadline.ts'
import type { LedgerPorts } from './ports.ts'
import type { Tally } from './tally.ts'

const ANSWER_MS = 10_000
const MOST_FAILURES = 5

export class Statements {
  readonly #ports: LedgerPorts
  readonly #tally: Tally
  readonly #failures = new Map<string, number>()

  constructor(ports: LedgerPorts, tally: Tally) {
    this.#ports = ports
    this.#tally = tally
  }

  /** None of a payment whose provider is not configured, or does not answer. */
  async differences(claim: PaymentClaim): Promise<readonly Difference[]> {
    const { provider: name, paymentId } = claim
    const provider = this.#ports.providers[name]
    if (!provider) return []
    const failures = this.#failures.get(name) ?? 0
    if (failures < MOST_FAILURES) {
      try {
        const statement = await withDeadline(ANSWER_MS, () => provider.statement(paymentId))
        this.#tally.payments++
        return paymentDifferences(claim, statement)
      } catch {
        this.#failures.set(name, failures + 1)
      }
    }
    this.#tally.unanswered++
    return []
  }
}
