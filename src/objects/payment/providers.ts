/** The configured payment providers, as objects call them. */
import { configOf } from '../../contract/config.ts'
import type { Env } from '../../contract/env.ts'
import type { PaymentProvider, ProviderName } from '../../contract/payment.ts'
import { waitMinutesOf } from '../../contract/payment-terms.ts'
import { objectsOf } from '../objects.ts'
import { manualProvider } from './manual-provider.ts'
import { simulatedProvider } from './simulated-provider.ts'
import { stripePorts } from './stripe-api.ts'
import { stripeProvider } from './stripe-provider.ts'

const MAKE: { readonly [Name in ProviderName]: (env: Env) => PaymentProvider } = {
  simulated: (env) => simulatedProvider((paymentId) => objectsOf(env).simulatedPayment(paymentId)),
  manual: (env) => manualProvider(waitMinutesOf('manual', configOf(env)) * 60_000),
  stripe(env) {
    const config = configOf(env)
    const waitMs = waitMinutesOf('stripe', config) * 60_000
    return stripeProvider({ ...stripePorts(config), home: config.PUBLIC_ORIGIN ?? '', waitMs })
  },
}

export type PaymentProviders = { readonly [name: string]: PaymentProvider }

const known = new WeakMap<Env, PaymentProviders>()

/** By name, without inherited properties, so that any text may be looked up. */
export function paymentProvidersOf(env: Env): PaymentProviders {
  const providers = known.get(env) ?? providersOf(env)
  known.set(env, providers)
  return providers
}

function providersOf(env: Env): PaymentProviders {
  const named = configOf(env).PAYMENT_PROVIDERS.map((name) => [name, MAKE[name](env)] as const)
  return Object.assign(Object.create(null), Object.fromEntries(named))
}
