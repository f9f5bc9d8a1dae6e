/** The document's texts for the routes on which operators find and process orders and edit stock. */
import { holdListSchema, notesSchema } from '../answers/admin-orders.ts'
import { orderListSchema, orderSchema, stockSchema } from '../answers/orders.ts'
import {
  adminOrderRoutes,
  adminStockRoutes,
  approveSchema,
  editSchema,
  filters,
  numberSchema,
  orderSearchSchema,
  receiveSchema,
  refundSchema,
  shipSchema,
  statusesQuery,
} from '../http/admin-orders.ts'
import { describe, describeFields } from './describe.ts'
import { documented } from './operation.ts'
import { acts, answers, headers, keyed, reads } from './orders.ts'

describe(numberSchema, { description: 'The order number, in upper or lower case, with or without hyphens.' })
describe(statusesQuery, {
  type: 'array',
  items: { type: 'string' },
  description: 'One or more statuses. Repeat the parameter or separate the statuses with commas.',
})
describeFields(filters, {
  from: { description: 'Only orders created at or after this time: a day in UTC, or a time with a zone.' },
  to: { description: 'Only orders created before this time, or on or before this day in UTC.' },
  return: {
    description: 'Only orders with a return in this state; `open` means any of them. Absent beside `status`.',
  },
})
describe(filters.sku, {
  description:
    'Only orders with a line of this product. A page can have fewer items than `limit` and still have a next page.',
})
describeFields(orderSearchSchema.shape, {
  email: {
    description:
      'The e-mail address given at checkout, in upper or lower case. The orders of the account with this address are found too.',
  },
})
describeFields(shipSchema.shape, {
  lines: { description: 'The units in this shipment. Default: all that have not shipped.' },
  unpaid: {
    description:
      'Ships an order that is paid on delivery: its manual payment is still open. Such an order ships as a whole.',
  },
})
describeFields(editSchema.shape, {
  lines: { description: 'The units to remove, not the units to keep.' },
  reason: { description: 'Stored with the refund. The shopper does not see it.' },
})
describeFields(approveSchema.shape, {
  sendTo: { description: 'An address, or how to use the label. The message to the shopper has it.' },
  labelUrl: { description: 'A label to print.' },
})
describeFields(receiveSchema.shape, {
  restock: { description: 'Whether the units go back into stock.' },
  amount: { description: 'The amount to refund. Default: the value of the lines, as far as it was paid.' },
})
describeFields(refundSchema.shape, {
  amount: {
    description:
      'The amount to refund. Default: the value of `lines`, or without `lines` all that can still be refunded.',
  },
  lines: {
    description: 'Returned units. The value of a unit is its share of the amount paid for its line, including tax.',
  },
  restock: {
    description:
      'Whether the units of the lines go back into stock now. An order that has not shipped returns its remaining ' +
      'units to stock, each once, when it is cancelled or fully refunded.',
  },
})

export const adminOrderDocs = documented('adminOrders', 'Administration of orders', adminOrderRoutes, {
  list: {
    summary: 'List orders, newest first',
    answers: { 200: { description: 'One page.', schema: orderListSchema } },
    refusals: [...reads, 'forbidden'],
  },
  search: {
    summary:
      'Find orders by e-mail address, number, status, open return, shopper and time, newest first. This request does not change data',
    answers: { 200: { description: 'One page.', schema: orderListSchema } },
    refusals: [...reads, 'forbidden', 'payload_too_large', 'unsupported_media_type'],
  },
  get: {
    summary: 'Get an order by its id or number. A number can be found one to two seconds after the order is created',
    answers: { 200: { description: 'The order.', schema: orderSchema } },
    refusals: [...reads, 'forbidden', 'not_found'],
  },
  notes: {
    summary:
      'List the operators’ notes on an order, oldest first. Shoppers never see notes, and an erasure deletes them',
    answers: { 200: { description: 'All notes of the order, at most 100.', schema: notesSchema } },
    refusals: [...reads, 'forbidden', 'not_found'],
  },
  addNote: {
    summary: 'Add a note to an order. Send an Idempotency-Key, so that a retry does not add the note twice',
    headers,
    answers: { 200: { description: 'All notes, including the new one.', schema: notesSchema } },
    refusals: [...keyed, 'forbidden', 'not_found', 'version_mismatch', 'note_limit'],
  },
  ship: {
    summary: 'Ship an order, or a part of it',
    headers,
    answers,
    refusals: [...acts, 'forbidden', 'ambiguous_line'],
  },
  deliver: {
    summary: 'Mark an order with all its shipments as delivered',
    headers,
    answers,
    refusals: [...acts, 'forbidden'],
  },
  deliverShipment: {
    summary: 'Mark one shipment as delivered. The order is delivered when it has shipped and all its shipments are',
    headers,
    answers,
    refusals: [...acts, 'forbidden'],
  },
  cancel: {
    summary: 'Cancel an order that has not shipped. A paid order is refunded',
    headers,
    answers,
    refusals: [...acts, 'forbidden'],
  },
  refund: {
    summary: 'Refund an order: the whole rest, an amount, or units of lines',
    headers,
    answers,
    refusals: [...acts, 'forbidden', 'ambiguous_line', 'refund_limit'],
  },
  edit: {
    summary:
      'Remove units that have not shipped from a paid order. Their share of what was paid is refunded, and they go back into stock',
    headers,
    answers,
    refusals: [...acts, 'forbidden', 'ambiguous_line', 'refund_limit'],
  },
  approveReturn: {
    summary: 'Approve a return, and name the place to which the shopper sends the units',
    headers,
    answers,
    refusals: [...acts, 'forbidden'],
  },
  refuseReturn: {
    summary:
      'Refuse a return, with a reason for the shopper. An approved return that did not arrive can be refused too',
    headers,
    answers,
    refusals: [...acts, 'forbidden'],
  },
  receiveReturn: {
    summary:
      'Report that the units of a return have arrived. This refunds them, and puts them back into stock if asked',
    headers,
    answers,
    refusals: [...acts, 'forbidden', 'refund_limit'],
  },
  markPaid: {
    summary:
      'Report that the money of a manual payment has arrived. The money of a cancelled order is owed to the shopper as a refund',
    headers,
    answers,
    refusals: [...acts, 'forbidden'],
  },
  markRefunded: {
    summary: 'Report that the money of a refund was paid back by hand. Only for refunds of manual payments',
    headers,
    answers,
    refusals: [...acts, 'forbidden'],
  },
})

export const adminStockDocs = documented('adminStock', 'Administration of orders', adminStockRoutes, {
  get: {
    summary: 'Get the stock of a product',
    answers: { 200: { description: 'The stock of the product.', schema: stockSchema } },
    refusals: [...reads, 'forbidden', 'not_found'],
  },
  put: {
    summary: 'Set the counted units of a product, or adjust them by a difference',
    headers,
    answers: { 200: { description: 'The stock of the product.', schema: stockSchema } },
    refusals: [...keyed, 'forbidden', 'not_found', 'version_mismatch', 'units_held'],
  },
  holds: {
    summary: 'List the orders that hold units of a product, oldest first',
    answers: { 200: { description: 'One page.', schema: holdListSchema } },
    refusals: [...reads, 'forbidden', 'not_found'],
  },
})
