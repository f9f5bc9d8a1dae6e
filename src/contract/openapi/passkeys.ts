/** The document's texts for passkeys. */
import { signedInSchema } from '../answers/identity.ts'
import { passkeyListSchema, passkeyOptionsSchema, passkeySchema } from '../answers/passkeys.ts'
import { passkeyNameSchema, passkeyRoutes } from '../http/passkeys.ts'
import { describe } from './describe.ts'
import { documented } from './operation.ts'

describe(passkeyNameSchema, { example: 'My phone' })

const BODY = ['invalid_request', 'payload_too_large', 'unsupported_media_type'] as const
const OWN = ['unauthenticated', 'forbidden', 'not_found', 'rate_limited', 'unavailable'] as const
const LOCKS = ['invalid_credentials', 'login_locked', 'account_locked'] as const
const schema = passkeySchema

export const passkeyDocs = documented('passkeys', 'Identity', passkeyRoutes, {
  signInOptions: {
    summary: 'Get the options for a sign-in by a passkey, for `navigator.credentials.get`',
    answers: { 200: { description: 'The options.', schema: passkeyOptionsSchema } },
    refusals: ['rate_limited', 'unavailable'],
  },
  signIn: {
    summary: 'Sign in by a passkey. With a guest token, the guest’s cart is merged into the user’s cart',
    answers: { 200: { description: 'The user is signed in.', schema: signedInSchema } },
    refusals: [...BODY, ...LOCKS, 'rate_limited', 'unavailable'],
  },
  list: {
    summary: 'List my passkeys',
    answers: { 200: { description: 'The newest first.', schema: passkeyListSchema } },
    refusals: OWN,
  },
  addOptions: {
    summary: 'Get the options for a new passkey, for `navigator.credentials.create`',
    answers: { 200: { description: 'The options.', schema: passkeyOptionsSchema } },
    refusals: [...OWN, ...BODY, ...LOCKS],
  },
  add: {
    summary: 'Add a passkey to my account',
    answers: { 201: { description: 'The passkey.', schema } },
    refusals: [...OWN, ...BODY, 'passkey_refused', 'passkey_limit', 'already_exists'],
  },
  rename: {
    summary: 'Rename one of my passkeys',
    answers: { 200: { description: 'The passkey as it is now.', schema } },
    refusals: [...OWN, ...BODY],
  },
  remove: {
    summary: 'Remove one of my passkeys; it can no longer sign in',
    answers: { 204: { description: 'The passkey is removed.' } },
    refusals: [...OWN, 'invalid_request'],
  },
})
