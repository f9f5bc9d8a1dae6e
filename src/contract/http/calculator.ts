/** The price calculator: what some lines or a shopper's cart would cost at a place and a time. */
import * as z from 'zod/mini'
import { MAX_LINES, MAX_QUANTITY } from '../../domain/cart/cart.ts'
import { checkedDestinationSchema } from './address.ts'
import { ruleIdSchema } from './price-rules.ts'
import type { Routes } from './route.ts'
import { couponCodeSchema, skuSchema, userIdSchema } from './shapes.ts'
import { timeBound } from './time-bound.ts'

const MAX_COUPONS = 20

const itemSchema = z.strictObject({
  sku: skuSchema,
  quantity: z.int().check(z.minimum(1), z.maximum(MAX_QUANTITY)),
})

export const calculationSchema = z
  .strictObject({
    items: z.optional(z.array(itemSchema).check(z.maxLength(MAX_LINES))),
    userId: z.optional(userIdSchema),
    coupons: z.optional(z.array(couponCodeSchema).check(z.maxLength(MAX_COUPONS))),
    destination: z.optional(checkedDestinationSchema),
    shippingOption: z.optional(ruleIdSchema),
    at: z.optional(timeBound('from')),
    isFirstOrder: z.optional(z.boolean()),
  })
  .check(
    z.refine(({ items, userId }) => (items === undefined) !== (userId === undefined), {
      error: 'is required unless userId is given; send only one of them',
      path: ['items'],
    }),
  )

export type Calculation = z.output<typeof calculationSchema>

export const calculatorRoutes = {
  calculate: { method: 'post', path: '/v1/admin/prices/calculate', body: calculationSchema },
} as const satisfies Routes
