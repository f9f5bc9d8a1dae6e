/** Merges of a guest's cart over HTTP: what is accepted, and what became of lines and coupons. */
import * as z from 'zod'
import { STRATEGIES } from '../../domain/cart/merge-rows.ts'
import { cartSchema } from './cart.ts'
import { lineIdOutSchema } from './shapes.ts'

export const mergeStrategySchema = z.enum(STRATEGIES).meta({
  description:
    'Decides a line (SKU and attributes) that both carts hold: its units summed up to the limit of a line (default), the greater number, the user’s line, or the guest’s.',
})

export const guestTokenSchema = z
  .string()
  .min(1)
  .max(4096)
  .meta({ description: 'The guest’s access token; one that expired within the last week will do.' })

export const mergeSchema = z.strictObject({
  guestToken: guestTokenSchema,
  mergeStrategy: mergeStrategySchema.optional(),
})

export const mergeReportSchema = z
  .array(
    z.object({
      sku: z.string(),
      lineId: lineIdOutSchema.optional().meta({ description: 'The line that holds the units now.' }),
      guestQuantity: z.number().int(),
      userQuantity: z.number().int(),
      resultQuantity: z.number().int(),
      movedToSaved: z.boolean().optional().meta({ description: 'The cart was full.' }),
      saved: z.boolean().optional().meta({ description: 'It was, and is, in the saved list.' }),
    }),
  )
  .meta({ id: 'MergeReport' })

/** Absent when the guest had no codes. */
export const mergedCouponsSchema = z
  .array(
    z.object({
      code: z.string(),
      carried: z.boolean(),
      reason: z.string().optional().meta({ description: 'Why it was not carried over.', example: 'coupon_limit' }),
    }),
  )
  .optional()
  .meta({ description: 'The guest’s coupon codes, carried over or not.' })

export const mergedSchema = z
  .object({ cart: cartSchema, report: mergeReportSchema, coupons: mergedCouponsSchema })
  .meta({ id: 'MergedCart' })
