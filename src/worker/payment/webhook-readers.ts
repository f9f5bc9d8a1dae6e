/** The webhook readers, which verify and parse a provider's webhooks; one for each configured provider. */
import type { Config } from '../../contract/config.ts'
import type { PaymentEvent, ProviderName } from '../../contract/payment.ts'
import { simulatedReader } from './simulated-webhook.ts'

export interface WebhookReader {
  /**
   * @param header returns the request's header of that name
   * @param body the exact text of the body
   * @param now milliseconds since 1970
   * @returns null when the provider did not sign it, or not within the last minutes
   * Throws the problem to answer when the signature is valid but the body cannot be read.
   */
  verify(header: (name: string) => string | undefined, body: string, now: number): Promise<PaymentEvent | null>
}

const MAKE: { readonly [Name in ProviderName]: (config: Config) => WebhookReader | null } = {
  simulated: simulatedReader,
}

/** Null when the provider does not exist or is not configured. */
export function webhookReaderOf(config: Config, provider: string): WebhookReader | null {
  const named = config.PAYMENT_PROVIDERS.find((name) => name === provider)
  return named ? MAKE[named](config) : null
}
