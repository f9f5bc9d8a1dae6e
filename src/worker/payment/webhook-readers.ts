/** The webhook readers, which verify and parse a provider's webhooks; one for each configured provider. */
import type { Config } from '../../contract/config.ts'
import type { ProviderName } from '../../contract/payment.ts'
import { metadataOf, stripePorts } from '../../objects/payment/stripe-api.ts'
import { simulatedReader } from './simulated-webhook.ts'
import { stripeReader } from './stripe-webhook.ts'
import type { WebhookReader } from './webhook-reader.ts'

const MAKE: { readonly [Name in ProviderName]: (config: Config) => WebhookReader | null } = {
  simulated: simulatedReader,
  // Operators report manual payments.
  manual: () => null,
  stripe: (config) => stripeReader(config, (intent) => metadataOf(stripePorts(config), intent)),
}

/** Null when the provider does not exist or is not configured. */
export function webhookReaderOf(config: Config, provider: string): WebhookReader | null {
  const named = config.PAYMENT_PROVIDERS.find((name) => name === provider)
  return named ? MAKE[named](config) : null
}
