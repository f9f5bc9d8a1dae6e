/** The document's texts for the routes by which operators find and handle orders, and the units of products. */
import { notesSchema } from '../http/admin-orders.ts'
import { adminOrderRoutes, adminStockRoutes } from '../http/admin-orders-routes.ts'
import { orderListSchema, orderSchema, stockSchema } from '../http/orders.ts'
import { documented } from './operation.ts'
import { acts, answers, headers, keyed, reads } from './orders.ts'

export const adminOrderDocs = documented('Administration of orders', adminOrderRoutes, {
  list: {
    summary: 'Orders, the newest first',
    answers: { 200: { description: 'One page.', schema: orderListSchema } },
    refusals: [...reads, 'forbidden'],
  },
  search: {
    summary: 'Find orders by e-mail address, number, status, shopper and time, the newest first; it changes nothing',
    answers: { 200: { description: 'One page.', schema: orderListSchema } },
    refusals: [...reads, 'forbidden', 'payload_too_large', 'unsupported_media_type'],
  },
  get: {
    summary: 'One order, by its id or its number; a number is known a second or two after the order',
    answers: { 200: { description: 'The order.', schema: orderSchema } },
    refusals: [...reads, 'forbidden', 'not_found'],
  },
  notes: {
    summary: 'Notes of operators on an order, the oldest first; shoppers never see them, and an erasure deletes them',
    answers: { 200: { description: 'All notes; at most 100.', schema: notesSchema } },
    refusals: [...reads, 'forbidden', 'not_found'],
  },
  addNote: {
    summary: 'Add a note; support may, too. Send an Idempotency-Key, so that a repeat does not add it twice',
    headers,
    answers: { 200: { description: 'All notes, with the new one.', schema: notesSchema } },
    refusals: [...keyed, 'forbidden', 'not_found', 'version_mismatch', 'note_limit'],
  },
  ship: { summary: 'It has left the house', headers, answers, refusals: [...acts, 'forbidden'] },
  deliver: { summary: 'It has arrived', headers, answers, refusals: [...acts, 'forbidden'] },
  refund: {
    summary: 'Give back all that is left, or a part: an amount, or units of lines',
    headers,
    answers,
    refusals: [...acts, 'forbidden', 'ambiguous_line', 'refund_limit'],
  },
})

export const adminStockDocs = documented('Administration of orders', adminStockRoutes, {
  get: {
    summary: 'The units of a product',
    answers: { 200: { description: 'Its units.', schema: stockSchema } },
    refusals: [...reads, 'forbidden', 'not_found'],
  },
  put: {
    summary: 'Units that were counted, or came in and went out',
    headers,
    answers: { 200: { description: 'Its units.', schema: stockSchema } },
    refusals: [...keyed, 'forbidden', 'not_found', 'version_mismatch', 'units_held'],
  },
})
