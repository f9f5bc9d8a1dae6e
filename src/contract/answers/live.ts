/** The messages of live connections: the source of their types, of /asyncapi.json and of the tests' checks. */
import * as z from 'zod/mini'
import { batchSchema } from '../http/cart.ts'
import { cartSchema } from './cart.ts'
import { orderSchema } from './orders.ts'
import { problemSchema, watermarkSchema } from './shapes.ts'

const etag = z.string().check(z.meta({ description: 'The ETag that a GET of the same state answers.' }))
const position = { epoch: z.int(), version: z.int() }
const covered = {
  ...position,
  from: z
    .optional(z.int())
    .check(z.meta({ description: 'The first of the versions that the change covers, when they are several.' })),
  etag,
}

export const opsSchema = z.strictObject({ t: z.literal('ops'), ops: batchSchema.shape.operations })

export const welcomeSchema = z.object({
  t: z.literal('welcome'),
  ...position,
  client: z
    .optional(watermarkSchema)
    .check(z.meta({ description: 'The watermark of the client. Only if the URL named the client.' })),
})

const { items, saved, removed, coupons, inCheckout, totals, notices } = cartSchema.shape
const lineIds = z.array(z.string())

export const cartChangeSchema = z.object({
  t: z.literal('change'),
  ...covered,
  items: items.check(z.meta({ description: 'The lines that differ from the state before.' })),
  gone: lineIds.check(z.meta({ description: 'The ids of lines that left the cart.' })),
  order: z
    .optional(lineIds)
    .check(z.meta({ description: 'The ids of all lines in order, when their order or set has changed.' })),
  saved: z.optional(saved),
  removed: z.optional(removed),
  coupons: z.optional(coupons),
  inCheckout: z.optional(inCheckout),
  totals,
  notices,
})

export const cartResetSchema = z.object({ t: z.literal('reset'), ...position, etag, cart: cartSchema })

export const orderChangeSchema = z.object({
  t: z.literal('change'),
  ...covered,
  order: z.partial(orderSchema).check(z.meta({ description: 'The fields that have changed.' })),
})

export const orderResetSchema = z.object({ t: z.literal('reset'), ...position, etag, order: orderSchema })

export const ackSchema = z.object({
  t: z.literal('ack'),
  client: z.string(),
  last: z.int().check(z.meta({ description: 'The `seq` of the last operation that was decided.' })),
  version: z.int(),
  results: cartSchema.shape.results.def.innerType,
})

export const errorSchema = z.object({
  t: z.literal('error'),
  code: problemSchema.shape.code,
  detail: z.string(),
  expected: problemSchema.shape.expected,
})
