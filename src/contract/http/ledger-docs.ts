/** The routes of the ledger check. */
import { ledgerProgressSchema, ledgerRunSchema } from './ledger.ts'
import { route } from './route.ts'

const GUARDED = ['invalid_request', 'unauthenticated', 'forbidden', 'rate_limited', 'unavailable'] as const

export const ledgerDocs = {
  run: route({
    group: 'Operations',
    method: 'post',
    path: '/v1/admin/ops/ledger',
    summary: 'Compare stock, orders and payments with each other, now; 503 while it runs already',
    answers: {
      200: { description: 'The differences found.', schema: ledgerRunSchema },
      202: {
        description:
          'One portion was checked. Call it again for the next, until it answers 200; without that it goes on by itself every other minute.',
        schema: ledgerProgressSchema,
      },
    },
    refusals: GUARDED,
  }),
  last: route({
    group: 'Operations',
    method: 'get',
    path: '/v1/admin/ops/ledger',
    summary: 'Show the last comparison of stock, orders and payments',
    answers: { 200: { description: 'The last run.', schema: ledgerRunSchema } },
    refusals: [...GUARDED, 'not_found'],
  }),
}
