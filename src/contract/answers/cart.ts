/** The cart in answers. */
import * as z from 'zod/mini'
import { timeSchema } from '../http/shapes.ts'
import { availabilitySchema, cartCouponsSchema, lineIdOutSchema, moneySchema, watermarkSchema } from './shapes.ts'

const attributesOut = z.record(z.string(), z.string())

const lineSchema = z
  .object({
    sku: z.string(),
    lineId: lineIdOutSchema,
    title: z.string(),
    image: z.nullable(z.string()),
    quantity: z.int(),
    selected: z.boolean(),
    attributes: attributesOut,
    labels: z.array(z.string()),
    unitPrice: moneySchema,
    lineTotal: moneySchema,
    adjustments: z
      .array(z.object({ rule: z.string(), kind: z.enum(['promotion', 'coupon']), amount: moneySchema }))
      .check(z.meta({ description: 'The amounts deducted from the total of the line, each with its rule.' })),
    priceChange: z.nullable(z.object({ from: moneySchema, to: moneySchema })).check(
      z.meta({
        description:
          'Set when the current price differs from the price when the line was added. The current price is charged.',
      }),
    ),
    availability: z
      .nullable(availabilitySchema)
      .check(z.meta({ description: 'Null while the catalogue cannot be read.' })),
    addedAt: timeSchema,
    updatedAt: timeSchema,
  })
  .register(z.globalRegistry, { id: 'CartLine' })

const totalsSchema = z
  .object({
    itemCount: z.int().check(z.meta({ description: 'The number of units in all lines.' })),
    selectedCount: z.int().check(z.meta({ description: 'The number of units in the selected lines.' })),
    subtotal: moneySchema,
    discount: moneySchema,
    shipping: moneySchema,
    tax: moneySchema,
    taxIncluded: moneySchema.check(z.meta({ description: 'The part of the tax that is included in the prices.' })),
    total: moneySchema,
  })
  .register(z.globalRegistry, {
    id: 'CartTotals',
    description:
      'The totals of the selected lines. Shipping and tax are computed only with `?country=` (and `?region=`, `?shippingOption=`).',
  })

const noticeSchema = z.object({ code: z.string(), sku: z.optional(z.string()), detail: z.string() })

const clientOut = z
  .optional(watermarkSchema)
  .check(z.meta({ description: 'Only in the answer to a batch with `client`.' }))

const resultSchema = z.object({
  seq: z.optional(z.int()).check(z.meta({ description: 'Only in a batch with `client`.' })),
  status: z.enum(['accepted', 'replayed', 'done', 'refused']).check(
    z.meta({
      description:
        '`replayed`: the `key` was used before. `done`: the operation with this `seq` was decided before; `code` is set if it was refused then and the cart still remembers that.',
    }),
  ),
  code: z.optional(z.string()),
  detail: z.optional(z.string()),
  lineIds: z
    .optional(z.array(z.string()))
    .check(z.meta({ description: 'The lines of the SKU. Only with the code `ambiguous_line`.' })),
})

export const cartSchema = z
  .object({
    id: z.string().check(z.meta({ example: 'crt_01K9ZQ4V6E8Y3TN5W2R7XB0MCD' })),
    userId: z.string(),
    version: z.int(),
    currency: z.string(),
    items: z.array(lineSchema),
    saved: z.array(lineSchema),
    removed: z.array(
      z.object({
        sku: z.string(),
        lineId: lineIdOutSchema,
        quantity: z.int(),
        attributes: attributesOut,
        restorableUntil: timeSchema,
      }),
    ),
    inCheckout: z.array(z.object({ orderId: z.string(), skus: z.array(z.string()), lineIds: z.array(z.string()) })),
    coupons: cartCouponsSchema,
    totals: totalsSchema,
    notices: z.array(noticeSchema),
    updatedAt: z.nullable(timeSchema),
    stale: z.optional(z.boolean()).check(z.meta({ description: 'True when this is a copy that can be out of date.' })),
    results: z
      .optional(z.array(resultSchema))
      .check(z.meta({ description: 'One result for each operation of a batch that is not atomic.' })),
    client: clientOut,
  })
  .register(z.globalRegistry, { id: 'Cart' })

export type CartBody = z.infer<typeof cartSchema>
export type CartLineBody = z.infer<typeof lineSchema>

export const minimalSchema = z
  .object({
    version: z.int(),
    changed: z.array(z.string()).check(
      z.meta({
        description: 'The changed lines: the SKU if the SKU has one line, otherwise the `lineId`.',
      }),
    ),
    totals: totalsSchema,
    results: z.optional(z.array(resultSchema)),
    client: clientOut,
  })
  .register(z.globalRegistry, { id: 'CartMinimal' })

export type MinimalBody = z.infer<typeof minimalSchema>

export const historySchema = z
  .object({
    items: z.array(z.object({ version: z.int(), kind: z.string(), at: timeSchema })),
    nextCursor: z.nullable(z.string()),
  })
  .register(z.globalRegistry, { id: 'CartHistory' })
