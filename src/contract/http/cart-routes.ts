/** The routes of the cart. */
import * as z from 'zod/mini'
import { addItemSchema, batchSchema, couponSchema, historyQuery, selectionSchema, setItemSchema } from './cart.ts'
import { mergeSchema } from './cart-merge.ts'
import type { Routes } from './route.ts'
import { lineNameSchema } from './shapes.ts'

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
  history: { method: 'get', path: '/v1/cart/history', query: historyQuery },
} as const satisfies Routes
