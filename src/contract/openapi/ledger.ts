/** The document's texts for the routes of the ledger check. */
import { ledgerProgressSchema, ledgerRunSchema } from '../http/ledger.ts'
import { ledgerRoutes } from '../http/ledger-routes.ts'
import { documented } from './operation.ts'

const GUARDED = ['invalid_request', 'unauthenticated', 'forbidden', 'rate_limited', 'unavailable'] as const

export const ledgerDocs = documented('Operations', ledgerRoutes, {
  run: {
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
  },
  last: {
    summary: 'Show the last comparison of stock, orders and payments',
    answers: { 200: { description: 'The last run.', schema: ledgerRunSchema } },
    refusals: [...GUARDED, 'not_found'],
  },
})
