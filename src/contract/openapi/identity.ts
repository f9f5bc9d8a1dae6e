/** The document's texts for the routes of guests, accounts and sign-ins. */
import {
  adminUserSchema,
  emailChangeSchema,
  exportSchema,
  guestSchema,
  jwksSchema,
  ownSignInListSchema,
  pairSchema,
  signedInSchema,
  signInListSchema,
  userSchema,
} from '../answers/identity.ts'
import {
  accountRoutes,
  emailSchema,
  erasureSchema,
  identityRoutes,
  nameSchema,
  newPasswordSchema,
  roleChangeSchema,
} from '../http/identity.ts'
import type { ProblemCode } from '../problem.ts'
import { describe, describeFields } from './describe.ts'
import { documented } from './operation.ts'

describe(emailSchema, { example: 'lin@example.com' })
describe(newPasswordSchema, { example: 'correct horse battery' })
describe(nameSchema, { example: 'Lin' })
describeFields(erasureSchema.shape, {
  password: { description: 'Required if the account has a password.' },
})
describeFields(roleChangeSchema.shape, {
  password: { description: 'The password of the calling admin. Required if the sign-in is older than 10 minutes.' },
})

const BODIES: readonly ProblemCode[] = [
  'invalid_request',
  'payload_too_large',
  'unsupported_media_type',
  'rate_limited',
  'unavailable',
]
const OWN: readonly ProblemCode[] = ['unauthenticated', 'forbidden', 'not_found']
const PROOFS: readonly ProblemCode[] = [...BODIES, ...OWN, 'invalid_credentials', 'login_locked', 'account_locked']
const ADMIN: readonly ProblemCode[] = ['invalid_request', 'unauthenticated', 'forbidden', 'rate_limited', 'unavailable']
/** Refusals of a route that asks for the admin's own password. */
const PROVED: readonly ProblemCode[] = ['proof_required', 'invalid_credentials', 'login_locked']

export const identityDocs = documented('identity', 'Identity', identityRoutes, {
  guest: {
    summary: 'Create a guest token for a shopper without an account, valid for 30 days',
    answers: { 201: { description: 'The guest’s token.', schema: guestSchema } },
    refusals: ['rate_limited'],
  },
  register: {
    summary: 'Create an account. With a guest token, the guest’s cart is merged into the new cart',
    answers: { 201: { description: 'The user is signed in.', schema: signedInSchema } },
    refusals: [...BODIES, 'email_taken'],
  },
  login: {
    summary: 'Sign in. With a guest token, the guest’s cart is merged into the user’s cart',
    answers: {
      200: {
        description: 'The user is signed in, and `merge` reports the outcome for the guest’s cart.',
        schema: signedInSchema,
      },
    },
    refusals: [...BODIES, 'invalid_credentials', 'login_locked', 'account_locked'],
  },
  refresh: {
    summary:
      'Exchange a refresh token for a new pair of tokens. A refresh token that was already used ends the sign-in',
    answers: { 200: { description: 'The new pair.', schema: pairSchema } },
    refusals: [...BODIES, 'unauthenticated', 'refresh_reused'],
  },
  logout: {
    summary: 'Sign out. The refresh token ends at once; the access token stays valid until it expires',
    answers: { 204: { description: 'The sign-in has ended or did not exist.' } },
    refusals: BODIES,
  },
  password: {
    summary: 'Change my password and end my other sign-ins',
    answers: { 204: { description: 'The password is changed.' } },
    refusals: PROOFS,
  },
  confirmEmail: {
    summary: 'Confirm the e-mail address of an account with the token of a link',
    answers: { 204: { description: 'The address is confirmed, and the token used.' } },
    refusals: [...BODIES, 'link_invalid'],
  },
  changeEmail: {
    summary: 'Confirm the change of an e-mail address with the token of one of its two links',
    answers: {
      200: {
        description: '`waiting` until the other address has confirmed too; then `changed`.',
        schema: emailChangeSchema,
      },
    },
    refusals: [...BODIES, 'link_invalid', 'email_taken'],
  },
  recover: {
    summary: 'Send a link for a new password. The answer and its time are the same for unknown addresses',
    answers: { 204: { description: 'If an account has this address, a message is on its way.' } },
    refusals: [...BODIES, 'mail_off'],
  },
  resetPassword: {
    summary: 'Set a new password with the token of a link, and end all sign-ins',
    answers: { 204: { description: 'The password is changed, and the token used.' } },
    refusals: [...BODIES, 'link_invalid'],
  },
  sendConfirmation: {
    summary: 'Send the link that confirms my e-mail address again',
    answers: { 204: { description: 'A message is on its way, unless one was sent within the last minute.' } },
    refusals: [...OWN, 'rate_limited', 'unavailable', 'mail_off'],
  },
  unsubscribe: {
    summary: 'End the reminders of one account with the token of a message. Repeats change nothing',
    answers: { 204: { description: 'The account gets no reminders.' } },
    refusals: [...BODIES, 'link_invalid'],
  },
  agreeToReminders: {
    summary: 'Agree to reminders of a cart that I leave. `text` is the version of the text that I was shown',
    answers: { 204: { description: 'The consent is stored with its time.' } },
    refusals: [...OWN, ...BODIES, 'mail_off'],
  },
  withdrawReminders: {
    summary: 'Withdraw my consent to reminders',
    answers: { 204: { description: 'I get no reminders.' } },
    refusals: [...OWN, 'rate_limited', 'unavailable'],
  },
  signIns: {
    summary: 'List my sign-ins',
    answers: {
      200: { description: 'The sign-ins that are still valid, the last used first.', schema: ownSignInListSchema },
    },
    refusals: [...OWN, 'rate_limited', 'unavailable'],
  },
  endSignIn: {
    summary: 'End one of my sign-ins',
    answers: { 204: { description: 'The sign-in has ended, or had ended before.' } },
    refusals: [...OWN, 'invalid_request', 'rate_limited', 'unavailable'],
  },
  jwks: {
    summary: 'Get the public keys that verify tokens',
    answers: { 200: { description: 'A JWK set (RFC 7517).', schema: jwksSchema } },
    refusals: [],
  },
  me: {
    summary: 'Get my account',
    answers: { 200: { description: 'The account.', schema: userSchema } },
    refusals: [...OWN, 'rate_limited', 'unavailable'],
  },
  change: {
    summary: 'Update my name or e-mail address',
    answers: { 200: { description: 'The account after the change.', schema: userSchema } },
    refusals: [...PROOFS, 'email_taken'],
  },
  // An account proves itself with its password, a guest with the token. A user of another identity provider must have
  // signed in there within the last five minutes (`auth_time`, or `iat` where the token has none); otherwise 401.
  erase: {
    summary: 'Delete my account and all my data',
    answers: { 204: { description: 'The data is erased, or will be erased within minutes.' } },
    refusals: [...PROOFS, 'cart_merged'],
  },
  export: {
    summary: 'Export all my data',
    answers: { 200: { description: 'The data as JSON.', schema: exportSchema } },
    refusals: [...OWN, 'cart_merged', 'erased', 'rate_limited', 'unavailable'],
  },
})

