/** The bodies of guests, accounts and sign-ins. */
import * as z from 'zod/mini'
import { ACCOUNT_ROLES } from '../../domain/account/account.ts'
import { EMAIL } from '../email.ts'
import { guestTokenSchema, mergeStrategySchema } from './cart-merge.ts'
import { pastedSchema } from './shapes.ts'

const LONGEST_EMAIL = 254

/** Any address that could receive mail, internationalized ones too; whose it is nobody checks here. */
export const emailSchema = pastedSchema.check(
  z.maxLength(LONGEST_EMAIL),
  z.regex(EMAIL, { error: 'is not an e-mail address' }),
)

/** NIST SP 800-63B: length alone, no rules of composition. */
export const newPasswordSchema = z.string().check(z.minLength(10), z.maxLength(256))
/** What was a password once is judged, whatever its length. */
const passwordSchema = z.string().check(z.minLength(1), z.maxLength(256))
export const nameSchema = pastedSchema.check(z.minLength(1), z.maxLength(100))
const refreshTokenSchema = z.string().check(z.minLength(1), z.maxLength(1024))

export const registerSchema = z.strictObject({
  email: emailSchema,
  password: newPasswordSchema,
  name: z.optional(nameSchema),
  guestToken: z.optional(guestTokenSchema),
})

export const loginSchema = z.strictObject({
  email: emailSchema,
  password: passwordSchema,
  guestToken: z.optional(guestTokenSchema),
  mergeStrategy: z.optional(mergeStrategySchema),
})

export const refreshSchema = z.strictObject({ refreshToken: refreshTokenSchema })

export const passwordChangeSchema = z.strictObject({
  currentPassword: passwordSchema,
  newPassword: newPasswordSchema,
})

export const profileChangeSchema = z
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

export const accountQuery = z.strictObject({ email: emailSchema })
