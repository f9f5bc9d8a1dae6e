/** The signing keys of access tokens, as the variable AUTH_KEYS has them. */
import * as z from 'zod/mini'
import { refused } from './refused.ts'

/** An EC P-256 private key as a JWK (RFC 7517); the first of the set signs, all of them verify. */
const privateKey = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  kid: z.string().check(z.minLength(1)),
  x: z.string().check(z.minLength(1)),
  y: z.string().check(z.minLength(1)),
  d: z.string().check(z.minLength(1)),
})

export type PrivateKey = z.infer<typeof privateKey>

export const authKeys = z.pipe(
  z.pipe(
    z.string({ error: 'is missing; `npm run keys` prints a new one' }),
    z.transform((text, context) => {
      try {
        return JSON.parse(text) as unknown
      } catch {
        return refused(context, 'is not JSON')
      }
    }),
  ),
  z.object({ keys: z.array(privateKey).check(z.minLength(1)) }, { error: 'is not a JWK set of EC P-256 private keys' }),
)
