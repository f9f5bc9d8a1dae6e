/** The document's texts for the routes by which operators find and handle orders, and the units of products. */
import { notesSchema } from '../answers/admin-orders.ts'
import { orderListSchema, orderSchema, stockSchema } from '../answers/orders.ts'
import { filters, numberSchema, orderSearchSchema, refundSchema, statusesQuery } from '../http/admin-orders.ts'
import { adminOrderRoutes, adminStockRoutes } from '../http/admin-orders-routes.ts'
import { describe, describeFields } from './describe.ts'
import { documented } from './operation.ts'
import { acts, answers, headers, keyed, reads } from './orders.ts'

describe(numberSchema, { description: 'As people read it out, in any case, with or without its hyphens.' })
describe(statusesQuery, {
  type: 'array',
  items: { type: 'string' },
  description: 'One status or several: repeated, or with commas between them.',
})
describeFields(filters, {
  from: { description: 'Created then or later: a day in UTC, or a time with its zone.' },
  to: { description: 'Created before this time, or at latest on this day in UTC.' },
})
describeFields(orderSearchSchema.shape, {
  email: { description: 'The address given at checkout, in any case.' },
})
describeFields(refundSchema.shape, {
  amount: { description: 'A part of it; else what the lines are worth, or without lines all that is left.' },
  lines: { description: 'Units that come back: each is worth its share of what its line paid, tax included.' },
  restock: {
    description:
      'Whether the units of the lines go back into stock now. An order that has not shipped puts back the rest of ' +
      'its units, each once, when it is cancelled or all of it is refunded.',
  },
})

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
