/** The queries of live connections. Their messages are in `src/contract/live`. */
import * as z from 'zod/mini'
import { orderParams } from './orders.ts'
import type { Routes } from './route.ts'
import { clientIdSchema } from './shapes.ts'

const positionSchema = z
  .string()
  .check(z.regex(/^\d{1,16}-\d{1,16}$/, { error: 'must be <epoch>-<version> of a message' }))

export const cartLiveQuery = z.strictObject({
  client: z.optional(clientIdSchema),
  since: z.optional(positionSchema),
  locale: z.optional(z.string().check(z.maxLength(64))),
})

export const orderLiveQuery = z.strictObject({ since: z.optional(positionSchema) })

export const liveRoutes = {
  cart: { method: 'get', path: '/v1/cart/live', query: cartLiveQuery },
  order: { method: 'get', path: '/v1/orders/:id/live', params: orderParams, query: orderLiveQuery },
} as const satisfies Routes
