/** The routes of guests, accounts and sign-ins. */
import * as z from 'zod'
import type { ProblemCode } from '../problem.ts'
import {
  accountQuery,
  erasureSchema,
  exportSchema,
  guestSchema,
  jwksSchema,
  loginSchema,
  pairSchema,
  passwordChangeSchema,
  profileChangeSchema,
  refreshSchema,
  registerSchema,
  roleChangeSchema,
  signedInSchema,
  userSchema,
} from './identity.ts'
import { route } from './route.ts'
import { userIdSchema } from './shapes.ts'

const identity = { group: 'Identity' } as const
const BODIES: readonly ProblemCode[] = [
  'invalid_request',
  'payload_too_large',
  'unsupported_media_type',
  'rate_limited',
  'unavailable',
]
const OWN: readonly ProblemCode[] = ['unauthenticated', 'forbidden', 'not_found']
const PROOFS: readonly ProblemCode[] = [...BODIES, ...OWN, 'invalid_credentials', 'login_locked']
const params = z.object({ userId: userIdSchema })

export const identityDocs = {
  guest: route({
    ...identity,
    method: 'post',
    path: '/v1/auth/guest',
    summary: 'A token for a shopper without an account, good for 30 days',
    answers: { 201: { description: 'The guest’s token.', schema: guestSchema } },
    refusals: ['rate_limited'],
  }),
  register: route({
    ...identity,
    method: 'post',
    path: '/v1/auth/register',
    summary: 'A new account; a guest’s cart comes along',
    body: registerSchema,
    answers: { 201: { description: 'Signed in.', schema: signedInSchema } },
    refusals: [...BODIES, 'email_taken'],
  }),
  login: route({
    ...identity,
    method: 'post',
    path: '/v1/auth/login',
    summary: 'Sign in; a guest’s cart comes along',
    body: loginSchema,
    answers: { 200: { description: 'Signed in, and the merge done.', schema: signedInSchema } },
    refusals: [...BODIES, 'invalid_credentials', 'login_locked'],
  }),
  refresh: route({
    ...identity,
    method: 'post',
    path: '/v1/auth/refresh',
    summary: 'A new pair of tokens; a token that was used before ends the sign-in',
    body: refreshSchema,
    answers: { 200: { description: 'The new pair.', schema: pairSchema } },
    refusals: [...BODIES, 'unauthenticated', 'refresh_reused'],
  }),
  logout: route({
    ...identity,
    method: 'post',
    path: '/v1/auth/logout',
    summary: 'End a sign-in: its refresh token at once, its access token when it expires',
    body: refreshSchema,
    answers: { 204: { description: 'It has ended, or never was.' } },
    refusals: BODIES,
  }),
  password: route({
    ...identity,
    method: 'post',
    path: '/v1/auth/password',
    summary: 'Change the password; other sign-ins end',
    body: passwordChangeSchema,
    answers: { 204: { description: 'It is changed.' } },
    refusals: PROOFS,
  }),
  jwks: route({
    ...identity,
    method: 'get',
    path: '/.well-known/jwks.json',
    summary: 'The public keys that tokens are verified with',
    answers: { 200: { description: 'A JWK set (RFC 7517).', schema: jwksSchema } },
    refusals: [],
  }),
  me: route({
    ...identity,
    method: 'get',
    path: '/v1/me',
    summary: 'One’s own account',
    answers: { 200: { description: 'The account.', schema: userSchema } },
    refusals: [...OWN, 'rate_limited', 'unavailable'],
  }),
  change: route({
    ...identity,
    method: 'patch',
    path: '/v1/me',
    summary: 'Change name or e-mail address',
    body: profileChangeSchema,
    answers: { 200: { description: 'The account as it then is.', schema: userSchema } },
    refusals: [...PROOFS, 'email_taken'],
  }),
  erase: route({
    ...identity,
    method: 'delete',
    path: '/v1/me',
    summary: 'Erase everything that is held about oneself',
    description:
      'An account proves itself with its password. A guest needs no proof besides the token, which is of no use ' +
      'afterwards. A user of another identity provider must have signed in there within the last five minutes, by the ' +
      'claim `auth_time` of the token, or by `iat` where it has none; otherwise the answer is 401.',
    body: erasureSchema,
    answers: { 204: { description: 'It is erased, or is bound to be within minutes.' } },
    refusals: [...PROOFS, 'cart_merged'],
  }),
  export: route({
    ...identity,
    method: 'get',
    path: '/v1/me/export',
    summary: 'Everything that is held about oneself',
    answers: { 200: { description: 'As JSON.', schema: exportSchema } },
    refusals: [...OWN, 'cart_merged', 'erased', 'rate_limited', 'unavailable'],
  }),
}

const admin = { group: 'Accounts' } as const
const ADMIN: readonly ProblemCode[] = ['invalid_request', 'unauthenticated', 'forbidden', 'rate_limited', 'unavailable']

/** Refusals of a route that asks for the admin's own password. */
const PROVED: readonly ProblemCode[] = ['proof_required', 'invalid_credentials', 'login_locked']

export const accountDocs = {
  find: route({
    ...admin,
    method: 'post',
    path: '/v1/admin/accounts/search',
    summary: 'The account of an e-mail address; a POST, because URLs are logged on the way',
    body: accountQuery,
    answers: { 200: { description: 'The account.', schema: userSchema } },
    refusals: [...ADMIN, 'not_found', 'payload_too_large', 'unsupported_media_type'],
  }),
  setRole: route({
    ...admin,
    method: 'patch',
    path: '/v1/admin/accounts/:userId',
    summary: 'Give an account another role; its sign-ins end, and a security event tells of it',
    params,
    body: roleChangeSchema,
    answers: { 200: { description: 'The account as it then is.', schema: userSchema } },
    refusals: [...ADMIN, ...PROVED, 'not_found', 'payload_too_large', 'unsupported_media_type'],
  }),
  erase: route({
    ...admin,
    method: 'delete',
    path: '/v1/admin/accounts/:userId',
    summary: 'Erase everything that is held about a user, of another identity provider’s too',
    params,
    answers: { 204: { description: 'It is erased.' } },
    refusals: ADMIN,
  }),
}
