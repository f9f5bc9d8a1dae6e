/**
 * The only reader of variables and secrets. What is missing or broken is named in one line, before anything starts;
 * secrets have no defaults.
 */
import * as z from 'zod'
import { minorDigitsOf } from '../domain/currency.ts'
import { EMAIL } from './email.ts'
import { mixesSimulated, PAYMENT_PROVIDERS } from './payment.ts'
import { WEBHOOK_SECRET } from './standard-webhooks.ts'

const ROOM_FOR_SCALE = 1_000_000
/** Thirty days: units of an unpaid order are held all that time. */
const LONGEST_ORDER_MINUTES = 30 * 24 * 60

/** An EC P-256 private key as a JWK (RFC 7517); the first of the set signs, all of them verify. */
const privateKey = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  kid: z.string().min(1),
  x: z.string().min(1),
  y: z.string().min(1),
  d: z.string().min(1),
})

export type PrivateKey = z.infer<typeof privateKey>

const authKeys = z
  .string({ error: 'is missing; `npm run keys` prints a new one' })
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' })
      return z.NEVER
    }
  })
  .pipe(z.object({ keys: z.array(privateKey).min(1) }, { error: 'is not a JWK set of EC P-256 private keys' }))

const httpUrl = z.url({ protocol: /^https?$/, error: 'is not an http(s) URL' })
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
)

const isLocale = (tag: string) => {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}

/** As browsers write one: scheme, host and perhaps a port, and nothing behind them. */
const isOrigin = (text: string) => /^https?:/.test(text) && URL.parse(text)?.origin === text

const webhookSecret = z.string().regex(WEBHOOK_SECRET, { error: 'must be whsec_ and 24–64 bytes in base64' })

const units = z.coerce
  .number({ error: 'is not a number' })
  .int({ error: 'is not a whole number' })
  .min(0, { error: 'is below 0' })

const variables = z.object({
  AUTH_KEYS: authKeys,
  TOKEN_ISSUER: z.string().min(1).default('pannier'),
  ACCOUNT_SECRET: z
    .string({ error: 'is missing; `openssl rand -base64 32` prints a new one' })
    .min(32, { error: 'must have at least 32 characters' }),
  ADMIN_EMAIL: z.email({ pattern: EMAIL, error: 'is not an e-mail address' }).optional(),
  ADMIN_PASSWORD: z.string().min(10, { error: 'must have 10–256 characters' }).max(256).optional(),
  CATALOGUE_HOOK_SECRET: webhookSecret.optional(),
  SERVER_KEY_HASHES: list
    .pipe(z.array(z.string().regex(/^[0-9a-f]{64}$/, { error: 'is not a list of SHA-256 digests in lower-case hex' })))
    .default([]),
  AUTH_ISSUER: z.string().min(1).optional(),
  AUTH_JWKS_URL: httpUrl.optional(),
  AUTH_AUDIENCE: z.string().min(1).optional(),
  CURRENCY: z
    .string()
    .refine((code) => minorDigitsOf(code) !== null, {
      error: 'is not a currency of ISO 4217, written like CNY, EUR or JPY',
    })
    .default('CNY'),
  LOCALES: list
    .pipe(z.array(z.string().refine(isLocale, { error: 'is not a list of BCP 47 locales' })).min(1))
    .default(['zh-CN', 'en']),
  PAYMENT_PROVIDERS: list
    .refine((names) => !mixesSimulated(names), {
      error: 'names simulated beside a real provider: orders could be paid for without money',
    })
    .pipe(z.array(z.enum(PAYMENT_PROVIDERS, { error: `is not a list of ${PAYMENT_PROVIDERS.join(', ')}` })))
    .default([]),
  SIMULATED_PAYMENT_SECRET: webhookSecret.optional(),
  PUBLIC_ORIGIN: z.string().refine(isOrigin, { error: 'is not an origin like https://shop.example' }).optional(),
  PAYMENT_RETURN_ORIGINS: list
    .pipe(z.array(z.string().refine(isOrigin, { error: 'is not a list of origins like https://shop.example' })))
    .default([]),
  ORDER_TIMEOUT_MINUTES: z.coerce
    .number({ error: 'is not a number' })
    .positive({ error: 'must be above 0' })
    .max(LONGEST_ORDER_MINUTES, { error: `must be at most ${LONGEST_ORDER_MINUTES}` })
    .default(30),
  SHIPPING_AMOUNT: units.default(0),
  SHIPPING_DAYS: units.default(3),
  LEDGER_HOUR: units.max(23, { error: 'must be an hour in UTC, 0–23' }).default(3),
  LOW_STOCK_UNITS: units.default(5),
  DATABASE_URL: httpUrl.optional(),
  UPSTASH_REDIS_REST_URL: httpUrl.optional(),
  UPSTASH_REDIS_REST_TOKEN: z.string().min(1, { error: 'is empty' }).optional(),
  RATE_LIMIT_SCALE: z.coerce
    .number({ error: 'is not a number' })
    .positive({ error: 'must be above 0' })
    .max(ROOM_FOR_SCALE)
    .default(1),
  CORS_ORIGINS: list.pipe(z.array(z.url({ error: 'is not a list of origins' }))).default([]),
  DO_JURISDICTION: z.enum(['eu', 'fedramp'], { error: 'must be eu or fedramp' }).optional(),
  DO_LOCATION_HINT: z
    .enum(['wnam', 'enam', 'sam', 'weur', 'eeur', 'apac', 'oc', 'afr', 'me'], { error: 'is not a location hint' })
    .optional(),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error'], { error: 'must be debug, info, warn or error' })
    .default('info'),
})

/** Everything that may be configured; launchers pass on these and nothing else of their environment. */
export const variableNames: readonly string[] = Object.keys(variables.shape)

export type Config = Readonly<z.infer<typeof variables>> & {
  readonly redis: { readonly url: string; readonly token: string } | null
  /** The identity provider whose tokens are taken besides our own, or null. */
  readonly issuer: { readonly name: string; readonly jwksUrl: string; readonly audience: string } | null
  /** The account that is made an admin's at start, or null. */
  readonly admin: { readonly email: string; readonly password: string } | null
}

/** Names the variable and what is wrong with it; never its value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** Throws ConfigError. Empty variables count as not given. */
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
  const admin = together(config, 'ADMIN_EMAIL', 'ADMIN_PASSWORD')
  if (config.DATABASE_URL && !new URL(config.DATABASE_URL).username) {
    throw new ConfigError('DATABASE_URL has no user name and password')
  }
  if (config.PAYMENT_PROVIDERS.includes('simulated') && !config.SIMULATED_PAYMENT_SECRET) {
    throw new ConfigError('SIMULATED_PAYMENT_SECRET is missing, but PAYMENT_PROVIDERS names simulated')
  }
  if (config.AUTH_ISSUER === config.TOKEN_ISSUER) throw new ConfigError('AUTH_ISSUER is our own TOKEN_ISSUER')
  return {
    ...config,
    redis: redis && { url: redis.UPSTASH_REDIS_REST_URL, token: redis.UPSTASH_REDIS_REST_TOKEN },
    issuer: issuer && { name: issuer.AUTH_ISSUER, jwksUrl: issuer.AUTH_JWKS_URL, audience: issuer.AUTH_AUDIENCE },
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
  // Each of them was looked at.
  return config as { readonly [N in Name]: string }
}

const known = new WeakMap<object, Config>()

/** The same, read once for each set of bindings. */
export function configOf(env: { readonly [name: string]: unknown }): Config {
  const config = known.get(env) ?? readConfig(env)
  known.set(env, config)
  return config
}
