/** The routes of the cart. */
import * as z from 'zod'
import type { ProblemCode } from '../problem.ts'
import {
  addItemSchema,
  batchSchema,
  cartSchema,
  couponSchema,
  historyQuery,
  historySchema,
  minimalSchema,
  selectionSchema,
  setItemSchema,
} from './cart.ts'
import { mergedSchema, mergeSchema } from './cart-merge.ts'
import { type Answer, route } from './route.ts'
import { lineNameSchema, WRITE_HEADERS } from './shapes.ts'

const READS: readonly ProblemCode[] = [
  'invalid_request',
  'unauthenticated',
  'cart_merged',
  'erased',
  'rate_limited',
  'unavailable',
]
const WRITES: readonly ProblemCode[] = [
  ...READS,
  'payload_too_large',
  'unsupported_media_type',
  'idempotency_key_reused',
  'version_mismatch',
]

const shopper = { group: 'Cart' } as const
const write = { ...shopper, headers: WRITE_HEADERS } as const
const params = z.object({ sku: lineNameSchema })
const WRITTEN: Answer = { description: 'The cart as it then is.', schema: z.union([cartSchema, minimalSchema]) }
const answers = { 200: WRITTEN }

export const cartDocs = {
  get: route({
    ...shopper,
    method: 'get',
    path: '/v1/cart',
    summary: 'The cart',
    answers: { 200: { description: 'The cart.', schema: cartSchema }, 304: { description: 'It has not changed.' } },
    refusals: READS,
  }),
  add: route({
    ...write,
    method: 'post',
    path: '/v1/cart/items',
    summary: 'Add to the line with this SKU and these attributes',
    body: addItemSchema,
    answers,
    refusals: [...WRITES, 'unknown_sku', 'line_limit', 'quantity_limit', 'cart_too_large'],
  }),
  set: route({
    ...write,
    method: 'patch',
    path: '/v1/cart/items/:sku',
    summary: 'Set a line’s quantity, selection or attributes; quantity 0 removes it',
    params,
    body: setItemSchema,
    answers,
    refusals: [...WRITES, 'line_not_found', 'ambiguous_line', 'quantity_limit', 'cart_too_large', 'not_selectable'],
  }),
  remove: route({
    ...write,
    method: 'delete',
    path: '/v1/cart/items/:sku',
    summary: 'Remove a line; it can be restored for 24 hours',
    params,
    answers,
    refusals: [...WRITES, 'line_not_found', 'ambiguous_line'],
  }),
  restore: route({
    ...write,
    method: 'post',
    path: '/v1/cart/items/:sku/restore',
    summary: 'Bring a removed line back as it was',
    params,
    answers,
    refusals: [...WRITES, 'not_restorable', 'ambiguous_line', 'line_limit'],
  }),
  save: route({
    ...write,
    method: 'post',
    path: '/v1/cart/items/:sku/save',
    summary: 'Put a line aside, into the saved list',
    params,
    answers,
    refusals: [...WRITES, 'line_not_found', 'ambiguous_line', 'saved_limit', 'quantity_limit', 'cart_too_large'],
  }),
  move: route({
    ...write,
    method: 'post',
    path: '/v1/cart/saved/:sku/move',
    summary: 'Bring a saved line back into the cart',
    params,
    answers,
    refusals: [...WRITES, 'line_not_found', 'ambiguous_line', 'line_limit', 'quantity_limit', 'cart_too_large'],
  }),
  unsave: route({
    ...write,
    method: 'delete',
    path: '/v1/cart/saved/:sku',
    summary: 'Remove a line from the saved list',
    params,
    answers,
    refusals: [...WRITES, 'line_not_found', 'ambiguous_line'],
  }),
  select: route({
    ...write,
    method: 'put',
    path: '/v1/cart/selection',
    summary: 'Select or deselect some lines, or all',
    body: selectionSchema,
    answers,
    refusals: [...WRITES, 'line_not_found', 'ambiguous_line', 'not_selectable'],
  }),
  batch: route({
    ...write,
    method: 'post',
    path: '/v1/cart/batch',
    summary: 'Up to 100 operations in order, all or nothing unless told otherwise',
    body: batchSchema,
    answers,
    refusals: [
      ...WRITES,
      'unknown_sku',
      'line_not_found',
      'ambiguous_line',
      'line_limit',
      'quantity_limit',
      'cart_too_large',
      'not_restorable',
      'not_selectable',
      'saved_limit',
    ],
  }),
  merge: route({
    ...shopper,
    method: 'post',
    path: '/v1/cart/merge',
    summary: 'Take a guest’s cart into one’s own; a repeat answers the first report',
    body: mergeSchema,
    answers: { 200: { description: 'The cart, and what became of the guest’s lines.', schema: mergedSchema } },
    refusals: [
      ...READS,
      'forbidden',
      'payload_too_large',
      'unsupported_media_type',
      'guest_already_merged',
      'merge_limit',
      'saved_limit',
      'cart_too_large',
    ],
  }),
  addCoupon: route({
    ...write,
    method: 'post',
    path: '/v1/cart/coupons',
    summary: 'Put a coupon into the cart; one that depends on the address waits there for it',
    body: couponSchema,
    answers,
    refusals: [...WRITES, 'unknown_coupon', 'coupon_not_applicable', 'coupon_limit'],
  }),
  removeCoupon: route({
    ...write,
    method: 'delete',
    path: '/v1/cart/coupons/:code',
    summary: 'Take a coupon out of the cart',
    params: couponSchema,
    answers,
    refusals: [...WRITES, 'unknown_coupon'],
  }),
  undo: route({
    ...write,
    method: 'post',
    path: '/v1/cart/undo',
    summary: 'Take the last write back, within ten minutes and if nothing came after it',
    answers,
    refusals: [...WRITES, 'nothing_to_undo'],
  }),
  clear: route({
    ...write,
    method: 'delete',
    path: '/v1/cart',
    summary: 'Remove every line',
    answers,
    refusals: WRITES,
  }),
  history: route({
    ...shopper,
    method: 'get',
    path: '/v1/cart/history',
    summary: 'The operations that are still remembered',
    query: historyQuery,
    answers: { 200: { description: 'The oldest first.', schema: historySchema } },
    refusals: READS,
  }),
}
