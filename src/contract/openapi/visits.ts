/** The document's texts for the routes that call many objects, for operators. */
import { namesPageSchema, resendSchema, sweepSchema } from '../answers/visits.ts'
import { listNamesQuery, resendBody } from '../http/visits.ts'
import { visitsRoutes } from '../http/visits-routes.ts'
import { describe, describeFields } from './describe.ts'
import { documented } from './operation.ts'

describe(resendBody, { example: { names: ['order:ord_01J9ZV6V2M6YZ3T8Q4N5R7W8XK'] } })
describeFields(listNamesQuery.shape, {
  source: {
    description:
      'Where ids are read: every kind from `record`, carts from `l2` (Redis), stock from the SKUs of the `catalogue`.',
  },
  kind: { description: 'The kind of object, with `record`; carts when it is not given.' },
})

const GUARDED = ['invalid_request', 'unauthenticated', 'forbidden', 'rate_limited', 'unavailable'] as const

export const visitsDocs = documented('Operations', visitsRoutes, {
  names: {
    summary: 'Names of carts, accounts, orders, stock and claims, one page',
    answers: { 200: { description: 'One page.', schema: namesPageSchema } },
    refusals: GUARDED,
  },
  resend: {
    summary: 'Let objects send their state to the record again, as after a restore; `npm run resend` walks all of them',
    answers: { 200: { description: 'How many send, how many are empty, and which failed.', schema: resendSchema } },
    refusals: GUARDED,
  },
  sweep: {
    summary: 'Call objects that have owed something for long, one page; the schedule does so daily',
    answers: { 200: { description: 'How many objects this page called, and which failed.', schema: sweepSchema } },
    refusals: GUARDED,
  },
})
