/** Accounts, tokens and exports in answers. */
import * as z from 'zod/mini'
import { ACCOUNT_ROLES } from '../../domain/account/account.ts'
import { DEVICES } from '../../domain/account/device.ts'
import { timeSchema } from '../http/shapes.ts'
import { mergedCouponsSchema, mergeReportSchema } from './cart-merge.ts'
import { orderSchema } from './orders.ts'

export const userSchema = z
  .object({
    id: z.string().check(z.meta({ example: 'usr_01K9ZQ4V6E8Y3TN5W2R7XB0MCD' })),
    role: z.enum(ACCOUNT_ROLES),
    email: z.string(),
    name: z.nullable(z.string()),
    emailVerified: z.boolean().check(z.meta({ description: 'Whether the owner has confirmed the address.' })),
    newEmail: z
      .optional(z.string())
      .check(z.meta({ description: 'The address to which a change waits for its confirmations.' })),
    cartReminders: z
      .optional(z.object({ agreedAt: timeSchema, text: z.string() }))
      .check(
        z.meta({ description: 'The consent to reminders of a left cart: when, and to which version of the text.' }),
      ),
  })
  .register(z.globalRegistry, { id: 'User' })

export const emailChangeSchema = z
  .object({ status: z.enum(['waiting', 'changed']) })
  .register(z.globalRegistry, { id: 'EmailChange' })

export const adminUserSchema = z
  .object({
    ...userSchema.shape,
    createdAt: timeSchema,
    lockedAt: z.nullable(timeSchema).check(z.meta({ description: 'When an operator locked the account.' })),
    addresses: z.int().check(z.meta({ description: 'The number of addresses in the address book.' })),
    signIns: z.int().check(z.meta({ description: 'The number of sign-ins that are still valid.' })),
  })
  .register(z.globalRegistry, { id: 'AdminUser' })

export const signInListSchema = z
  .object({
    items: z.array(
      z.object({
        id: z.string(),
        createdAt: timeSchema,
        lastUsedAt: timeSchema,
        device: z.nullable(z.enum(DEVICES)),
      }),
    ),
  })
  .register(z.globalRegistry, { id: 'SignInList' })

export const ownSignInListSchema = z
  .object({
    items: z.array(
      z.object({
        ...{ id: z.string(), createdAt: timeSchema, lastUsedAt: timeSchema, device: z.nullable(z.enum(DEVICES)) },
        isCurrent: z.boolean().check(z.meta({ description: 'Whether this request belongs to the sign-in.' })),
      }),
    ),
  })
  .register(z.globalRegistry, { id: 'OwnSignInList' })

export type OwnSignInsBody = z.infer<typeof ownSignInListSchema>

const pair = {
  accessToken: z.string(),
  refreshToken: z.string().check(z.meta({ description: 'A token for one use within 30 days.' })),
  tokenType: z.literal('Bearer'),
  expiresIn: z.int().check(z.meta({ description: 'The lifetime of the access token in seconds.' })),
  user: userSchema,
}

export const pairSchema = z.object(pair).register(z.globalRegistry, { id: 'TokenPair' })

const mergeOutcomeSchema = z
  .nullable(
    z.union([
      z.object({ report: mergeReportSchema, coupons: mergedCouponsSchema }),
      z
        .object({ pending: z.literal(true) })
        .check(
          z.meta({ description: 'The guest’s cart is bound to the user. Its lines arrive without further requests.' }),
        ),
      z.object({ refused: z.string().check(z.meta({ example: 'guest_already_merged' })) }),
    ]),
  )
  .check(z.meta({ description: 'The outcome for the guest’s cart. Null without a valid guest token.' }))

export const signedInSchema = z
  .object({ ...pair, merge: mergeOutcomeSchema })
  .register(z.globalRegistry, { id: 'SignedIn' })

export type MergeOutcomeBody = z.infer<typeof mergeOutcomeSchema>

export const guestSchema = z
  .object({
    accessToken: z.string(),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int().check(z.meta({ description: 'The lifetime of the access token in seconds.' })),
    user: z.object({ id: z.string(), role: z.literal('guest') }),
  })
  .register(z.globalRegistry, { id: 'GuestToken' })

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
  .register(z.globalRegistry, { id: 'JwkSet' })

const rowsSchema = z.record(z.string(), z.record(z.string(), z.json()))

export const exportSchema = z
  .object({
    exportedAt: timeSchema,
    user: z.nullable(userSchema),
    account: rowsSchema.check(
      z.meta({ description: 'All stored data of the account. For the password, only the parameters of its hash.' }),
    ),
    cart: rowsSchema.check(z.meta({ description: 'All stored data of the cart.' })),
    orders: z.array(orderSchema),
    securityEvents: z.array(z.object({ kind: z.string(), count: z.int(), at: timeSchema })),
  })
  .register(z.globalRegistry, { id: 'Export' })
