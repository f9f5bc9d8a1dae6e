/**
 * Shapes that many answers share. The Worker imports only types from this folder, because the schemas serve only the
 * document and the tests.
 */
import * as z from 'zod/mini'
import { PROBLEMS, type ProblemCode } from '../problem.ts'

export const lineIdOutSchema = z.string().check(
  z.meta({
    description:
      'The id of the line, which never changes. It contains `~`, which a SKU cannot contain. Treat it as opaque.',
    example: 'iphone-15~mi0c3f2a-3k',
  }),
)

export const moneySchema = z.object({ amount: z.int(), currency: z.string() }).register(z.globalRegistry, {
  id: 'Money',
  description: 'An amount in integer minor units, with its currency.',
  example: { amount: 599900, currency: 'CNY' },
})

export type Money = z.infer<typeof moneySchema>

export const availabilitySchema = z.enum(['in_stock', 'low_stock', 'out_of_stock', 'discontinued'])

/** The coupons of a cart, in the answers for carts and quotes. */
export const cartCouponsSchema = z.array(
  z.object({
    code: z.string(),
    applied: z.boolean(),
    reason: z.optional(z.string()).check(
      z.meta({
        description:
          'The reason why the coupon does not apply now. `needs_address`: the coupon depends on the address and applies once the country is known. `used_up`: the coupon has reached its limit, or its limit for this user; checkout answers 409 `coupon_not_applicable`.',
        example: 'needs_address',
      }),
    ),
  }),
)

const codes = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]

export const watermarkSchema = z
  .object({
    id: z.string(),
    last: z.int().check(
      z.meta({
        description:
          'The `seq` of the last operation of this client that was decided, whether it was applied or refused. 0 if the cart does not know the client.',
      }),
    ),
  })
  .register(z.globalRegistry, { id: 'CartClient' })

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(codes),
    detail: z.string(),
    requestId: z.string(),
    errors: z
      .optional(
        z.array(
          z.object({
            path: z.string(),
            message: z.string(),
            sku: z.optional(z.string()),
            coupon: z.optional(z.string()),
            requested: z.optional(z.int()),
            available: z.optional(z.int()),
          }),
        ),
      )
      .check(
        z.meta({
          description:
            'The invalid fields. With `insufficient_stock`, the products and their units. With `coupon_not_applicable` at checkout, the coupons that reached their limit.',
        }),
      ),
    reason: z.optional(z.string()).check(z.meta({ description: 'The reason why a coupon does not apply.' })),
    quote: z.optional(z.unknown()).check(
      z.meta({
        description:
          'With `price_changed`, the current quote. With `coupon_not_applicable`, the quote without the coupons in `errors`.',
      }),
    ),
    lineIds: z
      .optional(z.array(z.string()))
      .check(z.meta({ description: 'The lines of the SKU. Only with the code `ambiguous_line`.' })),
    index: z.optional(z.int()).check(z.meta({ description: 'The index of the refused operation in a batch, from 0.' })),
    expected: z
      .optional(z.int())
      .check(z.meta({ description: 'The `seq` that the cart expects next. Only with the code `sequence_gap`.' })),
    client: z
      .optional(watermarkSchema)
      .check(z.meta({ description: 'The watermark of the client. Only with `sequence_gap` and `unknown_client`.' })),
    current: z
      .optional(z.unknown())
      .check(z.meta({ description: 'The current representation of the resource. Only with status 412.' })),
  })
  .register(z.globalRegistry, { id: 'Problem', description: 'A problem document (RFC 9457).' })
