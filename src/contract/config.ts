/**
 * The only reader of variables and secrets. What is missing or broken is named in one line, before anything starts;
 * secrets have no defaults.
 */
import * as z from 'zod'

const ROOM_FOR_SCALE = 1_000_000

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

const variables = z.object({
  AUTH_KEYS: authKeys,
  TOKEN_ISSUER: z.string().min(1).default('pannier'),
  OPERATOR_KEY: z.string().min(24, { error: 'must have at least 24 characters' }).optional(),
  CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/, { error: 'is not an ISO 4217 code' })
    .default('CNY'),
  LOCALES: list
    .pipe(z.array(z.string().refine(isLocale, { error: 'is not a list of BCP 47 locales' })).min(1))
    .default(['zh-CN', 'en']),
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
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } = config
  if (url && !token) throw new ConfigError('UPSTASH_REDIS_REST_TOKEN is missing, but UPSTASH_REDIS_REST_URL is set')
  if (token && !url) throw new ConfigError('UPSTASH_REDIS_REST_URL is missing, but UPSTASH_REDIS_REST_TOKEN is set')
  if (config.DATABASE_URL && !new URL(config.DATABASE_URL).username) {
    throw new ConfigError('DATABASE_URL has no user name and password')
  }
  return { ...config, redis: url && token ? { url, token } : null }
}

const known = new WeakMap<object, Config>()

/** The same, read once for each set of bindings. */
export function configOf(env: { readonly [name: string]: unknown }): Config {
  const config = known.get(env) ?? readConfig(env)
  known.set(env, config)
  return config
}
