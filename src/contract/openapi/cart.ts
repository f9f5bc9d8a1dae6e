/** The document's texts for the routes of the cart. */
import * as z from 'zod/mini'
import { cartSchema, historySchema, minimalSchema } from '../answers/cart.ts'
import { mergedSchema } from '../answers/cart-merge.ts'
import { addItemSchema, attributesSchema, historyQuery, quantityToAdd, setItemSchema } from '../http/cart.ts'
import { guestTokenSchema, mergeStrategySchema } from '../http/cart-merge.ts'
import { cartRoutes } from '../http/cart-routes.ts'
import type { ProblemCode } from '../problem.ts'
import { describe, describeFields } from './describe.ts'
import { type Answer, documented, type HeaderDoc } from './operation.ts'

describe(mergeStrategySchema, {
  description:
    'Decides a line (SKU and attributes) that both carts hold: its units summed up to the limit of a line (default), the greater number, the user’s line, or the guest’s.',
})
describe(guestTokenSchema, { description: 'The guest’s access token; one that expired within the last week will do.' })

describe(attributesSchema, { example: { engraving: 'For Lin' } })
describe(quantityToAdd, { example: 2 })
describeFields(addItemSchema.shape, {
  attributes: {
    description: 'Units with equal attributes, in whatever order, are one line; without any, one of its own.',
  },
})
describeFields(setItemSchema.shape, {
  attributes: {
    description:
      'Replaces all of them. If another line of the SKU has the same, its units are added to this line, and it ends.',
  },
})
describeFields(historyQuery.shape, {
  after: { description: 'Only operations after this version.' },
  cursor: { description: 'The `nextCursor` of the page before.' },
})

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
/** Headers that writes of carts take; read and checked by the routes themselves. */
const WRITE_HEADERS: readonly HeaderDoc[] = [
  {
    name: 'Idempotency-Key',
    description: '1–255 visible ASCII characters; a repeat of the same request answers the same again.',
  },
  { name: 'If-Match', description: 'The ETag of the state that the change is meant for; 412 when it has changed.' },
  { name: 'Prefer', description: '`return=minimal` answers `{version, changed, totals}` only.' },
]

const WRITTEN: Answer = { description: 'The cart as it then is.', schema: z.union([cartSchema, minimalSchema]) }
const answers = { 200: WRITTEN }

export const cartDocs = documented('Cart', cartRoutes, {
  get: {
    summary: 'The cart',
    answers: { 200: { description: 'The cart.', schema: cartSchema }, 304: { description: 'It has not changed.' } },
    refusals: READS,
  },
  add: {
    headers: WRITE_HEADERS,
    summary: 'Add to the line with this SKU and these attributes',
    answers,
    refusals: [...WRITES, 'unknown_sku', 'line_limit', 'quantity_limit', 'cart_too_large'],
  },
  set: {
    headers: WRITE_HEADERS,
    summary: 'Set a line’s quantity, selection or attributes; quantity 0 removes it',
    answers,
    refusals: [...WRITES, 'line_not_found', 'ambiguous_line', 'quantity_limit', 'cart_too_large', 'not_selectable'],
  },
  remove: {
    headers: WRITE_HEADERS,
    summary: 'Remove a line; it can be restored for 24 hours',
    answers,
    refusals: [...WRITES, 'line_not_found', 'ambiguous_line'],
  },
  restore: {
    headers: WRITE_HEADERS,
    summary: 'Bring a removed line back as it was',
    answers,
    refusals: [...WRITES, 'not_restorable', 'ambiguous_line', 'line_limit'],
  },
  save: {
    headers: WRITE_HEADERS,
    summary: 'Put a line aside, into the saved list',
    answers,
    refusals: [...WRITES, 'line_not_found', 'ambiguous_line', 'saved_limit', 'quantity_limit', 'cart_too_large'],
  },
  move: {
    headers: WRITE_HEADERS,
    summary: 'Bring a saved line back into the cart',
    answers,
    refusals: [...WRITES, 'line_not_found', 'ambiguous_line', 'line_limit', 'quantity_limit', 'cart_too_large'],
  },
  unsave: {
    headers: WRITE_HEADERS,
    summary: 'Remove a line from the saved list',
    answers,
    refusals: [...WRITES, 'line_not_found', 'ambiguous_line'],
  },
  select: {
    headers: WRITE_HEADERS,
    summary: 'Select or deselect some lines, or all',
    answers,
    refusals: [...WRITES, 'line_not_found', 'ambiguous_line', 'not_selectable'],
  },
  batch: {
    headers: WRITE_HEADERS,
    summary: 'Up to 100 operations in order, all or nothing unless told otherwise',
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
  },
  merge: {
    summary: 'Take a guest’s cart into one’s own; a repeat answers the first report',
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
  },
  addCoupon: {
    headers: WRITE_HEADERS,
    summary: 'Put a coupon into the cart; one that depends on the address waits there for it',
    answers,
    refusals: [...WRITES, 'unknown_coupon', 'coupon_not_applicable', 'coupon_limit'],
  },
  removeCoupon: {
    headers: WRITE_HEADERS,
    summary: 'Take a coupon out of the cart',
    answers,
    refusals: [...WRITES, 'unknown_coupon'],
  },
  undo: {
    headers: WRITE_HEADERS,
    summary: 'Take the last write back, within ten minutes and if nothing came after it',
    answers,
    refusals: [...WRITES, 'nothing_to_undo'],
  },
  clear: { headers: WRITE_HEADERS, summary: 'Remove every line', answers, refusals: WRITES },
  history: {
    summary: 'The operations that are still remembered',
    answers: { 200: { description: 'The oldest first.', schema: historySchema } },
    refusals: READS,
  },
})
