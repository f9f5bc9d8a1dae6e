/** The document's texts for the routes of checkout and orders. */
import { orderListSchema, orderSchema, payAnswerSchema, quoteSchema } from '../answers/orders.ts'
import { billing, checkoutSchema, chosen, paySchema } from '../http/orders.ts'
import { orderRoutes } from '../http/orders-routes.ts'
import type { ProblemCode } from '../problem.ts'
import { describeFields } from './describe.ts'
import { documented, type HeaderDoc } from './operation.ts'

describeFields(chosen, {
  skus: { description: 'SKUs or lineIds of the lines to order; else the selected lines.' },
})
describeFields(billing, {
  billingAddress: { description: 'Where the bill goes, if elsewhere.' },
  vatNumber: {
    description: 'Its form is checked by country; without a country’s letters, by that of the billing address.',
    example: 'DE123456789',
  },
})
describeFields(checkoutSchema.def.in.shape, {
  expectedTotal: {
    description: 'The total that the shopper was shown; another one is refused with 409 price_changed.',
  },
})
describeFields(paySchema.shape, {
  returnUrl: { description: 'On a configured origin; the shopper goes there after.' },
})

export const reads: readonly ProblemCode[] = ['invalid_request', 'unauthenticated', 'rate_limited', 'unavailable']
const bodies: readonly ProblemCode[] = [...reads, 'payload_too_large', 'unsupported_media_type']
export const keyed: readonly ProblemCode[] = [...bodies, 'idempotency_key_reused']
export const acts: readonly ProblemCode[] = [...keyed, 'not_found', 'version_mismatch', 'illegal_transition']
const KEY: HeaderDoc = {
  name: 'Idempotency-Key',
  description: '1–255 visible ASCII characters; a repeat of the same request answers the same order.',
}
const MATCH: HeaderDoc = {
  name: 'If-Match',
  description: 'The ETag of the state that the change is meant for, or the version in quotes; 412 when it has changed.',
}
export const headers: readonly HeaderDoc[] = [KEY, MATCH]
export const answers = { 200: { description: 'The order as it then is.', schema: orderSchema } }

export const orderDocs = documented('Orders', orderRoutes, {
  quote: {
    summary: 'Price an order as it would be now; it changes nothing',
    answers: { 200: { description: 'The quote.', schema: quoteSchema } },
    refusals: [...bodies, 'line_not_found', 'ambiguous_line', 'cart_merged', 'erased'],
  },
  checkout: {
    summary: 'Make an order of the selected lines; their units are held for it until it is paid or its time is over',
    headers: [{ ...KEY, description: `Required. ${KEY.description}` }],
    answers: { 201: { description: 'The order, which waits for payment; one of 0 is paid.', schema: orderSchema } },
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
    summary: 'One’s own orders, the newest first',
    answers: { 200: { description: 'One page.', schema: orderListSchema } },
    refusals: reads,
  },
  get: {
    summary: 'One of one’s own orders',
    answers: {
      200: { description: 'The order.', schema: orderSchema },
      304: { description: 'It has not changed.' },
    },
    refusals: [...reads, 'not_found'],
  },
  pay: {
    summary: 'Open a payment, or answer the one that is open; the shopper pays at its redirectUrl',
    answers: { 200: { description: 'Where to pay.', schema: payAnswerSchema } },
    refusals: [...bodies, 'not_found', 'illegal_transition'],
  },
  cancel: {
    summary: 'Cancel it: unpaid, its lines go back to the cart; paid and not shipped, its money goes back',
    headers,
    answers,
    refusals: acts,
  },
})
