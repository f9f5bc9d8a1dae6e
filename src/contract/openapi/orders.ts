/** The document's texts for the routes of checkout and orders. */
import { orderListSchema, orderSchema, payAnswerSchema, paymentMethodsSchema, quoteSchema } from '../answers/orders.ts'
import { destinationSchema } from '../http/address.ts'
import {
  billing,
  checkoutSchema,
  chosen,
  orderRoutes,
  paySchema,
  quoteRequestSchema,
  returnSchema,
} from '../http/orders.ts'
import type { ProblemCode } from '../problem.ts'
import { describeFields } from './describe.ts'
import { documented, type HeaderDoc } from './operation.ts'

describeFields(chosen, {
  skus: { description: 'SKUs or lineIds of the lines to order. Default: the selected lines.' },
})
describeFields(billing, {
  billingAddress: { description: 'The billing address, if it differs from the shipping address.' },
  vatNumber: {
    description:
      'The format is checked by the country prefix of the number, or without a prefix by the country of the billing address.',
    example: 'DE123456789',
  },
})
describeFields(quoteRequestSchema.def.in.shape, {
  destination: {
    description:
      'The place of delivery while the address is not complete. Only one of `address` and `destination` may be present.',
  },
})
describeFields(destinationSchema.shape, {
  region: { description: 'The code or the name of the region. A region that is not recognized has no regional taxes.' },
  postalCode: { description: 'Rates and taxes do not depend on it. It is not checked.' },
})
describeFields(checkoutSchema.def.in.shape, {
  expectedTotal: {
    description: 'The total that the shopper saw. If the total differs, the answer is 409 `price_changed`.',
  },
})
describeFields(returnSchema.shape, { reason: { description: 'Shown to the operators.' } })
describeFields(paySchema.shape, {
  provider: { description: 'One of `GET /v1/checkout/payment-methods`. Default: the first of them.' },
  returnUrl: {
    description: 'The page to which the shopper returns after the payment, on an origin of PAYMENT_RETURN_ORIGINS.',
  },
})

export const reads: readonly ProblemCode[] = ['invalid_request', 'unauthenticated', 'rate_limited', 'unavailable']
const bodies: readonly ProblemCode[] = [...reads, 'payload_too_large', 'unsupported_media_type']
export const keyed: readonly ProblemCode[] = [...bodies, 'idempotency_key_reused']
export const acts: readonly ProblemCode[] = [...keyed, 'not_found', 'version_mismatch', 'illegal_transition']
const KEY: HeaderDoc = {
  name: 'Idempotency-Key',
  description: '1–255 visible ASCII characters. A retry of the same request with the same key is applied only once.',
}
const MATCH: HeaderDoc = {
  name: 'If-Match',
  description:
    'The ETag of the state that you change, or its version in quotes. The answer is 412 if the state has changed.',
}
export const headers: readonly HeaderDoc[] = [KEY, MATCH]
export const answers = { 200: { description: 'The order after the change.', schema: orderSchema } }

export const orderDocs = documented('orders', 'Orders', orderRoutes, {
  paymentMethods: {
    summary: 'List the ways to pay that this shop offers',
    answers: { 200: { description: 'The ways to pay, the default first.', schema: paymentMethodsSchema } },
    refusals: reads,
  },
  quote: {
    summary: 'Quote an order at current prices. This request does not change data',
    answers: { 200: { description: 'The quote.', schema: quoteSchema } },
    refusals: [...bodies, 'line_not_found', 'ambiguous_line', 'cart_merged', 'erased'],
  },
  checkout: {
    summary: 'Create an order from the selected lines. Its units are held until the order is paid or expires',
    headers: [{ ...KEY, description: `Required. ${KEY.description}` }],
    answers: {
      201: {
        description: 'The order. It waits for payment, or is already paid when its total is 0.',
        schema: orderSchema,
      },
    },
    refusals: [
      ...keyed,
      'idempotency_key_required',
      'line_not_found',
      'ambiguous_line',
      'cart_empty',
      'cart_changed',
      'not_selectable',
      'price_changed',
      'insufficient_stock',
      'coupon_not_applicable',
      'not_shipped_there',
      'checkout_in_progress',
      'too_many_open_orders',
      'cart_merged',
      'erased',
    ],
  },
  list: {
    summary: 'List my orders, newest first',
    answers: { 200: { description: 'One page.', schema: orderListSchema } },
    refusals: reads,
  },
  get: {
    summary: 'Get one of my orders',
    answers: {
      200: { description: 'The order.', schema: orderSchema },
      304: { description: 'The order has not changed.' },
    },
    refusals: [...reads, 'not_found'],
  },
  pay: {
    summary: 'Open a payment, or get the payment that is already open. The shopper pays at its redirectUrl',
    answers: { 200: { description: 'The open payment.', schema: payAnswerSchema } },
    refusals: [...bodies, 'not_found', 'illegal_transition'],
  },
  cancel: {
    summary:
      'Cancel an order that has not shipped. The lines of an unpaid order return to the cart; a paid order is refunded',
    headers,
    answers,
    refusals: acts,
  },
  requestReturn: {
    summary: 'Ask to return delivered units. Send an Idempotency-Key, so that a retry does not ask twice',
    headers,
    answers,
    refusals: [...acts, 'ambiguous_line'],
  },
})
