/**
 * Asks payment providers about payments. Fails open: a missing answer is not a difference, and a provider that fails
 * repeatedly is not asked again in this portion.
 */
import type { Difference } from '../../domain/ledger/difference.ts'
import { type PaymentClaim, paymentDifferences } from '../../domain/ledger/payments.ts'
import { withDeadline } from '../../tiers/calls/deadline.ts'
import type { LedgerPorts } from './ports.ts'

const ANSWER_MS = 10_000
const MAX_FAILURES = 5

export class Statements {
  readonly #providers: LedgerPorts['providers']
  /** Consecutive failures by provider. */
  readonly #failures = new Map<string, number>()

  constructor(providers: LedgerPorts['providers']) {
    this.#providers = providers
  }

  /** Whether the payment's provider is configured and keeps books. */
  covers({ provider }: PaymentClaim): boolean {
    return this.#providers[provider]?.statement !== undefined
  }

  /** Null when the provider does not answer. */
  async differences(claim: PaymentClaim): Promise<readonly Difference[] | null> {
    const { provider: name, paymentId } = claim
    const provider = this.#providers[name]
    if (!provider?.statement || (this.#failures.get(name) ?? 0) >= MAX_FAILURES) return null
    try {
      const statement = await withDeadline(ANSWER_MS, async () => provider.statement?.(paymentId) ?? null)
      this.#failures.delete(name)
      return paymentDifferences(claim, statement)
    } catch {
      // Read the count again, because concurrent calls may have failed meanwhile.
      this.#failures.set(name, (this.#failures.get(name) ?? 0) + 1)
      return null
    }
  }
}
