/**
 * Shapes that many answers share. The worker takes only types from this folder: its schemas are for the document and
 * tests.
 */
import * as z from 'zod/mini'
import { PROBLEMS, type ProblemCode } from '../problem.ts'

export const lineIdOutSchema = z.string().check(
  z.meta({
    description: 'Names the line for as long as it exists. It contains `~`, which no SKU does; treat it as opaque.',
    example: 'iphone-15~mi0c3f2a-3k',
  }),
)

export const moneySchema = z.object({ amount: z.int(), currency: z.string() }).register(z.globalRegistry, {
  id: 'Money',
  description: 'Integer minor units with a currency.',
  example: { amount: 599900, currency: 'CNY' },
})

export type Money = z.infer<typeof moneySchema>

export const availabilitySchema = z.enum(['in_stock', 'low_stock', 'out_of_stock', 'discontinued'])

/** The codes of a cart, in cart and quote alike. */
export const cartCouponsSchema = z.array(
  z.object({
    code: z.string(),
    applied: z.boolean(),
    reason: z.optional(z.string()).check(
      z.meta({
        description:
          'Why it takes nothing off now. `needs_address`: it depends on the address, and takes effect once the country is known. `used_up`: every use of it, or every use of this user, is taken; checkout is refused with 409 `coupon_not_applicable`.',
        example: 'needs_address',
      }),
    ),
  }),
)

const codes = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]

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
            'Fields that are not valid; with insufficient_stock, products and their units; with coupon_not_applicable at checkout, codes without a use left.',
        }),
      ),
    reason: z.optional(z.string()).check(z.meta({ description: 'Why a coupon does not apply.' })),
    quote: z.optional(z.unknown()).check(
      z.meta({
        description:
          'The present total, with price_changed; the total without the codes in `errors`, with coupon_not_applicable.',
      }),
    ),
    lineIds: z
      .optional(z.array(z.string()))
      .check(z.meta({ description: 'The lines of the SKU, with ambiguous_line.' })),
    index: z.optional(z.int()).check(z.meta({ description: 'Which operation of a batch refused.' })),
    current: z.optional(z.unknown()).check(z.meta({ description: 'The present representation, with 412.' })),
  })
  .register(z.globalRegistry, { id: 'Problem', description: 'RFC 9457' })
