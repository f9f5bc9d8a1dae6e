/** The routes by which operators find and handle orders, and the units of products. */
import * as z from 'zod/mini'
import {
  adminOrderListQuery,
  noteSchema,
  orderOrNumberParams,
  orderSearchSchema,
  refundSchema,
  shipSchema,
} from './admin-orders.ts'
import { orderParams, stockEditSchema } from './orders.ts'
import type { Routes } from './route.ts'
import { skuSchema } from './shapes.ts'

export const adminOrderRoutes = {
  list: { method: 'get', path: '/v1/admin/orders', query: adminOrderListQuery },
  search: { method: 'post', path: '/v1/admin/orders/search', body: orderSearchSchema },
  get: { method: 'get', path: '/v1/admin/orders/:id', params: orderOrNumberParams },
  notes: { method: 'get', path: '/v1/admin/orders/:id/notes', params: orderParams },
  addNote: { method: 'post', path: '/v1/admin/orders/:id/notes', params: orderParams, body: noteSchema },
  ship: { method: 'post', path: '/v1/admin/orders/:id/ship', params: orderParams, body: shipSchema },
  deliver: { method: 'post', path: '/v1/admin/orders/:id/deliver', params: orderParams },
  refund: { method: 'post', path: '/v1/admin/orders/:id/refund', params: orderParams, body: refundSchema },
} as const satisfies Routes

export const adminStockRoutes = {
  get: { method: 'get', path: '/v1/admin/stock/:sku', params: z.object({ sku: skuSchema }) },
  put: { method: 'put', path: '/v1/admin/stock/:sku', params: z.object({ sku: skuSchema }), body: stockEditSchema },
} as const satisfies Routes
