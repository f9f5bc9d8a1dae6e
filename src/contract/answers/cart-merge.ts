/** The report of a merge of a guest's cart: lines and coupons. */
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
      movedToSaved: z
        .optional(z.boolean())
        .check(z.meta({ description: 'True if the line moved to the saved list because the cart was full.' })),
      saved: z
        .optional(z.boolean())
        .check(
          z.meta({ description: 'True if the line was in the guest’s saved list and is in the user’s saved list.' }),
        ),
    }),
  )
  .register(z.globalRegistry, { id: 'MergeReport' })

/** Undefined when the guest's cart did not have coupons. */
export const mergedCouponsSchema = z
  .optional(
    z.array(
      z.object({
        code: z.string(),
        carried: z.boolean(),
        reason: z
          .optional(z.string())
          .check(z.meta({ description: 'The reason why the code was not carried over.', example: 'coupon_limit' })),
      }),
    ),
  )
  .check(z.meta({ description: 'The guest’s coupon codes, and whether each was carried over.' }))

export const mergedSchema = z
  .object({ cart: cartSchema, report: mergeReportSchema, coupons: mergedCouponsSchema })
  .register(z.globalRegistry, { id: 'MergedCart' })
