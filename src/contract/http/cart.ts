/** The bodies and queries of the cart. */
import * as z from 'zod/mini'
import { mergeSchema } from './cart-merge.ts'
import type { Routes } from './route.ts'
import {
  clientIdSchema,
  couponCodeSchema,
  LINE_NAMES,
  LIST_QUERY,
  lineNameSchema,
  namingOneLine,
  skuSchema,
} from './shapes.ts'

const MAX_ATTRIBUTES = 10
const MAX_ATTRIBUTES_BYTES = 1024
const MAX_OPERATIONS = 100

export const attributesSchema = z.record(z.string().check(z.minLength(1)), z.string()).check(
  z.refine((attributes) => Object.keys(attributes).length <= MAX_ATTRIBUTES, {
    error: `has more than ${MAX_ATTRIBUTES} keys`,
  }),
  z.refine((attributes) => new TextEncoder().encode(JSON.stringify(attributes)).byteLength <= MAX_ATTRIBUTES_BYTES, {
    error: `is longer than ${MAX_ATTRIBUTES_BYTES} bytes of JSON`,
  }),
)

/** Accepts any safe integer, because the cart decides on the limit of a line. */
export const quantityToAdd = z.int().check(z.minimum(1))
const quantityToSet = z.int().check(z.minimum(0))

export const addItemSchema = z.strictObject({
  sku: skuSchema,
  quantity: quantityToAdd,
  attributes: z.optional(attributesSchema),
})

export const setItemSchema = z
  .strictObject({
    quantity: z.optional(quantityToSet),
    selected: z.optional(z.boolean()),
    attributes: z.optional(attributesSchema),
  })
  .check(z.refine((fields) => Object.keys(fields).length > 0, { error: 'must name a field to change' }))

const selectionSchema = z.strictObject({
  selected: z.boolean(),
  skus: z.optional(z.array(lineNameSchema).check(z.minLength(1), z.maxLength(200))),
})

const operationKey = z
  .string()
  .check(z.regex(/^[\x21-\x7e]{1,255}$/, { error: 'must be 1–255 visible ASCII characters' }))

export const seqSchema = z.optional(z.int().check(z.minimum(1)))

/** Do not reorder the fields: the hash of an idempotency key depends on their order. */
const operation = { ...LINE_NAMES, key: z.optional(operationKey), seq: seqSchema }

const operationSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('add'),
    sku: skuSchema,
    key: z.optional(operationKey),
    seq: seqSchema,
    quantity: quantityToAdd,
    attributes: z.optional(attributesSchema),
  }),
  namingOneLine(
    z.strictObject({
      type: z.literal('set'),
      ...operation,
      quantity: z.optional(quantityToSet),
      selected: z.optional(z.boolean()),
      attributes: z.optional(attributesSchema),
    }),
  ),
  namingOneLine(z.strictObject({ type: z.literal('remove'), ...operation })),
  namingOneLine(z.strictObject({ type: z.literal('restore'), ...operation })),
  namingOneLine(z.strictObject({ type: z.literal('save'), ...operation })),
  namingOneLine(z.strictObject({ type: z.literal('move'), ...operation })),
  namingOneLine(z.strictObject({ type: z.literal('select'), ...operation, selected: z.boolean() })),
])

export const batchSchema = z
  .strictObject({
    operations: z.array(operationSchema).check(z.minLength(1), z.maxLength(MAX_OPERATIONS)),
    atomic: z.optional(z.boolean()),
    client: z.optional(clientIdSchema),
  })
  .check(
    // Each operation of a client is decided by itself: a refused one must not block those after it permanently.
    z.refine(({ client, atomic }) => client === undefined || atomic !== true, {
      error: 'must not be true with client',
      path: ['atomic'],
    }),
    z.refine(({ client, operations }) => client === undefined || operations.every(({ key }) => key === undefined), {
      error: 'must not have a key with client: seq names the operation',
      path: ['operations'],
    }),
    z.refine(({ client, operations }) => client === undefined || areConsecutive(operations), {
      error: 'must have consecutive seq with client',
      path: ['operations'],
    }),
    z.refine(({ client, operations }) => client !== undefined || operations.every(({ seq }) => seq === undefined), {
      error: 'is required with seq',
      path: ['client'],
    }),
  )

function areConsecutive(operations: readonly { readonly seq?: number | undefined }[]): boolean {
  const first = operations[0]?.seq
  return first !== undefined && operations.every(({ seq }, place) => seq === first + place)
}

const couponSchema = z.strictObject({ code: couponCodeSchema })

export const clientParams = z.object({ client: clientIdSchema })

export const historyQuery = z.strictObject({
  limit: LIST_QUERY.limit,
  after: z._default(z.coerce.number().check(z.int(), z.minimum(0)), 0),
  cursor: z.optional(z.coerce.number().check(z.int(), z.minimum(0))),
})

const params = z.object({ sku: lineNameSchema })

export const cartRoutes = {
  get: { method: 'get', path: '/v1/cart' },
  add: { method: 'post', path: '/v1/cart/items', body: addItemSchema },
  set: { method: 'patch', path: '/v1/cart/items/:sku', params, body: setItemSchema },
  remove: { method: 'delete', path: '/v1/cart/items/:sku', params },
  restore: { method: 'post', path: '/v1/cart/items/:sku/restore', params },
  save: { method: 'post', path: '/v1/cart/items/:sku/save', params },
  move: { method: 'post', path: '/v1/cart/saved/:sku/move', params },
  unsave: { method: 'delete', path: '/v1/cart/saved/:sku', params },
  select: { method: 'put', path: '/v1/cart/selection', body: selectionSchema },
  batch: { method: 'post', path: '/v1/cart/batch', body: batchSchema },
  merge: { method: 'post', path: '/v1/cart/merge', body: mergeSchema },
  addCoupon: { method: 'post', path: '/v1/cart/coupons', body: couponSchema },
  removeCoupon: { method: 'delete', path: '/v1/cart/coupons/:code', params: couponSchema },
  undo: { method: 'post', path: '/v1/cart/undo' },
  clear: { method: 'delete', path: '/v1/cart' },
  client: { method: 'get', path: '/v1/cart/clients/:client', params: clientParams },
  history: { method: 'get', path: '/v1/cart/history', query: historyQuery },
} as const satisfies Routes
