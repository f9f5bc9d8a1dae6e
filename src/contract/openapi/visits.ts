/** The document's texts for the operators' routes that call many objects. */
import { namesPageSchema, resendSchema, sweepSchema } from '../answers/visits.ts'
import { listNamesQuery, resendBody, visitsRoutes } from '../http/visits.ts'
import { describe, describeFields } from './describe.ts'
import { documented, GUARDED_INPUT } from './operation.ts'

describe(resendBody, { example: { names: ['order:ord_01J9ZV6V2M6YZ3T8Q4N5R7W8XK'] } })
describeFields(listNamesQuery.shape, {
  source: {
    description:
      'The source of the names: `record` lists every kind, `l2` (Redis) lists carts, `catalogue` lists stock by SKU.',
  },
  kind: { description: 'The kind of object, only for the source `record`. Default: carts.' },
})

export const visitsDocs = documented('objects', 'Operations', visitsRoutes, {
  names: {
    summary: 'List the names of carts, accounts, orders, stock and claims',
    answers: { 200: { description: 'One page.', schema: namesPageSchema } },
    refusals: GUARDED_INPUT,
  },
  resend: {
    summary:
      'Make objects send their state to the record again, for example after a restore. `npm run resend` does so for all objects',
    answers: {
      200: {
        description: 'The number of objects that send, the number of empty objects, and the names that failed.',
        schema: resendSchema,
      },
    },
    refusals: GUARDED_INPUT,
  },
  sweep: {
    summary: 'Call one page of objects that have had unfinished duties for long. The schedule does so daily',
    answers: { 200: { description: 'The number of objects called, and the names that failed.', schema: sweepSchema } },
    refusals: GUARDED_INPUT,
  },
})
