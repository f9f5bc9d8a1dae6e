/**
 * The only reader of variables and secrets. A missing or invalid variable is reported in one line, before anything
 * starts. Secrets have no defaults.
 */
import * as z from 'zod/mini'
import { minorDigitsOf } from '../domain/currency.ts'
import { authKeys } from './auth-keys.ts'
import { CHECK_VARIABLES } from './check-variables.ts'
import { EMAIL } from './email.ts'
import { INVOICE_VARIABLES, type InvoiceTerms, invoiceTermsOf, missingForInvoices } from './invoice-variables.ts'
import { useOwnTexts } from './issue-text.ts'
import { MAIL_VARIABLES, missingForMail, type Sender, senderOf } from './mail/variables.ts'
import { MANUAL_VARIABLES } from './manual-payment.ts'
import { METRICS_VARIABLES } from './metrics-variables.ts'
import { missingForPayment } from './missing-for-payment.ts'
import { isOrigin, list, originsSchema } from './origin.ts'
import { missingForPasskeys, PASSKEY_VARIABLES } from './passkey-variables.ts'
import { mixesSimulated, PAYMENT_PROVIDERS } from './payment.ts'
import { WEBHOOK_SECRET } from './standard-webhooks.ts'
import { STRIPE_VARIABLES } from './stripe-variables.ts'

// zod/mini has no texts of its own.
useOwnTexts()

/** With a longer wait, a tail of the log would look as if it had stopped. */
const MAX_LOG_WAIT_MS = 5_000
const ROOM_FOR_SCALE = 1_000_000
/** Thirty days; an unpaid order holds its units for this whole time. */
const MAX_ORDER_MINUTES = 30 * 24 * 60

const httpUrl = z.url({ protocol: /^https?$/, error: 'is not an http(s) URL' })
const isLocale = (tag: string) => {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}

const webhookSecret = z.string().check(z.regex(WEBHOOK_SECRET, { error: 'must be whsec_ and 24–64 bytes in base64' }))

const units = z.coerce
  .number({ error: 'is not a number' })
  .check(z.int({ error: 'is not a whole number' }), z.minimum(0, { error: 'is below 0' }))

