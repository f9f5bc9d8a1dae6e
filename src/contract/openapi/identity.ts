/** The document's texts for the routes of guests, accounts and sign-ins. */
import { exportSchema, guestSchema, jwksSchema, pairSchema, signedInSchema, userSchema } from '../answers/identity.ts'
import { emailSchema, erasureSchema, nameSchema, newPasswordSchema, roleChangeSchema } from '../http/identity.ts'
import { accountRoutes, identityRoutes } from '../http/identity-routes.ts'
import type { ProblemCode } from '../problem.ts'
import { describe, describeFields } from './describe.ts'
import { documented } from './operation.ts'

describe(emailSchema, { example: 'lin@example.com' })
describe(newPasswordSchema, { example: 'correct horse battery' })
describe(nameSchema, { example: 'Lin' })
describeFields(erasureSchema.shape, {
  password: { description: 'Required of an account that has one.' },
})
describeFields(roleChangeSchema.shape, {
  password: { description: 'The password of the admin who asks; required when the sign-in is older than 10 minutes.' },
})

const BODIES: readonly ProblemCode[] = [
  'invalid_request',
  'payload_too_large',
  'unsupported_media_type',
  'rate_limited',
  'unavailable',
]
const OWN: readonly ProblemCode[] = ['unauthenticated', 'forbidden', 'not_found']
const PROOFS: readonly ProblemCode[] = [...BODIES, ...OWN, 'invalid_credentials', 'login_locked']
const ADMIN: readonly ProblemCode[] = ['invalid_request', 'unauthenticated', 'forbidden', 'rate_limited', 'unavailable']
/** Refusals of a route that asks for the admin's own password. */
const PROVED: readonly ProblemCode[] = ['proof_required', 'invalid_credentials', 'login_locked']

export const identityDocs = documented('Identity', identityRoutes, {
  guest: {
    summary: 'A token for a shopper without an account, good for 30 days',
    answers: { 201: { description: 'The guest’s token.', schema: guestSchema } },
    refusals: ['rate_limited'],
  },
  register: {
    summary: 'A new account; a guest’s cart comes along',
    answers: { 201: { description: 'Signed in.', schema: signedInSchema } },
    refusals: [...BODIES, 'email_taken'],
  },
  login: {
    summary: 'Sign in; a guest’s cart comes along',
    answers: { 200: { description: 'Signed in, and the merge done.', schema: signedInSchema } },
    refusals: [...BODIES, 'invalid_credentials', 'login_locked'],
  },
  refresh: {
    summary: 'A new pair of tokens; a token that was used before ends the sign-in',
    answers: { 200: { description: 'The new pair.', schema: pairSchema } },
    refusals: [...BODIES, 'unauthenticated', 'refresh_reused'],
  },
  logout: {
    summary: 'End a sign-in: its refresh token at once, its access token when it expires',
    answers: { 204: { description: 'It has ended, or never was.' } },
    refusals: BODIES,
  },
  password: {
    summary: 'Change the password; other sign-ins end',
    answers: { 204: { description: 'It is changed.' } },
    refusals: PROOFS,
  },
  jwks: {
    summary: 'The public keys that tokens are verified with',
    answers: { 200: { description: 'A JWK set (RFC 7517).', schema: jwksSchema } },
    refusals: [],
  },
  me: {
    summary: 'One’s own account',
    answers: { 200: { description: 'The account.', schema: userSchema } },
    refusals: [...OWN, 'rate_limited', 'unavailable'],
  },
  change: {
    summary: 'Change name or e-mail address',
    answers: { 200: { description: 'The account as it then is.', schema: userSchema } },
    refusals: [...PROOFS, 'email_taken'],
  },
  // An account proves itself with its password, a guest with the token. A user of another identity provider must have
  // signed in there within the last five minutes (`auth_time`, or `iat` where the token has none); otherwise 401.
  erase: {
    summary: 'Erase everything that is held about oneself',
    answers: { 204: { description: 'It is erased, or is bound to be within minutes.' } },
    refusals: [...PROOFS, 'cart_merged'],
  },
  export: {
    summary: 'Everything that is held about oneself',
    answers: { 200: { description: 'As JSON.', schema: exportSchema } },
    refusals: [...OWN, 'cart_merged', 'erased', 'rate_limited', 'unavailable'],
  },
})

export const accountDocs = documented('Accounts', accountRoutes, {
  find: {
    summary: 'The account of an e-mail address; a POST, because URLs are logged on the way',
    answers: { 200: { description: 'The account.', schema: userSchema } },
    refusals: [...ADMIN, 'not_found', 'payload_too_large', 'unsupported_media_type'],
  },
  setRole: {
    summary: 'Give an account another role; its sign-ins end, and a security event tells of it',
    answers: { 200: { description: 'The account as it then is.', schema: userSchema } },
    refusals: [...ADMIN, ...PROVED, 'not_found', 'payload_too_large', 'unsupported_media_type'],
  },
  erase: {
    summary: 'Erase everything that is held about a user, of another identity provider’s too',
    answers: { 204: { description: 'It is erased.' } },
    refusals: ADMIN,
  },
})
