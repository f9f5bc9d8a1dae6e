/** The bodies of guests, accounts and sign-ins. */
import * as z from 'zod/mini'
import { ACCOUNT_ROLES } from '../../domain/account/account.ts'
import { EMAIL } from '../email.ts'
import { guestTokenSchema, mergeStrategySchema } from './cart-merge.ts'
import type { Routes } from './route.ts'
import { pastedSchema, userIdSchema } from './shapes.ts'

const MAX_EMAIL_LENGTH = 254

/** Any address that could receive mail, including internationalized ones. The owner of the address is not verified. */
export const emailSchema = pastedSchema.check(
  z.maxLength(MAX_EMAIL_LENGTH),
  z.regex(EMAIL, { error: 'is not an e-mail address' }),
)

/** Checks only the length, because NIST SP 800-63B advises against rules of composition. */
export const newPasswordSchema = z.string().check(z.minLength(10), z.maxLength(256))
/** Accepts passwords that are too short for new accounts, because an older account may have one. */
export const passwordSchema = z.string().check(z.minLength(1), z.maxLength(256))
export const nameSchema = pastedSchema.check(z.minLength(1), z.maxLength(100))
const refreshTokenSchema = z.string().check(z.minLength(1), z.maxLength(1024))

const registerSchema = z.strictObject({
  email: emailSchema,
  password: newPasswordSchema,
  name: z.optional(nameSchema),
  guestToken: z.optional(guestTokenSchema),
})

const loginSchema = z.strictObject({
  email: emailSchema,
  password: passwordSchema,
  guestToken: z.optional(guestTokenSchema),
  mergeStrategy: z.optional(mergeStrategySchema),
})

const refreshSchema = z.strictObject({ refreshToken: refreshTokenSchema })

const passwordChangeSchema = z.strictObject({
  currentPassword: passwordSchema,
  newPassword: newPasswordSchema,
})

const profileChangeSchema = z
  .strictObject({ name: z.optional(z.nullable(nameSchema)), email: z.optional(emailSchema), password: passwordSchema })
  .check(
    z.refine(({ name, email }) => name !== undefined || email !== undefined, { error: 'must name a field to change' }),
  )

export const erasureSchema = z.strictObject({
  password: z.optional(passwordSchema),
})

export const roleChangeSchema = z.strictObject({
  role: z.enum(ACCOUNT_ROLES),
  password: z.optional(passwordSchema),
})

const reminderConsentSchema = z.strictObject({
  text: z
    .string()
    .check(z.regex(/^[\w.:-]{1,64}$/, { error: 'must have 1–64 letters, digits, dots, colons or dashes' })),
})

const linkTokenSchema = z.string().check(z.minLength(1), z.maxLength(256))
const recoverySchema = z.strictObject({ email: emailSchema })
const newPasswordByLinkSchema = z.strictObject({ token: linkTokenSchema, newPassword: newPasswordSchema })
const signInParams = z.object({
  id: z.string().check(z.regex(/^[0-9A-Z]{26}$/, { error: 'is not the id of a sign-in' })),
})

const accountQuery = z.strictObject({ email: emailSchema })

const params = z.object({ userId: userIdSchema })

export const identityRoutes = {
  guest: { method: 'post', path: '/v1/auth/guest' },
  register: { method: 'post', path: '/v1/auth/register', body: registerSchema },
  login: { method: 'post', path: '/v1/auth/login', body: loginSchema },
  refresh: { method: 'post', path: '/v1/auth/refresh', body: refreshSchema },
  logout: { method: 'post', path: '/v1/auth/logout', body: refreshSchema },
  password: { method: 'post', path: '/v1/auth/password', body: passwordChangeSchema },
  confirmEmail: { method: 'post', path: '/v1/auth/email/confirm', body: z.strictObject({ token: linkTokenSchema }) },
  changeEmail: { method: 'post', path: '/v1/auth/email/change', body: z.strictObject({ token: linkTokenSchema }) },
  recover: { method: 'post', path: '/v1/auth/recovery', body: recoverySchema },
  resetPassword: { method: 'post', path: '/v1/auth/recovery/password', body: newPasswordByLinkSchema },
  sendConfirmation: { method: 'post', path: '/v1/me/email/confirmation' },
  unsubscribe: { method: 'post', path: '/v1/auth/email/unsubscribe', body: z.strictObject({ token: linkTokenSchema }) },
  agreeToReminders: { method: 'put', path: '/v1/me/cart-reminders', body: reminderConsentSchema },
  withdrawReminders: { method: 'delete', path: '/v1/me/cart-reminders' },
  signIns: { method: 'get', path: '/v1/me/sign-ins' },
  endSignIn: { method: 'delete', path: '/v1/me/sign-ins/:id', params: signInParams },
  jwks: { method: 'get', path: '/.well-known/jwks.json' },
  me: { method: 'get', path: '/v1/me' },
  change: { method: 'patch', path: '/v1/me', body: profileChangeSchema },
  erase: { method: 'delete', path: '/v1/me', body: erasureSchema },
  export: { method: 'get', path: '/v1/me/export' },
} as const satisfies Routes

export const accountRoutes = {
  find: { method: 'post', path: '/v1/admin/accounts/search', body: accountQuery },
  get: { method: 'get', path: '/v1/admin/accounts/:userId', params },
  signIns: { method: 'get', path: '/v1/admin/accounts/:userId/sign-ins', params },
  lock: { method: 'post', path: '/v1/admin/accounts/:userId/lock', params },
  unlock: { method: 'post', path: '/v1/admin/accounts/:userId/unlock', params },
  export: { method: 'post', path: '/v1/admin/accounts/:userId/export', params },
  setRole: { method: 'patch', path: '/v1/admin/accounts/:userId', params, body: roleChangeSchema },
  erase: { method: 'delete', path: '/v1/admin/accounts/:userId', params },
} as const satisfies Routes
