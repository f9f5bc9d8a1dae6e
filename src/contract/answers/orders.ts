/** Quotes, orders and stock in answers. */
import * as z from 'zod/mini'
import { statusSchema } from '../http/orders.ts'
import { timeSchema } from '../http/shapes.ts'
import { orderAddressSchema } from './address.ts'
import { orderDocumentSchema } from './invoices.ts'
import { returnableSchema, returnsSchema, unitsOutSchema } from './returns.ts'
import { cartCouponsSchema, lineIdOutSchema, moneySchema } from './shapes.ts'

const adjustmentsSchema = z
  .array(z.object({ rule: z.string(), kind: z.enum(['promotion', 'coupon']), amount: moneySchema }))
  .check(z.meta({ description: 'The deducted amounts, each with its rule.' }))

const taxSchema = z
  .nullable(z.object({ rule: z.string(), ratePpm: z.int(), amount: moneySchema, inclusive: z.boolean() }))
  .check(
    z.meta({
      description: 'The tax, with its rate in parts per million. `inclusive` tells whether the price contains it.',
    }),
  )

const totalsSchema = z
  .object({
    subtotal: moneySchema.check(z.meta({ description: 'The total of the lines at list prices.' })),
    discount: moneySchema.check(z.meta({ description: 'The amount deducted from lines and shipping.' })),
    shipping: moneySchema.check(z.meta({ description: 'The price of shipping before discounts.' })),
    tax: moneySchema,
    taxIncluded: moneySchema.check(z.meta({ description: 'The part of the tax that is included in the prices.' })),
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
    lineTotal: moneySchema.check(z.meta({ description: 'The total of the line at list price.' })),
    adjustments: adjustmentsSchema,
    discount: moneySchema,
    tax: taxSchema,
    charged: moneySchema.check(
      z.meta({ description: 'The amount to pay: list price − discount + tax that the price does not include.' }),
    ),
    attributes: z.record(z.string(), z.string()),
  })
  .register(z.globalRegistry, { id: 'OrderLine' })

export const quoteSchema = z
  .object({
    lines: z.array(lineSchema),
    totals: totalsSchema,
    shippingOption: z
      .nullable(z.string())
      .check(z.meta({ description: 'The shipping option that is included in the totals.' })),
    shippingOptions: z.array(
      z.object({ id: z.string(), title: z.string(), amount: moneySchema, estimatedDays: z.int() }),
    ),
    coupons: cartCouponsSchema,
    problems: z
      .array(
        z.object({
          sku: z.optional(z.string()),
          coupon: z
            .optional(z.string())
            .check(z.meta({ description: 'The coupon code. Only with the code `coupon_not_applicable`.' })),
          code: z.string(),
          detail: z.string(),
        }),
      )
      .check(z.meta({ description: 'Problems that would prevent the order.' })),
  })
  .register(z.globalRegistry, { id: 'Quote' })

export type QuoteBody = z.infer<typeof quoteSchema>

export const shippingSchema = z
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
    number: z
      .string()
      .check(z.meta({ description: 'A number for people to read aloud.', example: '261124-7K3M-9QXW' })),
    userId: z.nullable(z.string()).check(z.meta({ description: 'Null after the user was erased.' })),
    status: statusSchema,
    version: z.int(),
    currency: z.string(),
    lines: z.array(lineSchema),
    shipping: z.nullable(shippingSchema),
    coupons: z.array(z.string()).check(z.meta({ description: 'The coupon codes that reduced the total.' })),
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
      provider: z
        .nullable(z.string())
        .check(z.meta({ description: 'The provider of the captured payment, otherwise of the newest one.' })),
      captured: moneySchema,
      refunded: moneySchema,
      refunding: moneySchema.check(z.meta({ description: 'The amount of refunds in progress.' })),
      refunds: z
        .array(
          z.object({
            id: z.string(),
            at: timeSchema,
            amount: moneySchema,
            status: z
              .enum(['pending', 'done'])
              .check(z.meta({ description: '`done`: the provider or an operator has paid the money back.' })),
            provider: z.nullable(z.string()).check(z.meta({ description: 'Null for a refund of 0.' })),
            lines: unitsOutSchema,
            isEdit: z
              .boolean()
              .check(z.meta({ description: 'Whether the units were removed from the order before they shipped.' })),
          }),
        )
        .check(z.meta({ description: 'All refunds with their returned units, oldest first.' })),
    }),
    documents: z
      .array(orderDocumentSchema)
      .check(z.meta({ description: 'The invoice and the credit notes. Empty if the shop issues no invoices.' })),
    shipment: z
      .nullable(z.object({ carrier: z.string(), trackingNumber: z.string(), shippedAt: timeSchema }))
      .check(z.meta({ description: 'The newest shipment.' })),
    shipments: z
      .array(
        z.object({
          number: z.int().check(z.meta({ description: 'From 1, in the order in which they left.' })),
          carrier: z.string(),
          trackingNumber: z.string(),
          shippedAt: timeSchema,
          deliveredAt: z.nullable(timeSchema),
          lines: unitsOutSchema,
        }),
      )
      .check(z.meta({ description: 'All shipments, oldest first.' })),
    returns: returnsSchema,
    returnable: returnableSchema,
    fulfillment: z
      .enum(['not_shipped', 'partly_shipped', 'shipped', 'delivered'])
      .check(z.meta({ description: 'An order that has shipped in part is still `paid`.' })),
    unshipped: unitsOutSchema.check(z.meta({ description: 'Units that can still ship.' })),
    history: z.array(
      z.object({
        from: z.nullable(z.string()),
        to: statusSchema,
        at: timeSchema,
        by: z.string().check(
          z.meta({
            description:
              'The cause of the change: a user id, `payment`, `timeout`, `stock`, or `nothing_due` for an order of 0, which is paid at once.',
          }),
        ),
      }),
    ),
    expiresAt: z
      .nullable(timeSchema)
      .check(z.meta({ description: 'The time until which the order waits for payment.' })),
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

export const paymentMethodsSchema = z
  .object({
    items: z.array(
      z.object({
        provider: z.string(),
        title: z
          .nullable(z.string())
          .check(z.meta({ description: 'Only of manual payments. A client names the others itself.' })),
        instructions: z
          .nullable(z.string())
          .check(z.meta({ description: 'Plain text with line breaks: how to pay. Only of manual payments.' })),
        waitMinutes: z.number().check(z.meta({ description: 'How long the order waits for this payment.' })),
      }),
    ),
  })
  .register(z.globalRegistry, { id: 'PaymentMethods' })

export type PaymentMethod = z.infer<typeof paymentMethodsSchema>['items'][number]

export const stockSchema = z
  .object({
    sku: z.string(),
    onHand: z.int(),
    held: z.int().check(z.meta({ description: 'Units that are held for unpaid orders.' })),
    available: z.int(),
    version: z.int(),
  })
  .register(z.globalRegistry, { id: 'Stock' })
