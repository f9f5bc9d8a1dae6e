/** The document's texts for the routes of the cart. */
import * as z from 'zod/mini'
import { cartSchema, historySchema, minimalSchema } from '../answers/cart.ts'
import { mergedSchema } from '../answers/cart-merge.ts'
import { watermarkSchema } from '../answers/shapes.ts'
import {
  addItemSchema,
  attributesSchema,
  batchSchema,
  cartRoutes,
  clientParams,
  historyQuery,
  quantityToAdd,
  seqSchema,
  setItemSchema,
} from '../http/cart.ts'
import { guestTokenSchema, mergeStrategySchema } from '../http/cart-merge.ts'
import type { ProblemCode } from '../problem.ts'
import { describe, describeFields } from './describe.ts'
import { type Answer, documented, type HeaderDoc } from './operation.ts'

describe(mergeStrategySchema, {
  description:
    'How to merge a line (same SKU and attributes) that both carts contain: add the quantities up to the limit of a line (default), take the greater quantity, keep the user’s line, or keep the guest’s line.',
})
describe(guestTokenSchema, { description: 'The guest’s access token. It may have expired within the last week.' })

describe(attributesSchema, { example: { engraving: 'For Lin' } })
describe(quantityToAdd, { example: 2 })
describe(seqSchema, {
  description: 'The client’s number for this operation, from 1 and without a gap. Only with `client`.',
})
describeFields(addItemSchema.shape, {
  attributes: {
    description:
      'Units with equal attributes, in any order, share a line. Units without attributes share another line.',
  },
})
describeFields(setItemSchema.shape, {
  attributes: {
    description:
      'Replaces all attributes. If another line of the SKU has the same attributes, its units move to this line and it is removed.',
  },
})
describeFields(batchSchema.shape, {
  atomic: {
    description:
      'Whether a refused operation refuses the whole batch. The default is true, or false with `client`, which does not allow true.',
  },
  client: {
    description:
      'The id that the client has chosen for itself. Each operation then has a `seq`, and is decided exactly once, however late and often it arrives. The operations of a batch have consecutive numbers. Not together with `key`, Idempotency-Key or If-Match.',
  },
})
describeFields(clientParams.shape, { client: { description: 'The id that the client has chosen for itself.' } })
describeFields(historyQuery.shape, {
  after: { description: 'Only changes after this version.' },
  cursor: { description: 'The `nextCursor` of the previous page.' },
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
/** The request headers of cart writes. The routes read and check them. */
const WRITE_HEADERS: readonly HeaderDoc[] = [
  {
    name: 'Idempotency-Key',
    description: '1–255 visible ASCII characters. A retry of the same request with the same key is applied only once.',
  },
  {
    name: 'If-Match',
    description: 'The ETag of the state that you change. The answer is 412 if the cart has changed.',
  },
  { name: 'Prefer', description: 'With `return=minimal`, the answer has only `{version, changed, totals}`.' },
]

const WRITTEN: Answer = { description: 'The cart after the change.', schema: z.union([cartSchema, minimalSchema]) }
const answers = { 200: WRITTEN }

export const cartDocs = documented('cart', 'Cart', cartRoutes, {
  get: {
    summary: 'Get my cart',
    headers: [{ name: 'If-None-Match', description: 'The ETag of an earlier answer; 304 if nothing has changed.' }],
    answers: {
      200: { description: 'The cart.', schema: cartSchema },
      304: { description: 'The cart has not changed.' },
    },
    refusals: READS,
  },
  add: {
    headers: WRITE_HEADERS,
    summary: 'Add units to the line with this SKU and these attributes',
    answers,
    refusals: [...WRITES, 'unknown_sku', 'line_limit', 'quantity_limit', 'cart_too_large'],
  },
  set: {
    headers: WRITE_HEADERS,
    summary: 'Set the quantity, selection or attributes of a line. Quantity 0 removes the line',
    answers,
    refusals: [...WRITES, 'line_not_found', 'ambiguous_line', 'quantity_limit', 'cart_too_large', 'not_selectable'],
  },
  remove: {
    headers: WRITE_HEADERS,
    summary: 'Remove a line. It can be restored for 24 hours',
    answers,
    refusals: [...WRITES, 'line_not_found', 'ambiguous_line'],
  },
  restore: {
    headers: WRITE_HEADERS,
    summary: 'Restore a removed line',
    answers,
    refusals: [...WRITES, 'not_restorable', 'ambiguous_line', 'line_limit'],
  },
  save: {
    headers: WRITE_HEADERS,
    summary: 'Move a line to the saved list',
    answers,
    refusals: [...WRITES, 'line_not_found', 'ambiguous_line', 'saved_limit', 'quantity_limit', 'cart_too_large'],
  },
  move: {
    headers: WRITE_HEADERS,
    summary: 'Move a saved line to the cart',
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
    summary: 'Select or deselect lines. Without `skus`, the change applies to all lines',
    answers,
    refusals: [...WRITES, 'line_not_found', 'ambiguous_line', 'not_selectable'],
  },
  batch: {
    headers: WRITE_HEADERS,
    summary:
      'Apply up to 100 operations in order, all or nothing unless `atomic` is false. With `client` and `seq`, each is decided exactly once',
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
      'unknown_client',
      'sequence_gap',
    ],
  },
  client: {
    summary: 'Get the number of the last operation of a client that was decided',
    answers: { 200: { description: 'The watermark of the client.', schema: watermarkSchema } },
    refusals: READS,
  },
  merge: {
    summary: 'Merge a guest’s cart into my cart. A repeat gets the first report',
    answers: { 200: { description: 'The cart, and a report on the guest’s lines.', schema: mergedSchema } },
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
    summary: 'Add a coupon to the cart. A coupon that depends on the address applies once the country is known',
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
    summary: 'Undo the last change, within ten minutes and if no other change followed',
    answers,
    refusals: [...WRITES, 'nothing_to_undo'],
  },
  clear: { headers: WRITE_HEADERS, summary: 'Remove every line', answers, refusals: WRITES },
  history: {
    summary: 'List the most recent changes of the cart',
    answers: { 200: { description: 'One page of changes, oldest first.', schema: historySchema } },
    refusals: READS,
  },
})
