/** Passkeys: what browsers answer (WebAuthn Level 3, in the JSON of `toJSON()`), and the routes that take it. */
import * as z from 'zod/mini'
import { guestTokenSchema, mergeStrategySchema } from './cart-merge.ts'
import { passwordSchema } from './identity.ts'
import type { Routes } from './route.ts'
import { pastedSchema } from './shapes.ts'

const bytes = (most: number) =>
  z.string().check(z.maxLength(most), z.regex(/^[A-Za-z0-9_-]+$/, { error: 'is not base64url' }))

/** An authenticator's id of a passkey has at most 1023 bytes. */
const credentialId = bytes(1364)
const credential = { id: credentialId, rawId: credentialId, type: z.literal('public-key') }
const MAX_PART = 16_384

/** Further fields, such as results of extensions, are not read. */
export const attestationSchema = z.object({
  ...credential,
  response: z.object({ clientDataJSON: bytes(MAX_PART), attestationObject: bytes(MAX_PART) }),
})

export const assertionSchema = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: bytes(MAX_PART),
    authenticatorData: bytes(MAX_PART),
    signature: bytes(2048),
    userHandle: z.optional(z.nullable(bytes(100))),
  }),
})

export const passkeyNameSchema = pastedSchema.check(z.minLength(1), z.maxLength(60))

const params = z.strictObject({
  id: pastedSchema.check(z.regex(/^pky_[0-9A-HJKMNP-TV-Z]{26}$/, { error: 'is not the id of a passkey' })),
})
const LIST = '/v1/me/passkeys'
const ONE = `${LIST}/:id` as const

export const passkeyRoutes = {
  signInOptions: { method: 'post', path: '/v1/auth/passkeys/options' },
  signIn: {
    method: 'post',
    path: '/v1/auth/passkeys',
    body: z.strictObject({
      response: assertionSchema,
      guestToken: z.optional(guestTokenSchema),
      mergeStrategy: z.optional(mergeStrategySchema),
    }),
  },
  list: { method: 'get', path: LIST },
  addOptions: { method: 'post', path: `${LIST}/options`, body: z.strictObject({ password: passwordSchema }) },
  add: {
    method: 'post',
    path: LIST,
    body: z.strictObject({ response: attestationSchema, name: passkeyNameSchema }),
  },
  rename: { method: 'patch', path: ONE, params, body: z.strictObject({ name: passkeyNameSchema }) },
  remove: { method: 'delete', path: ONE, params },
} as const satisfies Routes
