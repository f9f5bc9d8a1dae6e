/** The variables of the provider `stripe`. */
import * as z from 'zod/mini'

/** A restricted key or a secret key. */
const KEY = /^(rk|sk)_(test|live)_\w{8,250}$/
const SECRET = /^whsec_\w{16,128}$/
/** The newest secret, and those before it while they rotate. */
const MAX_SECRETS = 3

export const STRIPE_VARIABLES = {
  STRIPE_SECRET_KEY: z.optional(z.string().check(z.regex(KEY, { error: 'is not a key like rk_live_… or sk_live_…' }))),
  STRIPE_WEBHOOK_SECRETS: z._default(
    z.pipe(
      z.string(),
      z.pipe(
        z.transform((text: string) => text.split(',').map((item) => item.trim())),
        z
          .array(z.string().check(z.regex(SECRET, { error: 'is not a list of secrets like whsec_…' })))
          .check(z.maxLength(MAX_SECRETS, { error: `has more than ${MAX_SECRETS} secrets` })),
      ),
    ),
    [],
  ),
  STRIPE_API_ORIGIN: z._default(z.url({ protocol: /^https?$/, error: 'is not an origin' }), 'https://api.stripe.com'),
}
