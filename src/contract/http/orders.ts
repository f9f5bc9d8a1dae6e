/** The bodies and queries of quotes, checkout and orders. */
import * as z from 'zod/mini'
import type { Address } from '../../domain/address/address.ts'
import { vatNumberFrom } from '../../domain/address/vat-number.ts'
import { ORDER_STATUSES } from '../../domain/order/transitions.ts'
import { refused } from '../refused.ts'
import { checkedAddressSchema, checkedDestinationSchema } from './address.ts'
import { localeQuery } from './catalogue.ts'
import { emailSchema } from './identity.ts'
import type { Routes } from './route.ts'
import { LINE_NAMES, LIST_QUERY, lineNameSchema, namingOneLine, pastedSchema } from './shapes.ts'

export const text = (most: number) => pastedSchema.check(z.minLength(1), z.maxLength(most))

export const chosen = {
  skus: z.optional(z.array(lineNameSchema).check(z.minLength(1), z.maxLength(200))),
  shippingOption: z.optional(pastedSchema.check(z.minLength(1), z.maxLength(64))),
}

export const billing = {
  billingAddress: z.optional(checkedAddressSchema),
  vatNumber: z.optional(text(30)),
}

export const quoteRequestSchema = z.pipe(
  z.strictObject({
    address: z.optional(checkedAddressSchema),
    destination: z.optional(checkedDestinationSchema),
    ...chosen,
    ...billing,
  }),
  z.transform((body, context) => {
    if (body.address && body.destination) return refused(context, 'must be absent beside address', ['destination'])
    return withVatNumber(body, context)
  }),
)

export const checkoutSchema = z.pipe(
  z.strictObject({
    address: checkedAddressSchema,
    ...chosen,
    ...billing,
    expectedTotal: z.optional(z.strictObject({ amount: z.int().check(z.minimum(0)), currency: z.string() })),
    email: z.optional(emailSchema),
    note: z.optional(text(1000)),
  }),
  z.transform(withVatNumber),
)

interface Billed {
  readonly address?: Address | undefined
  readonly billingAddress?: Address | undefined
  readonly vatNumber?: string | undefined
}

/** Normalizes the VAT number; refuses a text that is not a VAT number. */
function withVatNumber<Body extends Billed>(body: Body, context: z.core.ParsePayload): Body {
  if (body.vatNumber === undefined) return body
  const country = (body.billingAddress ?? body.address)?.country ?? ''
  const vatNumber = vatNumberFrom(body.vatNumber, country)
  if (vatNumber !== null) return { ...body, vatNumber }
  const message = country
    ? `is not a VAT number of ${country}, or of the country that its letters name`
    : 'is not a VAT number'
  return refused(context, message, ['vatNumber'])
}

const LISTED = ORDER_STATUSES.filter((status) => status !== 'holding' && status !== 'refused')
export const statusSchema = z.enum(LISTED)

export const orderParams = z.object({
  id: pastedSchema.check(z.regex(/^ord_[0-9A-HJKMNP-TV-Z]{26}$/, { error: 'is not an order id' })),
})

/** Units of lines, each named by its SKU or its lineId. */
export const unitsSchema = z
  .array(namingOneLine(z.strictObject({ ...LINE_NAMES, quantity: z.int().check(z.minimum(1), z.maximum(1_000_000)) })))
  .check(z.minLength(1), z.maxLength(200))

export const returnSchema = z.strictObject({ lines: unitsSchema, reason: text(500) })

const orderListQuery = z.strictObject({ ...LIST_QUERY })

export const paySchema = z.strictObject({
  provider: z.optional(z.string().check(z.minLength(1), z.maxLength(64))),
  returnUrl: z.optional(z.url().check(z.maxLength(2000))),
})

const UNITS = 1_000_000_000

export const stockEditSchema = z.union([
  z.strictObject({ onHand: z.int().check(z.minimum(0), z.maximum(UNITS)) }),
  z.strictObject({ adjust: z.int().check(z.minimum(-UNITS), z.maximum(UNITS)) }),
])

export const orderRoutes = {
  paymentMethods: { method: 'get', path: '/v1/checkout/payment-methods', query: z.object({ locale: localeQuery }) },
  quote: { method: 'post', path: '/v1/checkout/quote', body: quoteRequestSchema },
  checkout: { method: 'post', path: '/v1/checkout', body: checkoutSchema },
  list: { method: 'get', path: '/v1/orders', query: orderListQuery },
  get: { method: 'get', path: '/v1/orders/:id', params: orderParams },
  pay: { method: 'post', path: '/v1/orders/:id/pay', params: orderParams, body: paySchema },
  cancel: { method: 'post', path: '/v1/orders/:id/cancel', params: orderParams },
  requestReturn: { method: 'post', path: '/v1/orders/:id/returns', params: orderParams, body: returnSchema },
} as const satisfies Routes
