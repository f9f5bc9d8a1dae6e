/**
 * Manual payments, such as bank transfers and cash: the shopper reads instructions, and an operator reports the money.
 * Invariant: nothing is done here, because the order itself keeps what operators have reported.
 */
import type { PaymentProvider } from '../../contract/payment.ts'

/** @param waitMs how long an order waits for the money */
export function manualProvider(waitMs: number): PaymentProvider {
  return {
    waitMs,
    open: async ({ returnUrl }) => ({ redirectUrl: returnUrl ?? '/' }),
    refund: async () => 'pending',
    forgetReturn: async () => {},
  }
}