export const accountDocs = documented('accounts', 'Accounts', accountRoutes, {
  find: {
    summary: 'Find the account of an e-mail address. This is a POST, because URLs are logged',
    answers: { 200: { description: 'The account.', schema: adminUserSchema } },
    refusals: [...ADMIN, 'not_found', 'payload_too_large', 'unsupported_media_type'],
  },
  get: {
    summary: 'Get an account',
    answers: { 200: { description: 'The account.', schema: adminUserSchema } },
    refusals: [...ADMIN, 'not_found'],
  },
  signIns: {
    summary: 'List the valid sign-ins of an account, the last used first, at most 20',
    answers: { 200: { description: 'All valid sign-ins.', schema: signInListSchema } },
    refusals: [...ADMIN, 'not_found'],
  },
  lock: {
    summary:
      'Lock an account: it cannot sign in, and its sign-ins end. Access tokens that shoppers already have work until ' +
      'they expire, at most 15 minutes; those of operators end at once',
    answers: { 200: { description: 'The locked account.', schema: adminUserSchema } },
    refusals: [...ADMIN, 'not_found'],
  },
  unlock: {
    summary: 'Unlock an account, so that it can sign in again',
    answers: { 200: { description: 'The account.', schema: adminUserSchema } },
    refusals: [...ADMIN, 'not_found'],
  },
  export: {
    summary: 'Export all data of a user, on behalf of that user',
    answers: { 200: { description: 'The data as JSON.', schema: exportSchema } },
    refusals: [...ADMIN, 'not_found', 'cart_merged', 'erased'],
  },
  setRole: {
    summary: 'Change the role of an account. Its sign-ins end, and a security event is recorded',
    answers: { 200: { description: 'The account after the change.', schema: userSchema } },
    refusals: [...ADMIN, ...PROVED, 'not_found', 'payload_too_large', 'unsupported_media_type'],
  },
  erase: {
    summary: 'Erase all data of a user, including a user of another identity provider',
    answers: { 204: { description: 'The data is erased.' } },
    refusals: ADMIN,
  },
})
