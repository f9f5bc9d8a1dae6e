/** What comes in and goes out over HTTP about quotes, checkout and orders. */
import * as z from 'zod'
import type { Address } from '../../domain/address/address.ts'
import { vatNumberFrom } from '../../domain/address/vat-number.ts'
import { ORDER_STATUSES } from '../../domain/order/transitions.ts'
import { EMAIL } from '../email.ts'
import { checkedAddressSchema, orderAddressSchema } from './address.ts'
import {
  cartCouponsSchema,
  LIST_QUERY,
  lineIdOutSchema,
  lineNameSchema,
  moneySchema,
  pastedSchema,
  timeSchema,
} from './shapes.ts'

export const text = (most: number) => pastedSchema.min(1).max(most)

const chosen = {
  skus: z
    .array(lineNameSchema)
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'SKUs or lineIds of the lines to order; else the selected lines.' }),
  shippingOption: z.string().min(1).max(64).optional(),
}

const billing = {
  billingAddress: checkedAddressSchema.optional().meta({ description: 'Where the bill goes, if elsewhere.' }),
  vatNumber: text(30).optional().meta({
    description: 'Its form is checked by country; without a country’s letters, by that of the billing address.',
    example: 'DE123456789',
  }),
}

export const quoteRequestSchema = z
  .strictObject({ address: checkedAddressSchema.optional(), ...chosen, ...billing })
  .transform(withVatNumber)

export const checkoutSchema = z
  .strictObject({
    address: checkedAddressSchema,
    ...chosen,
    ...billing,
    expectedTotal: z
      .strictObject({ amount: z.number().int().min(0), currency: z.string() })
      .optional()
      .meta({ description: 'The total that the shopper was shown; another one is refused with 409 price_changed.' }),
    email: pastedSchema.max(254).regex(EMAIL, { error: 'is no e-mail address' }).optional(),
    note: text(1000).optional(),
  })
  .transform(withVatNumber)

interface Billed {
  readonly address?: Address | undefined
  readonly billingAddress?: Address | undefined
  readonly vatNumber?: string | undefined
}

/** The VAT number in its one form; refuses one that is none. */
function withVatNumber<Body extends Billed>(body: Body, context: z.RefinementCtx): Body {
  if (body.vatNumber === undefined) return body
  const country = (body.billingAddress ?? body.address)?.country ?? ''
  const vatNumber = vatNumberFrom(body.vatNumber, country)
  if (vatNumber !== null) return { ...body, vatNumber }
  const message = country
    ? `is no VAT number of ${country}, nor of the country that its letters name`
    : 'is no VAT number'
  context.addIssue({ code: 'custom', path: ['vatNumber'], message })
  return z.NEVER
}

const adjustmentsSchema = z
  .array(z.object({ rule: z.string(), kind: z.enum(['promotion', 'coupon']), amount: moneySchema }))
  .meta({ description: 'Amounts that were taken off, each with its rule.' })

const taxSchema = z
  .object({ rule: z.string(), ratePpm: z.number().int(), amount: moneySchema, inclusive: z.boolean() })
  .nullable()
  .meta({ description: 'Parts per million; contained in the price, or on top of it.' })

const totalsSchema = z
  .object({
    subtotal: moneySchema.meta({ description: 'The lines at list prices.' }),
    discount: moneySchema.meta({ description: 'Taken off lines and shipping.' }),
    shipping: moneySchema.meta({ description: 'Before discounts.' }),
    tax: moneySchema,
    taxIncluded: moneySchema.meta({ description: 'The part of the tax that the prices contain.' }),
    total: moneySchema.meta({ description: 'subtotal − discount + shipping + tax − taxIncluded' }),
  })
  .meta({ id: 'OrderTotals' })

const lineSchema = z
  .object({
    sku: z.string(),
    lineId: lineIdOutSchema,
    title: z.string(),
    image: z.string().nullable(),
    quantity: z.number().int(),
    unitPrice: moneySchema,
    lineTotal: moneySchema.meta({ description: 'At list price.' }),
    adjustments: adjustmentsSchema,
    discount: moneySchema,
    tax: taxSchema,
    charged: moneySchema.meta({ description: 'The price that is paid: list price − discount + tax on top.' }),
    attributes: z.record(z.string(), z.string()),
  })
  .meta({ id: 'OrderLine' })

