/** The ways to pay that shoppers can choose from: the configured providers, the default first. */
import type { PaymentMethod } from '../../contract/answers/orders.ts'
import type { Config } from '../../contract/config.ts'

const MINUTES_OF_DAY = 24 * 60

/** @param locales best first */
export function paymentMethodsOf(config: Config, locales: readonly string[]): PaymentMethod[] {
  const { MANUAL_PAYMENT_TEXTS: texts = {}, MANUAL_PAYMENT_DAYS: days, ORDER_TIMEOUT_MINUTES: minutes } = config
  const locale = locales.find((each) => texts[each] !== undefined) ?? Object.keys(texts)[0] ?? ''
  const { title = null, instructions = null } = texts[locale] ?? {}
  return config.PAYMENT_PROVIDERS.map((provider) =>
    provider === 'manual'
      ? { provider, title, instructions, waitMinutes: Math.max(minutes, days * MINUTES_OF_DAY) }
      : { provider, title: null, instructions: null, waitMinutes: minutes },
  )
}
