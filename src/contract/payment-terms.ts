/** How long an order waits for a payment of each provider. */
import type { Config } from './config.ts'
import type { ProviderName } from './payment.ts'

const MINUTES_OF_DAY = 24 * 60
/** A session of Stripe lives for at least 30 minutes; one more for its clock. */
const STRIPE_MINUTES = 31

type Terms = Pick<Config, 'ORDER_TIMEOUT_MINUTES' | 'MANUAL_PAYMENT_DAYS'>

/** Minutes from the beginning of the order. */
export function waitMinutesOf(provider: ProviderName, terms: Terms): number {
  const { ORDER_TIMEOUT_MINUTES: minutes, MANUAL_PAYMENT_DAYS: days } = terms
  if (provider === 'manual') return Math.max(minutes, days * MINUTES_OF_DAY)
  return provider === 'stripe' ? minutes + STRIPE_MINUTES : minutes
}
