/** The document's texts for the routes by which operators inspect a cart. */
import { cartCopiesSchema, cartDrainSchema, cartOperationsSchema } from '../answers/admin-carts.ts'
import { adminCartRoutes } from '../http/admin-carts.ts'
import { documented, GUARDED_INPUT } from './operation.ts'

export const adminCartDocs = documented('adminCarts', 'Operations', adminCartRoutes, {
  copies: {
    summary: 'Compare the copies of a cart in its object, Redis and the record. Reading changes none of them',
    answers: { 200: { description: 'The copies side by side.', schema: cartCopiesSchema } },
    refusals: GUARDED_INPUT,
  },
  operations: {
    summary: 'List the last operations that the object of a cart has stored, newest first, at most 256',
    answers: { 200: { description: 'One page.', schema: cartOperationsSchema } },
    refusals: GUARDED_INPUT,
  },
  drain: {
    summary: 'Make the object of a cart send its state to the record now, if the record has not confirmed it',
    answers: { 200: { description: 'Whether there was something to send.', schema: cartDrainSchema } },
    refusals: [...GUARDED_INPUT, 'not_found'],
  },
})
