/** Shapes that every part of the HTTP contract shares. */
import * as z from 'zod'
import { codeOf, trimmed } from '../../domain/pasted.ts'
import { PROBLEMS, type ProblemCode } from '../problem.ts'

/** A field that people paste into: what surrounds the text unseen is not part of it. */
export const pastedSchema = z.string().overwrite(trimmed)

export const skuSchema = pastedSchema
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
    error: 'must be 1–64 of A-Z a-z 0-9 . _ -, beginning with a letter or digit',
  })
  .meta({ example: 'iphone-15' })

/** Names a line in a path or a list. */
export const lineNameSchema = pastedSchema
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}(~[A-Za-z0-9-]{1,64})?$/, {
    error: 'must be a SKU (1–64 of A-Z a-z 0-9 . _ -, beginning with a letter or digit) or a lineId',
  })
  .meta({
    description: 'A SKU where the list has one line of it (409 `ambiguous_line` where it has several), or a `lineId`.',
    example: 'iphone-15',
  })

/** One of the two names the line. */
export const LINE_NAMES = { sku: lineNameSchema.optional(), lineId: lineNameSchema.optional() }

export function namingOneLine<Schema extends z.ZodType<{ sku?: string | undefined; lineId?: string | undefined }>>(
  schema: Schema,
) {
  return schema.refine(({ sku, lineId }) => (sku === undefined) !== (lineId === undefined), {
    error: 'is needed, or lineId; not both',
    path: ['sku'],
  })
}

export const lineIdOutSchema = z.string().meta({
  description: 'Names the line for as long as it exists. It contains `~`, which no SKU does; treat it as opaque.',
  example: 'iphone-15~mi0c3f2a-3k',
})

/** Letters of any script, so that 双十一 is a code; every way to write one is one code. */
export const couponCodeSchema = z
  .string()
  .max(200)
  .overwrite(codeOf)
  .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{0,63}$/u, {
    error: 'must be 1–64 letters, digits, . _ or -, beginning with a letter or digit',
  })
  .meta({ description: 'Upper and lower case are the same.', example: 'SPRING-10' })

/** A prefix and a ULID; letters that are mistaken for digits are not among them. */
export const userIdSchema = z.string().regex(/^(gst|usr)_[0-9A-HJKMNP-TV-Z]{26}$/, { error: 'is no user id' })

export const moneySchema = z.object({ amount: z.number().int(), currency: z.string() }).meta({
  id: 'Money',
  description: 'Integer minor units with a currency.',
  example: { amount: 599900, currency: 'CNY' },
})

export type Money = z.infer<typeof moneySchema>

export const availabilitySchema = z.enum(['in_stock', 'low_stock', 'out_of_stock', 'discontinued'])

export const timeSchema = z.iso.datetime().meta({ description: 'RFC 3339, UTC', example: '2026-11-22T08:00:00.000Z' })

/** The codes of a cart, in cart and quote alike. */
export const cartCouponsSchema = z.array(
  z.object({
    code: z.string(),
    applied: z.boolean(),
    reason: z.string().optional().meta({
      description:
        'Why it takes nothing off now. `needs_address`: it depends on the address, and takes effect once the country is known. `used_up`: every use of it, or every use of this user, is taken; checkout is refused with 409 `coupon_not_applicable`.',
      example: 'needs_address',
    }),
  }),
)

const codes = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.enum(codes),
    detail: z.string(),
    requestId: z.string(),
    errors: z
      .array(
        z.object({
          path: z.string(),
          message: z.string(),
          sku: z.string().optional(),
          coupon: z.string().optional(),
          requested: z.number().int().optional(),
          available: z.number().int().optional(),
        }),
      )
      .optional()
      .meta({
        description:
          'Fields that are not valid; with insufficient_stock, products and their units; with coupon_not_applicable at checkout, codes without a use left.',
      }),
    reason: z.string().optional().meta({ description: 'Why a coupon does not apply.' }),
    quote: z.unknown().optional().meta({
      description:
        'The present total, with price_changed; the total without the codes in `errors`, with coupon_not_applicable.',
    }),
    lineIds: z.array(z.string()).optional().meta({ description: 'The lines of the SKU, with ambiguous_line.' }),
    index: z.number().int().optional().meta({ description: 'Which operation of a batch refused.' }),
    current: z.unknown().optional().meta({ description: 'The present representation, with 412.' }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' })

export const LIST_QUERY = {
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(512).optional(),
}
