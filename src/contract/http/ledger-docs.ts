/** The routes of the ledger check. */
import { ledgerRunSchema } from './ledger.ts'
import { route } from './route.ts'

const GUARDED = ['invalid_request', 'unauthenticated', 'forbidden', 'rate_limited', 'unavailable'] as const

export const ledgerDocs = {
  run: route({
    group: 'Operations',
    method: 'post',
    path: '/v1/admin/ops/ledger',
    summary: 'Compare stock, orders and payments with each other, now; 503 while it runs already',
    answers: { 200: { description: 'What it found.', schema: ledgerRunSchema } },
    refusals: GUARDED,
  }),
  last: route({
    group: 'Operations',
    method: 'get',
    path: '/v1/admin/ops/ledger',
    summary: 'What the last comparison of stock, orders and payments found',
    answers: { 200: { description: 'The last run.', schema: ledgerRunSchema } },
    refusals: [...GUARDED, 'not_found'],
  }),
}
