/** The outcome of a merge of a guest's cart, for lines and coupons. */
import * as z from 'zod/mini'
import { cartSchema } from './cart.ts'
import { lineIdOutSchema } from './shapes.ts'

export const mergeReportSchema = z
  .array(
    z.object({
      sku: z.string(),
      lineId: z.optional(lineIdOutSchema).check(z.meta({ description: 'The line that holds the units now.' })),
      guestQuantity: z.int(),
      userQuantity: z.int(),
      resultQuantity: z.int(),
      movedToSaved: z.optional(z.boolean()).check(z.meta({ description: 'The cart was full.' })),
      saved: z.optional(z.boolean()).check(z.meta({ description: 'It was, and is, in the saved list.' })),
    }),
  )
  .register(z.globalRegistry, { id: 'MergeReport' })

/** Absent when the guest had no codes. */
export const mergedCouponsSchema = z
  .optional(
    z.array(
      z.object({
        code: z.string(),
        carried: z.boolean(),
        reason: z
          .optional(z.string())
          .check(z.meta({ description: 'Why it was not carried over.', example: 'coupon_limit' })),
      }),
    ),
  )
  .check(z.meta({ description: 'The guest’s coupon codes, carried over or not.' }))

export const mergedSchema = z
  .object({ cart: cartSchema, report: mergeReportSchema, coupons: mergedCouponsSchema })
  .register(z.globalRegistry, { id: 'MergedCart' })
