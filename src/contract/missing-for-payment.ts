/** The variables that the configured payment providers require. */
import type { ProviderName } from './payment.ts'

const REQUIRED = {
  simulated: ['SIMULATED_PAYMENT_SECRET'],
  manual: ['MANUAL_PAYMENT_TEXTS'],
  // Shoppers return to the shop's own origin.
  stripe: ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRETS', 'PUBLIC_ORIGIN'],
} as const satisfies { readonly [Name in ProviderName]: readonly string[] }

interface Given {
  readonly PAYMENT_PROVIDERS: readonly ProviderName[]
  readonly [variable: string]: unknown
}

/** One line that names the first missing variable, or undefined. */
export function missingForPayment(config: Given): string | undefined {
  for (const provider of config.PAYMENT_PROVIDERS) {
    const name = REQUIRED[provider].find((each) => !config[each] || String(config[each]) === '')
    if (name) return `${name} is missing, but PAYMENT_PROVIDERS names ${provider}`
  }
  return undefined
}
