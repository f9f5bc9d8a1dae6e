/** A calculated price with the effect of every rule. */
import * as z from 'zod/mini'
import { RULE_KINDS } from '../../domain/pricing/rules.ts'
import { timeSchema } from '../http/shapes.ts'
import { quoteSchema, shippingSchema } from './orders.ts'
import { moneySchema } from './shapes.ts'

export const calculationAnswer = z
  .object({
    at: timeSchema,
    source: z
      .enum(['items', 'object', 'redis', 'record'])
      .check(z.meta({ description: 'Where the lines come from: the request, or the newest copy of the cart.' })),
    quote: quoteSchema,
    shipping: z.nullable(shippingSchema),
    unknown: z.array(z.string()).check(z.meta({ description: 'SKUs of the request that do not exist.' })),
    rules: z
      .array(
        z.object({
          kind: z.enum(RULE_KINDS),
          id: z.string(),
          title: z.string(),
          applied: z.boolean(),
          amount: z.nullable(moneySchema).check(
            z.meta({
              description:
                'The amount that a discount takes off, the price of the shipping before discounts, or the tax.',
            }),
          ),
          reason: z.nullable(z.string()).check(
            z.meta({
              description:
                'Why the rule has no effect: a reason of a coupon, `other_country`, `other_region`, `weight`, `subtotal`, `not_cheapest`, `not_chosen`, or `replaced` by a more specific rule.',
            }),
          ),
        }),
      )
      .check(z.meta({ description: 'All active rules of today, and the coupons.' })),
  })
  .register(z.globalRegistry, { id: 'Calculation' })

export type CalculationBody = z.infer<typeof calculationAnswer>
