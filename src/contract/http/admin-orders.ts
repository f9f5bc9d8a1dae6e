/** The bodies and queries of the routes by which operators find and handle orders. */
import * as z from 'zod/mini'
import { orderNumberFrom } from '../../domain/order/number.ts'
import { OPEN_RETURN_STATES } from '../../domain/order/return.ts'
import { refused } from '../refused.ts'
import { emailSchema } from './identity.ts'
import { orderParams, statusSchema, stockEditSchema, text, unitsSchema } from './orders.ts'
import type { Routes } from './route.ts'
import { LIST_QUERY, pastedSchema, skuSchema } from './shapes.ts'
import { timeBound } from './time-bound.ts'

const NOT_A_NUMBER = 'is not an order number, such as 261124-7K3M-9QXW'

export const numberSchema = z.pipe(
  pastedSchema.check(z.maxLength(40)),
  z.transform((text, context) => {
    const number = orderNumberFrom(text)
    if (number !== null) return number
    return refused(context, NOT_A_NUMBER)
  }),
)

/** An order's id or its number. */
export const orderOrNumberSchema = z.pipe(
  pastedSchema.check(z.maxLength(40)),
  z.transform((text, context) => {
    const found = orderParams.shape.id.safeParse(text).success ? text : orderNumberFrom(text)
    if (found !== null) return found
    return refused(context, 'is neither an order id nor an order number')
  }),
)
const orderOrNumberParams = z.object({ id: orderOrNumberSchema })

const MAX_STATUSES = 20

/** `status=paid&status=shipped` and `status=paid,shipped` mean the same. */
export const statusesQuery = z.optional(
  z.pipe(
    z.pipe(
      z.union([
        z.string().check(z.maxLength(200)),
        z.array(z.string().check(z.maxLength(200))).check(z.maxLength(MAX_STATUSES)),
      ]),
      z.transform((given) => [given].flat().flatMap((each) => each.split(',').map((status) => status.trim()))),
    ),
    z.array(statusSchema).check(z.minLength(1), z.maxLength(MAX_STATUSES)),
  ),
)

export const filters = {
  number: z.optional(numberSchema),
  userId: z.optional(pastedSchema.check(z.maxLength(64))),
  sku: z.optional(skuSchema),
  from: z.optional(timeBound('from')),
  to: z.optional(timeBound('to')),
  return: z.optional(z.enum([...OPEN_RETURN_STATES, 'open'])),
}

/** No index has both, so the walk would have no bound. */
const eitherStatusOrReturn = z.refine<{ readonly status?: unknown; readonly return?: unknown }>(
  (query) => query.status === undefined || query.return === undefined,
  { error: 'must be absent beside status', path: ['return'] },
)

/** Refuses e-mail addresses, because URLs are logged. The search accepts one in its body. */
const adminOrderListQuery = z
  .strictObject(
    { ...LIST_QUERY, ...filters, status: statusesQuery },
    {
      error: ({ code, keys }) =>
        code === 'unrecognized_keys' && Array.isArray(keys) && keys.includes('email')
          ? 'Send an e-mail address in the body of POST /v1/admin/orders/search, because URLs are logged.'
          : undefined,
    },
  )
  .check(eitherStatusOrReturn)

export const orderSearchSchema = z
  .strictObject({
    ...filters,
    email: z.optional(emailSchema),
    status: z.optional(
      z.union([
        z.pipe(
          statusSchema,
          z.transform((one) => [one]),
        ),
        z.array(statusSchema).check(z.minLength(1), z.maxLength(MAX_STATUSES)),
      ]),
    ),
    limit: z._default(z.int().check(z.minimum(1), z.maximum(100)), 20),
    cursor: LIST_QUERY.cursor,
  })
  .check(eitherStatusOrReturn)

const MAX_NOTE_LENGTH = 2000

const noteSchema = z.strictObject({ text: text(MAX_NOTE_LENGTH) })

/** A whole order, as a line of an import ships it. */
export const parcel = { carrier: text(100), trackingNumber: text(100) }

