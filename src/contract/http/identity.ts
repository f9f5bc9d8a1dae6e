/** Guests, accounts and sign-ins over HTTP. */
import * as z from 'zod'
import { ACCOUNT_ROLES } from '../../domain/account/account.ts'
import { EMAIL } from '../email.ts'
import { guestTokenSchema, mergedCouponsSchema, mergeReportSchema, mergeStrategySchema } from './cart-merge.ts'
import { orderSchema } from './orders.ts'
import { pastedSchema, timeSchema } from './shapes.ts'

const LONGEST_EMAIL = 254

/** Any address that could receive mail, internationalized ones too; whose it is nobody checks here. */
const emailSchema = pastedSchema
  .max(LONGEST_EMAIL)
  .regex(EMAIL, { error: 'is no e-mail address' })
  .meta({ example: 'lin@example.com' })

/** NIST SP 800-63B: length alone, no rules of composition. */
const newPasswordSchema = z.string().min(10).max(256).meta({ example: 'correct horse battery' })
/** What was a password once is judged, whatever its length. */
const passwordSchema = z.string().min(1).max(256)
const nameSchema = pastedSchema.min(1).max(100).meta({ example: 'Lin' })
const refreshTokenSchema = z.string().min(1).max(1024)

export const registerSchema = z.strictObject({
  email: emailSchema,
  password: newPasswordSchema,
  name: nameSchema.optional(),
  guestToken: guestTokenSchema.optional(),
})

export const loginSchema = z.strictObject({
  email: emailSchema,
  password: passwordSchema,
  guestToken: guestTokenSchema.optional(),
  mergeStrategy: mergeStrategySchema.optional(),
})

export const refreshSchema = z.strictObject({ refreshToken: refreshTokenSchema })

export const passwordChangeSchema = z.strictObject({
  currentPassword: passwordSchema,
  newPassword: newPasswordSchema,
})

export const profileChangeSchema = z
  .strictObject({ name: nameSchema.nullable().optional(), email: emailSchema.optional(), password: passwordSchema })
  .refine(({ name, email }) => name !== undefined || email !== undefined, { error: 'names nothing to change' })

export const erasureSchema = z.strictObject({
  password: passwordSchema.optional().meta({ description: 'Required of an account that has one.' }),
})

export const roleChangeSchema = z.strictObject({
  role: z.enum(ACCOUNT_ROLES),
  password: passwordSchema
    .optional()
    .meta({ description: 'The password of the admin who asks; required when the sign-in is older than 10 minutes.' }),
})

export const accountQuery = z.strictObject({ email: emailSchema })

export const userSchema = z
  .object({
    id: z.string().meta({ example: 'usr_01K9ZQ4V6E8Y3TN5W2R7XB0MCD' }),
    role: z.enum(ACCOUNT_ROLES),
    email: z.string(),
    name: z.string().nullable(),
  })
  .meta({ id: 'User' })

const pair = {
  accessToken: z.string(),
  refreshToken: z.string().meta({ description: 'Good for one use, within 30 days.' }),
  tokenType: z.literal('Bearer'),
  expiresIn: z.number().int().meta({ description: 'Seconds, of the access token.' }),
  user: userSchema,
}

export const pairSchema = z.object(pair).meta({ id: 'TokenPair' })

const mergeOutcomeSchema = z
  .union([
    z.object({ report: mergeReportSchema, coupons: mergedCouponsSchema }),
    z.object({ pending: z.literal(true) }).meta({ description: 'The guest is bound; the lines follow by themselves.' }),
    z.object({ refused: z.string().meta({ example: 'guest_already_merged' }) }),
  ])
  .nullable()
  .meta({ description: 'The outcome for the guest’s cart; null without a valid guest token.' })

export const signedInSchema = z.object({ ...pair, merge: mergeOutcomeSchema }).meta({ id: 'SignedIn' })

export type MergeOutcomeBody = z.infer<typeof mergeOutcomeSchema>

export const guestSchema = z
  .object({
    accessToken: z.string(),
    tokenType: z.literal('Bearer'),
    expiresIn: z.number().int().meta({ description: 'Seconds.' }),
    user: z.object({ id: z.string(), role: z.literal('guest') }),
  })
  .meta({ id: 'GuestToken' })

export const jwksSchema = z
  .object({
    keys: z.array(
      z.object({
        kty: z.string(),
        crv: z.string(),
        kid: z.string(),
        x: z.string(),
        y: z.string(),
        alg: z.string(),
        use: z.string(),
      }),
    ),
  })
  .meta({ id: 'JwkSet' })

const rowsSchema = z.record(z.string(), z.record(z.string(), z.json()))

export const exportSchema = z
  .object({
    exportedAt: timeSchema,
    user: userSchema.nullable(),
    account: rowsSchema.meta({ description: 'Everything the account holds; of the password only how it is hashed.' }),
    cart: rowsSchema.meta({ description: 'Everything the cart holds.' }),
    orders: z.array(orderSchema),
    securityEvents: z.array(z.object({ kind: z.string(), count: z.number().int(), at: timeSchema })),
  })
  .meta({ id: 'Export' })
