/** The routes by which operators find and handle orders, and the units of products. */
import * as z from 'zod'
import {
  adminOrderListQuery,
  noteSchema,
  notesSchema,
  orderOrNumberParams,
  orderSearchSchema,
  refundSchema,
  shipSchema,
} from './admin-orders.ts'
import { orderListSchema, orderParams, orderSchema, stockEditSchema, stockSchema } from './orders.ts'
import { acts, answers, headers, keyed, reads } from './orders-docs.ts'
import { route } from './route.ts'
import { skuSchema } from './shapes.ts'

const operator = { group: 'Administration of orders' }

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
  search: route({
    ...operator,
    method: 'post',
    path: '/v1/admin/orders/search',
    summary: 'Find orders by e-mail address, number, status, shopper and time, the newest first; it changes nothing',
    body: orderSearchSchema,
    answers: { 200: { description: 'One page.', schema: orderListSchema } },
    refusals: [...reads, 'forbidden', 'payload_too_large', 'unsupported_media_type'],
  }),
  get: route({
    ...operator,
    method: 'get',
    path: '/v1/admin/orders/:id',
    summary: 'One order, by its id or its number; a number is known a second or two after the order',
    params: orderOrNumberParams,
    answers: { 200: { description: 'The order.', schema: orderSchema } },
    refusals: [...reads, 'forbidden', 'not_found'],
  }),
  notes: route({
    ...operator,
    method: 'get',
    path: '/v1/admin/orders/:id/notes',
    summary: 'Notes of operators on an order, the oldest first; shoppers never see them, and an erasure deletes them',
    params: orderParams,
    answers: { 200: { description: 'All notes; at most 100.', schema: notesSchema } },
    refusals: [...reads, 'forbidden', 'not_found'],
  }),
  addNote: route({
    ...operator,
    method: 'post',
    path: '/v1/admin/orders/:id/notes',
    summary: 'Add a note; support may, too. Send an Idempotency-Key, so that a repeat does not add it twice',
    headers,
    params: orderParams,
    body: noteSchema,
    answers: { 200: { description: 'All notes, with the new one.', schema: notesSchema } },
    refusals: [...keyed, 'forbidden', 'not_found', 'version_mismatch', 'note_limit'],
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
    summary: 'Give back all that is left, or a part: an amount, or units of lines',
    headers,
    params: orderParams,
    body: refundSchema,
    answers,
    refusals: [...acts, 'forbidden', 'ambiguous_line', 'refund_limit'],
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
