/** Quotes, orders and units as they are answered. */
import * as z from 'zod/mini'
import { statusSchema } from '../http/orders.ts'
import { timeSchema } from '../http/shapes.ts'
import { orderAddressSchema } from './address.ts'
import { cartCouponsSchema, lineIdOutSchema, moneySchema } from './shapes.ts'

const adjustmentsSchema = z
  .array(z.object({ rule: z.string(), kind: z.enum(['promotion', 'coupon']), amount: moneySchema }))
  .check(z.meta({ description: 'Amounts that were taken off, each with its rule.' }))

const taxSchema = z
  .nullable(z.object({ rule: z.string(), ratePpm: z.int(), amount: moneySchema, inclusive: z.boolean() }))
  .check(z.meta({ description: 'Parts per million; contained in the price, or on top of it.' }))

const totalsSchema = z
  .object({
    subtotal: moneySchema.check(z.meta({ description: 'The lines at list prices.' })),
    discount: moneySchema.check(z.meta({ description: 'Taken off lines and shipping.' })),
    shipping: moneySchema.check(z.meta({ description: 'Before discounts.' })),
    tax: moneySchema,
    taxIncluded: moneySchema.check(z.meta({ description: 'The part of the tax that the prices contain.' })),
    total: moneySchema.check(z.meta({ description: 'subtotal − discount + shipping + tax − taxIncluded' })),
  })
  .register(z.globalRegistry, { id: 'OrderTotals' })

const lineSchema = z
  .object({
    sku: z.string(),
    lineId: lineIdOutSchema,
    title: z.string(),
    image: z.nullable(z.string()),
    quantity: z.int(),
    unitPrice: moneySchema,
    lineTotal: moneySchema.check(z.meta({ description: 'At list price.' })),
    adjustments: adjustmentsSchema,
    discount: moneySchema,
    tax: taxSchema,
    charged: moneySchema.check(z.meta({ description: 'The price that is paid: list price − discount + tax on top.' })),
    attributes: z.record(z.string(), z.string()),
  })
  .register(z.globalRegistry, { id: 'OrderLine' })

export const quoteSchema = z
  .object({
    lines: z.array(lineSchema),
    totals: totalsSchema,
    shippingOption: z.nullable(z.string()).check(z.meta({ description: 'The one that is in the totals.' })),
    shippingOptions: z.array(
      z.object({ id: z.string(), title: z.string(), amount: moneySchema, estimatedDays: z.int() }),
    ),
    coupons: cartCouponsSchema,
    problems: z
      .array(
        z.object({
          sku: z.optional(z.string()),
          coupon: z.optional(z.string()).check(z.meta({ description: 'The code, with coupon_not_applicable.' })),
          code: z.string(),
          detail: z.string(),
        }),
      )
      .check(z.meta({ description: 'Faults that would stand in the way of the order.' })),
  })
  .register(z.globalRegistry, { id: 'Quote' })

export type QuoteBody = z.infer<typeof quoteSchema>

const shippingSchema = z
  .object({
    option: z.string(),
    rule: z.string(),
    estimatedDays: z.int(),
    amount: moneySchema,
    adjustments: adjustmentsSchema,
    discount: moneySchema,
    tax: taxSchema,
    charged: moneySchema,
  })
  .register(z.globalRegistry, { id: 'OrderShipping' })

export const orderSchema = z
  .object({
    id: z.string().check(z.meta({ example: 'ord_01K9ZQ4V6E8Y3TN5W2R7XB0MCD' })),
    number: z.string().check(z.meta({ description: 'For people to read out.', example: '261124-7K3M-9QXW' })),
    userId: z.nullable(z.string()).check(z.meta({ description: 'Null when that person was erased.' })),
    status: statusSchema,
    version: z.int(),
    currency: z.string(),
    lines: z.array(lineSchema),
    shipping: z.nullable(shippingSchema),
    coupons: z.array(z.string()).check(z.meta({ description: 'Codes that made it cheaper.' })),
    totals: totalsSchema,
    address: z.nullable(orderAddressSchema),
    billingAddress: z.nullable(orderAddressSchema),
    vatNumber: z.nullable(z.string()),
    email: z.nullable(z.string()),
    note: z.nullable(z.string()),
    payment: z.object({
      status: z
        .enum(['unpaid', 'open', 'declined', 'cancelled', 'paid', 'refunding', 'refunded'])
        .check(z.meta({ description: '`cancelled`: the order was cancelled before it was paid.' })),
      captured: moneySchema,
      refunded: moneySchema,
      refunding: moneySchema.check(z.meta({ description: 'On its way back.' })),
      refunds: z
        .array(
          z.object({
            id: z.string(),
            amount: moneySchema,
            lines: z.array(z.object({ sku: z.string(), lineId: lineIdOutSchema, quantity: z.int() })),
          }),
        )
        .check(z.meta({ description: 'Each refund, the oldest first, with the units that it is for.' })),
    }),
    shipment: z.nullable(z.object({ carrier: z.string(), trackingNumber: z.string(), shippedAt: timeSchema })),
    history: z.array(
      z.object({
        from: z.nullable(z.string()),
        to: statusSchema,
        at: timeSchema,
        by: z.string().check(
          z.meta({
            description: 'A user’s id, `payment`, `timeout`, `stock`, or `nothing_due`: an order of 0 is paid at once.',
          }),
        ),
      }),
    ),
    expiresAt: z.nullable(timeSchema).check(z.meta({ description: 'Until then it waits for payment.' })),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .register(z.globalRegistry, { id: 'Order' })

export type OrderBody = z.infer<typeof orderSchema>

export const orderListSchema = z
  .object({ items: z.array(orderSchema), nextCursor: z.nullable(z.string()) })
  .register(z.globalRegistry, { id: 'OrderList' })

export const payAnswerSchema = z
  .object({ paymentId: z.string(), status: z.literal('open'), redirectUrl: z.string() })
  .register(z.globalRegistry, { id: 'PaymentOpened' })

export const stockSchema = z
  .object({
    sku: z.string(),
    onHand: z.int(),
    held: z.int().check(z.meta({ description: 'For orders that are not paid yet.' })),
    available: z.int(),
    version: z.int(),
  })
  .register(z.globalRegistry, { id: 'Stock' })
