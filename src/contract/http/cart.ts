/** The cart over HTTP: what is accepted and what is answered. */
import * as z from 'zod'
import {
  availabilitySchema,
  cartCouponsSchema,
  couponCodeSchema,
  LINE_NAMES,
  LIST_QUERY,
  lineIdOutSchema,
  lineNameSchema,
  moneySchema,
  namingOneLine,
  skuSchema,
  timeSchema,
} from './shapes.ts'

const MAX_ATTRIBUTES = 10
const MAX_ATTRIBUTES_BYTES = 1024
const MAX_OPERATIONS = 100

const attributesSchema = z
  .record(z.string().min(1), z.string())
  .refine((attributes) => Object.keys(attributes).length <= MAX_ATTRIBUTES, {
    error: `has more than ${MAX_ATTRIBUTES} keys`,
  })
  .refine((attributes) => new TextEncoder().encode(JSON.stringify(attributes)).byteLength <= MAX_ATTRIBUTES_BYTES, {
    error: `is longer than ${MAX_ATTRIBUTES_BYTES} bytes of JSON`,
  })
  .meta({ example: { engraving: 'For Lin' } })

/** Any safe integer is well-formed; what a line may hold is the cart's decision. */
const quantityToAdd = z.number().int().min(1).meta({ example: 2 })
const quantityToSet = z.number().int().min(0)

export const addItemSchema = z.strictObject({
  sku: skuSchema,
  quantity: quantityToAdd,
  attributes: attributesSchema.optional().meta({
    description: 'Units with equal attributes, in whatever order, are one line; without any, one of its own.',
  }),
})

export const setItemSchema = z
  .strictObject({
    quantity: quantityToSet.optional(),
    selected: z.boolean().optional(),
    attributes: attributesSchema.optional().meta({
      description:
        'Replaces all of them. If another line of the SKU has the same, its units are added to this line, and it ends.',
    }),
  })
  .refine((fields) => Object.keys(fields).length > 0, { error: 'names nothing to change' })

export const selectionSchema = z.strictObject({
  selected: z.boolean(),
  skus: z.array(lineNameSchema).min(1).max(200).optional(),
})

const operationKey = z.string().regex(/^[\x21-\x7e]{1,255}$/, { error: 'must be 1–255 visible ASCII characters' })

/** Idempotency keys stand for the fields in this order. */
const operation = { ...LINE_NAMES, key: operationKey.optional() }

const operationSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('add'),
    sku: skuSchema,
    key: operationKey.optional(),
    quantity: quantityToAdd,
    attributes: attributesSchema.optional(),
  }),
  namingOneLine(
    z.strictObject({
      type: z.literal('set'),
      ...operation,
      quantity: quantityToSet.optional(),
      selected: z.boolean().optional(),
      attributes: attributesSchema.optional(),
    }),
  ),
  namingOneLine(z.strictObject({ type: z.literal('remove'), ...operation })),
  namingOneLine(z.strictObject({ type: z.literal('restore'), ...operation })),
  namingOneLine(z.strictObject({ type: z.literal('save'), ...operation })),
  namingOneLine(z.strictObject({ type: z.literal('move'), ...operation })),
  namingOneLine(z.strictObject({ type: z.literal('select'), ...operation, selected: z.boolean() })),
])

export const batchSchema = z.strictObject({
  operations: z.array(operationSchema).min(1).max(MAX_OPERATIONS),
  atomic: z.boolean().default(true),
})

const attributesOut = z.record(z.string(), z.string())

const lineSchema = z
  .object({
    sku: z.string(),
    lineId: lineIdOutSchema,
    title: z.string(),
    image: z.string().nullable(),
    quantity: z.number().int(),
    selected: z.boolean(),
    attributes: attributesOut,
    labels: z.array(z.string()),
    unitPrice: moneySchema,
    lineTotal: moneySchema,
    adjustments: z
      .array(z.object({ rule: z.string(), kind: z.enum(['promotion', 'coupon']), amount: moneySchema }))
      .meta({ description: 'Amounts that are taken off its total, each with its rule.' }),
    priceChange: z
      .object({ from: moneySchema, to: moneySchema })
      .nullable()
      .meta({ description: 'Set when today’s price differs from the one when it was added; today’s is charged.' }),
    availability: availabilitySchema.nullable().meta({ description: 'Null while the catalogue cannot be asked.' }),
    addedAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: 'CartLine' })

const totalsSchema = z
  .object({
    itemCount: z.number().int().meta({ description: 'Units in all lines.' }),
    selectedCount: z.number().int().meta({ description: 'Units in the selected lines.' }),
    subtotal: moneySchema,
    discount: moneySchema,
    shipping: moneySchema,
    tax: moneySchema,
    taxIncluded: moneySchema.meta({ description: 'The part of the tax that the prices contain.' }),
    total: moneySchema,
  })
  .meta({
    id: 'CartTotals',
    description:
      'The totals of the selected lines. Shipping and tax are computed only with `?country=` (and `?region=`, `?shippingOption=`).',
  })

const noticeSchema = z.object({ code: z.string(), sku: z.string().optional(), detail: z.string() })

const resultSchema = z.object({
  status: z.enum(['accepted', 'replayed', 'refused']),
  code: z.string().optional(),
  detail: z.string().optional(),
  lineIds: z.array(z.string()).optional().meta({ description: 'The lines of the SKU, with ambiguous_line.' }),
})

export const cartSchema = z
  .object({
    id: z.string().meta({ example: 'crt_01K9ZQ4V6E8Y3TN5W2R7XB0MCD' }),
    userId: z.string(),
    version: z.number().int(),
    currency: z.string(),
    items: z.array(lineSchema),
    saved: z.array(lineSchema),
    removed: z.array(
      z.object({
        sku: z.string(),
        lineId: lineIdOutSchema,
        quantity: z.number().int(),
        attributes: attributesOut,
        restorableUntil: timeSchema,
      }),
    ),
    inCheckout: z.array(z.object({ orderId: z.string(), skus: z.array(z.string()), lineIds: z.array(z.string()) })),
    coupons: cartCouponsSchema,
    totals: totalsSchema,
    notices: z.array(noticeSchema),
    updatedAt: timeSchema.nullable(),
    stale: z.boolean().optional().meta({ description: 'True when this is a copy that may lag.' }),
    results: z.array(resultSchema).optional().meta({ description: 'Per operation, of a batch that is not atomic.' }),
  })
  .meta({ id: 'Cart' })

export type CartBody = z.infer<typeof cartSchema>
export type CartLineBody = z.infer<typeof lineSchema>

export const minimalSchema = z
  .object({
    version: z.number().int(),
    changed: z.array(z.string()).meta({
      description: 'The lines that changed: the SKU where the SKU has one line, else the `lineId`.',
    }),
    totals: totalsSchema,
    results: z.array(resultSchema).optional(),
  })
  .meta({ id: 'CartMinimal' })

export type MinimalBody = z.infer<typeof minimalSchema>

export const couponSchema = z.strictObject({ code: couponCodeSchema })

export const historyQuery = z.strictObject({
  limit: LIST_QUERY.limit,
  after: z.coerce.number().int().min(0).default(0).meta({ description: 'Only operations after this version.' }),
  cursor: z.coerce.number().int().min(0).optional().meta({ description: 'The `nextCursor` of the page before.' }),
})

export const historySchema = z
  .object({
    items: z.array(z.object({ version: z.number().int(), kind: z.string(), at: timeSchema })),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'CartHistory' })
