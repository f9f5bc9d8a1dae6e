/** The ways to pay that shoppers can choose from: the configured providers, the default first. */
import type { PaymentMethod } from '../../contract/answers/orders.ts'
import type { Config } from '../../contract/config.ts'
import { waitMinutesOf } from '../../contract/payment-terms.ts'

/** @param locales best first */
export function paymentMethodsOf(config: Config, locales: readonly string[]): PaymentMethod[] {
  const { MANUAL_PAYMENT_TEXTS: texts = {} } = config
  const locale = locales.find((each) => texts[each] !== undefined) ?? Object.keys(texts)[0] ?? ''
  const { title = null, instructions = null } = texts[locale] ?? {}
  return config.PAYMENT_PROVIDERS.map((provider) => {
    const waitMinutes = waitMinutesOf(provider, config)
    if (provider === 'manual') return { provider, title, instructions, waitMinutes }
    return { provider, title: null, instructions: null, waitMinutes }
  })
}
