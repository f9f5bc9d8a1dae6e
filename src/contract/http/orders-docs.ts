/** The routes of checkout and orders. */
import * as z from 'zod'
import type { ProblemCode } from '../problem.ts'
import {
  adminOrderListQuery,
  checkoutSchema,
  orderListQuery,
  orderListSchema,
  orderParams,
  orderSchema,
  payAnswerSchema,
  paySchema,
  quoteRequestSchema,
  quoteSchema,
  refundSchema,
  shipSchema,
  stockEditSchema,
  stockSchema,
} from './orders.ts'
import { type HeaderDoc, route } from './route.ts'
import { skuSchema } from './shapes.ts'

const reads: readonly ProblemCode[] = ['invalid_request', 'unauthenticated', 'rate_limited', 'unavailable']
const bodies: readonly ProblemCode[] = [...reads, 'payload_too_large', 'unsupported_media_type']
const keyed: readonly ProblemCode[] = [...bodies, 'idempotency_key_reused']
const acts: readonly ProblemCode[] = [...keyed, 'not_found', 'version_mismatch', 'illegal_transition']
const shopper = { group: 'Orders' }
const operator = { group: 'Administration of orders' }

const KEY: HeaderDoc = {
  name: 'Idempotency-Key',
  description: '1–255 visible ASCII characters; a repeat of the same request answers the same order.',
}
const MATCH: HeaderDoc = {
  name: 'If-Match',
  description: 'The ETag of the state that the change is meant for, or the version in quotes; 412 when it has changed.',
}
const headers = [KEY, MATCH]
const answers = { 200: { description: 'The order as it then is.', schema: orderSchema } }

export const orderDocs = {
  quote: route({
    ...shopper,
    method: 'post',
    path: '/v1/checkout/quote',
    summary: 'What an order would cost now; it changes nothing',
    body: quoteRequestSchema,
    answers: { 200: { description: 'The quote.', schema: quoteSchema } },
    refusals: [...bodies, 'line_not_found', 'cart_merged', 'erased'],
  }),
  checkout: route({
    ...shopper,
    method: 'post',
    path: '/v1/checkout',
    summary: 'Make an order of the selected lines; their units are held for it until it is paid or its time is over',
    headers: [{ ...KEY, description: `Required. ${KEY.description}` }],
    body: checkoutSchema,
    answers: { 201: { description: 'The order, which waits for payment.', schema: orderSchema } },
    refusals: [
      ...keyed,
      'idempotency_key_required',
      'line_not_found',
      'cart_empty',
      'cart_changed',
      'not_selectable',
      'price_changed',
      'insufficient_stock',
      'coupon_not_applicable',
      'not_shipped_there',
      'checkout_in_progress',
      'cart_merged',
      'erased',
    ],
  }),
  list: route({
    ...shopper,
    method: 'get',
    path: '/v1/orders',
    summary: 'One’s own orders, the newest first',
    query: orderListQuery,
    answers: { 200: { description: 'One page.', schema: orderListSchema } },
    refusals: reads,
  }),
  get: route({
    ...shopper,
    method: 'get',
    path: '/v1/orders/:id',
    summary: 'One of one’s own orders',
    params: orderParams,
    answers: {
      200: { description: 'The order.', schema: orderSchema },
      304: { description: 'It has not changed.' },
    },
    refusals: [...reads, 'not_found'],
  }),
  pay: route({
    ...shopper,
    method: 'post',
    path: '/v1/orders/:id/pay',
    summary: 'Open a payment, or answer the one that is open; the shopper pays at its redirectUrl',
    params: orderParams,
    body: paySchema,
    answers: { 200: { description: 'Where to pay.', schema: payAnswerSchema } },
    refusals: [...bodies, 'not_found', 'illegal_transition'],
  }),
  cancel: route({
    ...shopper,
    method: 'post',
    path: '/v1/orders/:id/cancel',
    summary: 'Cancel it: unpaid, its lines go back to the cart; paid and not shipped, its money goes back',
    headers,
    params: orderParams,
    answers,
    refusals: acts,
  }),
}

export const adminOrderDocs = {
  list: route({
    ...operator,
    method: 'get',
    path: '/v1/admin/orders',
    summary: 'Orders, the newest first',
    query: adminOrderListQuery,
    answers: { 200: { description: 'One page.', schema: orderListSchema } },
    refusals: [...reads, 'forbidden'],
  }),
  get: route({
    ...operator,
    method: 'get',
    path: '/v1/admin/orders/:id',
    summary: 'One order',
    params: orderParams,
    answers: { 200: { description: 'The order.', schema: orderSchema } },
    refusals: [...reads, 'forbidden', 'not_found'],
  }),
  ship: route({
    ...operator,
    method: 'post',
    path: '/v1/admin/orders/:id/ship',
    summary: 'It has left the house',
    headers,
    params: orderParams,
    body: shipSchema,
    answers,
    refusals: [...acts, 'forbidden'],
  }),
  deliver: route({
    ...operator,
    method: 'post',
    path: '/v1/admin/orders/:id/deliver',
    summary: 'It has arrived',
    headers,
    params: orderParams,
    answers,
    refusals: [...acts, 'forbidden'],
  }),
  refund: route({
    ...operator,
    method: 'post',
    path: '/v1/admin/orders/:id/refund',
    summary: 'Give back all that is left, or a part; units of an order that was not shipped are there again with all',
    headers,
    params: orderParams,
    body: refundSchema,
    answers,
    refusals: [...acts, 'forbidden', 'refund_limit'],
  }),
}

export const adminStockDocs = {
  get: route({
    ...operator,
    method: 'get',
    path: '/v1/admin/stock/:sku',
    summary: 'The units of a product',
    params: z.object({ sku: skuSchema }),
    answers: { 200: { description: 'Its units.', schema: stockSchema } },
    refusals: [...reads, 'forbidden', 'not_found'],
  }),
  put: route({
    ...operator,
    method: 'put',
    path: '/v1/admin/stock/:sku',
    summary: 'Units that were counted, or came in and went out',
    headers,
    params: z.object({ sku: skuSchema }),
    body: stockEditSchema,
    answers: { 200: { description: 'Its units.', schema: stockSchema } },
    refusals: [...keyed, 'forbidden', 'not_found', 'version_mismatch', 'units_held'],
  }),
}
