/** How the webhooks of each provider are verified and read; one for every provider that the configuration names. */
import type { Config } from '../../contract/config.ts'
import type { PaymentEvent, ProviderName } from '../../contract/payment.ts'
import { simulatedReader } from './simulated-webhook.ts'

export interface WebhookReader {
  /**
   * @param header the request's header of that name
   * @param body exactly as it came
   * @param now milliseconds since 1970
   * @returns null when it was not signed by the provider, or not within the last minutes
   * Throws the problem to answer when it was signed and cannot be read.
   */
  verify(header: (name: string) => string | undefined, body: string, now: number): Promise<PaymentEvent | null>
}

const MAKE: { readonly [Name in ProviderName]: (config: Config) => WebhookReader | null } = {
  simulated: simulatedReader,
}

/** Null for a provider that there is not, or that is not named. */
export function webhookReaderOf(config: Config, provider: string): WebhookReader | null {
  const named = config.PAYMENT_PROVIDERS.find((name) => name === provider)
  return named ? MAKE[named](config) : null
}
