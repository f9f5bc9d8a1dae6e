/** Merges of a guest's cart: the bodies. */
import * as z from 'zod/mini'
import { STRATEGIES } from '../../domain/cart/merge-rows.ts'

export const mergeStrategySchema = z.enum(STRATEGIES)

export const guestTokenSchema = z.string().check(z.minLength(1), z.maxLength(4096))

export const mergeSchema = z.strictObject({
  guestToken: guestTokenSchema,
  mergeStrategy: z.optional(mergeStrategySchema),
})