const variables = z.object({
  AUTH_KEYS: authKeys,
  TOKEN_ISSUER: z._default(z.string().check(z.minLength(1)), 'pannier'),
  ACCOUNT_SECRET: z
    .string({ error: 'is missing; `openssl rand -base64 32` prints a new one' })
    .check(z.minLength(32, { error: 'must have at least 32 characters' })),
  ADMIN_EMAIL: z.optional(z.email({ pattern: EMAIL, error: 'is not an e-mail address' })),
  ADMIN_PASSWORD: z.optional(
    z.string().check(z.minLength(10, { error: 'must have 10–256 characters' }), z.maxLength(256)),
  ),
  ALERT_WEBHOOK_URL: z.optional(httpUrl),
  ALERT_WEBHOOK_SECRET: z.optional(webhookSecret),
  WEBHOOK_LOOPBACK: z._default(z.enum(['allow', 'refuse'], { error: 'must be allow or refuse' }), 'refuse'),
  CATALOGUE_HOOK_SECRET: z.optional(webhookSecret),
  SERVER_KEY_HASHES: z._default(
    z.pipe(
      list,
      z.array(
        z.string().check(z.regex(/^[0-9a-f]{64}$/, { error: 'is not a list of SHA-256 digests in lower-case hex' })),
      ),
    ),
    [],
  ),
  AUTH_ISSUER: z.optional(z.string().check(z.minLength(1))),
  AUTH_JWKS_URL: z.optional(httpUrl),
  AUTH_AUDIENCE: z.optional(z.string().check(z.minLength(1))),
  CURRENCY: z._default(
    z.string().check(
      z.refine((code) => minorDigitsOf(code) !== null, {
        error: 'is not a currency of ISO 4217, written like CNY, EUR or JPY',
      }),
    ),
    'CNY',
  ),
  LOCALES: z._default(
    z.pipe(
      list,
      z.array(z.string().check(z.refine(isLocale, { error: 'is not a list of BCP 47 locales' }))).check(z.minLength(1)),
    ),
    ['zh-CN', 'en'],
  ),
  PAYMENT_PROVIDERS: z._default(
    z.pipe(
      list.check(
        z.refine((names) => !mixesSimulated(names), {
          error: 'names simulated beside a real provider: orders could be paid for without money',
        }),
      ),
      z.array(z.enum(PAYMENT_PROVIDERS, { error: `is not a list of ${PAYMENT_PROVIDERS.join(', ')}` })),
    ),
    [],
  ),
  SIMULATED_PAYMENT_SECRET: z.optional(webhookSecret),
  ...MANUAL_VARIABLES,
  ...STRIPE_VARIABLES,
  PUBLIC_ORIGIN: z.optional(
    z.string().check(z.refine(isOrigin, { error: 'is not an origin like https://shop.example' })),
  ),
  PAYMENT_RETURN_ORIGINS: z._default(originsSchema, []),
  ...PASSKEY_VARIABLES,
  ORDER_TIMEOUT_MINUTES: z._default(
    z.coerce
      .number({ error: 'is not a number' })
      .check(
        z.positive({ error: 'must be above 0' }),
        z.maximum(MAX_ORDER_MINUTES, { error: `must be at most ${MAX_ORDER_MINUTES}` }),
      ),
    30,
  ),
  RETURN_DAYS: z._default(units.check(z.maximum(365, { error: 'must be at most 365' })), 14),
  SHIPPING_AMOUNT: z._default(units, 0),
  SHIPPING_DAYS: z._default(units, 3),
  AUDIT_DAYS: z._default(units.check(z.minimum(1, { error: 'must be at least 1' })), 730),
  ...CHECK_VARIABLES,
  LOW_STOCK_UNITS: z._default(units, 5),
  IMAGE_RESIZING: z._default(z.enum(['off', 'cloudflare'], { error: 'must be off or cloudflare' }), 'off'),
  DATABASE_URL: z.optional(httpUrl),
  UPSTASH_REDIS_REST_URL: z.optional(httpUrl),
  UPSTASH_REDIS_REST_TOKEN: z.optional(z.string().check(z.minLength(1, { error: 'is empty' }))),
  RATE_LIMIT_SCALE: z._default(
    z.coerce
      .number({ error: 'is not a number' })
      .check(z.positive({ error: 'must be above 0' }), z.maximum(ROOM_FOR_SCALE)),
    1,
  ),
  MAX_WAIT_MS: z._default(
    z.coerce.number({ error: 'is not a number' }).check(z.minimum(0, { error: 'must be 0 or more' })),
    2_500,
  ),
  CORS_ORIGINS: z._default(z.pipe(list, z.array(z.url({ error: 'is not a list of origins' }))), []),
  DO_JURISDICTION: z.optional(z.enum(['eu', 'fedramp'], { error: 'must be eu or fedramp' })),
  DO_LOCATION_HINT: z.optional(
    z.enum(['wnam', 'enam', 'sam', 'weur', 'eeur', 'apac', 'oc', 'afr', 'me'], { error: 'is not a location hint' }),
  ),
  LOG_LEVEL: z._default(
    z.enum(['debug', 'info', 'warn', 'error'], { error: 'must be debug, info, warn or error' }),
    'info',
  ),
  LOG_WAIT_MS: z._default(
    z.coerce
      .number({ error: 'is not a number' })
      .check(
        z.minimum(0, { error: 'must be 0 or more' }),
        z.maximum(MAX_LOG_WAIT_MS, { error: 'must be at most 5000' }),
      ),
    0,
  ),
  ...METRICS_VARIABLES,
  ...MAIL_VARIABLES,
  ...INVOICE_VARIABLES,
})

/** The names of all variables; launchers pass only these from their environment to the worker. */
export const variableNames: readonly string[] = Object.keys(variables.shape)