export const shipSchema = z.strictObject({
  ...parcel,
  lines: z.optional(unitsSchema),
  unpaid: z.optional(z.boolean()),
})

export const refundSchema = z.strictObject({
  amount: z.optional(z.strictObject({ amount: z.int().check(z.minimum(1)), currency: z.string() })),
  lines: z.optional(unitsSchema),
  restock: z.optional(z.boolean()),
  reason: text(500),
})

export const editSchema = z.strictObject({ lines: unitsSchema, reason: text(500) })

const refundParams = z.object({
  id: orderParams.shape.id,
  refundId: pastedSchema.check(z.regex(/^ref_[0-9A-HJKMNP-TV-Z]{26}$/, { error: 'is not a refund id' })),
})

const shipmentParams = z.object({
  id: orderParams.shape.id,
  shipment: z.pipe(
    z.string().check(z.regex(/^[1-9]\d?$/, { error: 'is not the number of a shipment' })),
    z.transform(Number),
  ),
})

const returnParams = z.object({
  id: orderParams.shape.id,
  returnId: pastedSchema.check(z.regex(/^rtn_[0-9A-HJKMNP-TV-Z]{26}$/, { error: 'is not the id of a return' })),
})
export const approveSchema = z.strictObject({
  sendTo: text(1000),
  labelUrl: z.optional(z.url({ protocol: /^https$/ }).check(z.maxLength(1000))),
})
const refuseSchema = z.strictObject({ reason: text(500) })
export const receiveSchema = z.strictObject({
  restock: z.boolean(),
  amount: z.optional(z.strictObject({ amount: z.int().check(z.minimum(0)), currency: z.string() })),
})
const RETURN = '/v1/admin/orders/:id/returns/:returnId'

export const adminOrderRoutes = {
  list: { method: 'get', path: '/v1/admin/orders', query: adminOrderListQuery },
  search: { method: 'post', path: '/v1/admin/orders/search', body: orderSearchSchema },
  get: { method: 'get', path: '/v1/admin/orders/:id', params: orderOrNumberParams },
  notes: { method: 'get', path: '/v1/admin/orders/:id/notes', params: orderParams },
  addNote: { method: 'post', path: '/v1/admin/orders/:id/notes', params: orderParams, body: noteSchema },
  ship: { method: 'post', path: '/v1/admin/orders/:id/ship', params: orderParams, body: shipSchema },
  deliver: { method: 'post', path: '/v1/admin/orders/:id/deliver', params: orderParams },
  deliverShipment: {
    method: 'post',
    path: '/v1/admin/orders/:id/shipments/:shipment/deliver',
    params: shipmentParams,
  },
  cancel: { method: 'post', path: '/v1/admin/orders/:id/cancel', params: orderParams },
  edit: { method: 'post', path: '/v1/admin/orders/:id/edit', params: orderParams, body: editSchema },
  refund: { method: 'post', path: '/v1/admin/orders/:id/refund', params: orderParams, body: refundSchema },
  approveReturn: { method: 'post', path: `${RETURN}/approve`, params: returnParams, body: approveSchema },
  refuseReturn: { method: 'post', path: `${RETURN}/refuse`, params: returnParams, body: refuseSchema },
  receiveReturn: { method: 'post', path: `${RETURN}/receive`, params: returnParams, body: receiveSchema },
  markPaid: { method: 'post', path: '/v1/admin/orders/:id/mark-paid', params: orderParams },
  markRefunded: {
    method: 'post',
    path: '/v1/admin/orders/:id/refunds/:refundId/mark-refunded',
    params: refundParams,
  },
} as const satisfies Routes

export const adminStockRoutes = {
  get: { method: 'get', path: '/v1/admin/stock/:sku', params: z.object({ sku: skuSchema }) },
  put: { method: 'put', path: '/v1/admin/stock/:sku', params: z.object({ sku: skuSchema }), body: stockEditSchema },
  holds: {
    method: 'get',
    path: '/v1/admin/stock/:sku/holds',
    params: z.object({ sku: skuSchema }),
    query: z.strictObject(LIST_QUERY),
  },
} as const satisfies Routes