export const quoteSchema = z
  .object({
    lines: z.array(lineSchema),
    totals: totalsSchema,
    shippingOption: z.string().nullable().meta({ description: 'The one that is in the totals.' }),
    shippingOptions: z.array(
      z.object({ id: z.string(), title: z.string(), amount: moneySchema, estimatedDays: z.number().int() }),
    ),
    coupons: cartCouponsSchema,
    problems: z
      .array(
        z.object({
          sku: z.string().optional(),
          coupon: z.string().optional().meta({ description: 'The code, with coupon_not_applicable.' }),
          code: z.string(),
          detail: z.string(),
        }),
      )
      .meta({ description: 'Faults that would stand in the way of the order.' }),
  })
  .meta({ id: 'Quote' })

export type QuoteBody = z.infer<typeof quoteSchema>

const shippingSchema = z
  .object({
    option: z.string(),
    rule: z.string(),
    estimatedDays: z.number().int(),
    amount: moneySchema,
    adjustments: adjustmentsSchema,
    discount: moneySchema,
    tax: taxSchema,
    charged: moneySchema,
  })
  .meta({ id: 'OrderShipping' })

const LISTED = ORDER_STATUSES.filter((status) => status !== 'holding' && status !== 'refused')
export const statusSchema = z.enum(LISTED)

export const orderSchema = z
  .object({
    id: z.string().meta({ example: 'ord_01K9ZQ4V6E8Y3TN5W2R7XB0MCD' }),
    number: z.string().meta({ description: 'For people to read out.', example: '261124-7K3M-9QXW' }),
    userId: z.string().nullable().meta({ description: 'Null when that person was erased.' }),
    status: statusSchema,
    version: z.number().int(),
    currency: z.string(),
    lines: z.array(lineSchema),
    shipping: shippingSchema.nullable(),
    coupons: z.array(z.string()).meta({ description: 'Codes that made it cheaper.' }),
    totals: totalsSchema,
    address: orderAddressSchema.nullable(),
    billingAddress: orderAddressSchema.nullable(),
    vatNumber: z.string().nullable(),
    email: z.string().nullable(),
    note: z.string().nullable(),
    payment: z.object({
      status: z
        .enum(['unpaid', 'open', 'declined', 'cancelled', 'paid', 'refunding', 'refunded'])
        .meta({ description: '`cancelled`: the order was cancelled before it was paid.' }),
      captured: moneySchema,
      refunded: moneySchema,
      refunding: moneySchema.meta({ description: 'On its way back.' }),
      refunds: z
        .array(
          z.object({
            id: z.string(),
            amount: moneySchema,
            lines: z.array(z.object({ sku: z.string(), lineId: lineIdOutSchema, quantity: z.number().int() })),
          }),
        )
        .meta({ description: 'Each refund, the oldest first, with the units that it is for.' }),
    }),
    shipment: z.object({ carrier: z.string(), trackingNumber: z.string(), shippedAt: timeSchema }).nullable(),
    history: z.array(
      z.object({
        from: z.string().nullable(),
        to: statusSchema,
        at: timeSchema,
        by: z.string().meta({
          description: 'A user’s id, `payment`, `timeout`, `stock`, or `nothing_due`: an order of 0 is paid at once.',
        }),
      }),
    ),
    expiresAt: timeSchema.nullable().meta({ description: 'Until then it waits for payment.' }),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: 'Order' })

export type OrderBody = z.infer<typeof orderSchema>

export const orderListSchema = z
  .object({ items: z.array(orderSchema), nextCursor: z.string().nullable() })
  .meta({ id: 'OrderList' })

export const orderParams = z.object({
  id: z.string().regex(/^ord_[0-9A-HJKMNP-TV-Z]{26}$/, { error: 'is no order id' }),
})

export const orderListQuery = z.strictObject({ ...LIST_QUERY })

export const paySchema = z.strictObject({
  provider: z.string().min(1).max(64).default('simulated'),
  returnUrl: z
    .url()
    .max(2000)
    .optional()
    .meta({ description: 'On a configured origin; the shopper goes there after.' }),
})

export const payAnswerSchema = z
  .object({ paymentId: z.string(), status: z.literal('open'), redirectUrl: z.string() })
  .meta({ id: 'PaymentOpened' })

export const stockSchema = z
  .object({
    sku: z.string(),
    onHand: z.number().int(),
    held: z.number().int().meta({ description: 'For orders that are not paid yet.' }),
    available: z.number().int(),
    version: z.number().int(),
  })
  .meta({ id: 'Stock' })

const UNITS = 1_000_000_000

export const stockEditSchema = z.union([
  z.strictObject({ onHand: z.number().int().min(0).max(UNITS) }),
  z.strictObject({ adjust: z.number().int().min(-UNITS).max(UNITS) }),
])