export type Config = Readonly<z.infer<typeof variables>> & {
  readonly redis: { readonly url: string; readonly token: string } | null
  /** The outside identity provider whose tokens are also accepted, or null. */
  readonly issuer: { readonly name: string; readonly jwksUrl: string; readonly audience: string } | null
  /** The receiver of notices about alerts, or null. */
  readonly alertWebhook: { readonly url: string; readonly secret: string } | null
  /** The sender of messages; null without MAIL_PROVIDER. */
  readonly sender: Sender | null
  /** Null without SELLER_NAME: the shop issues no invoices. */
  readonly invoices: InvoiceTerms | null
  /** The account that becomes an admin account when the worker starts, or null. */
  readonly admin: { readonly email: string; readonly password: string } | null
}

/** The message names the variable and the fault, but never the value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** Throws ConfigError. Empty variables count as absent. */
export function readConfig(given: { readonly [name: string]: unknown }): Config {
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''))
  const parsed = variables.safeParse(present)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new ConfigError(`${String(issue?.path[0])} ${issue?.message}`)
  }
  const config = parsed.data
  const redis = together(config, 'UPSTASH_REDIS_REST_URL', 'UPSTASH_REDIS_REST_TOKEN')
  const issuer = together(config, 'AUTH_ISSUER', 'AUTH_JWKS_URL', 'AUTH_AUDIENCE')
  const webhook = together(config, 'ALERT_WEBHOOK_URL', 'ALERT_WEBHOOK_SECRET')
  const admin = together(config, 'ADMIN_EMAIL', 'ADMIN_PASSWORD')
  if (config.DATABASE_URL && !new URL(config.DATABASE_URL).username) {
    throw new ConfigError('DATABASE_URL has no user name and password')
  }
  const missingPayment = missingForPayment(config)
  if (missingPayment) throw new ConfigError(missingPayment)
  const missingPasskeys = missingForPasskeys(config)
  if (missingPasskeys) throw new ConfigError(missingPasskeys)
  const missing = missingForMail(config)
  if (missing) throw new ConfigError(`${missing} is missing, but MAIL_PROVIDER is set`)
  const missingSeller = missingForInvoices(config)
  if (missingSeller) throw new ConfigError(`${missingSeller} is missing, but other variables of the seller are set`)
  if (config.AUTH_ISSUER === config.TOKEN_ISSUER) throw new ConfigError('AUTH_ISSUER is our own TOKEN_ISSUER')
  return {
    ...config,
    redis: redis && { url: redis.UPSTASH_REDIS_REST_URL, token: redis.UPSTASH_REDIS_REST_TOKEN },
    issuer: issuer && { name: issuer.AUTH_ISSUER, jwksUrl: issuer.AUTH_JWKS_URL, audience: issuer.AUTH_AUDIENCE },
    alertWebhook: webhook && { url: webhook.ALERT_WEBHOOK_URL, secret: webhook.ALERT_WEBHOOK_SECRET },
    sender: config.MAIL_PROVIDER ? senderOf(config.MAIL_FROM ?? '') : null,
    invoices: invoiceTermsOf(config),
    admin: admin && { email: admin.ADMIN_EMAIL, password: admin.ADMIN_PASSWORD },
  }
}

/** Variables that only work together: all of them, or null when none is given. */
function together<Name extends string>(
  config: { readonly [N in Name]?: string | undefined },
  ...names: readonly Name[]
): { readonly [N in Name]: string } | null {
  const given = names.find((name) => config[name])
  if (!given) return null
  const missing = names.find((name) => !config[name])
  if (missing) throw new ConfigError(`${missing} is missing, but ${given} is set`)
  // The cast: the check above found no missing variable.
  return config as { readonly [N in Name]: string }
}

const known = new WeakMap<object, Config>()

/** The configuration of these bindings, read and checked once. Throws ConfigError. */
export function configOf(env: { readonly [name: string]: unknown }): Config {
  const config = known.get(env) ?? readConfig(env)
  known.set(env, config)
  return config
}
