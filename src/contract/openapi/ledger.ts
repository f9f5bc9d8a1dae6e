/** The document's texts for the routes of the ledger check. */
import { DIFFERENCE_KINDS } from '../../domain/ledger/difference.ts'
import { ledgerProgressSchema } from '../answers/ledger.ts'
import { checkedSchema, differenceSchema, figureSchema, ledgerRoutes, ledgerRunSchema } from '../http/ledger.ts'
import { describe, describeFields } from './describe.ts'
import { documented } from './operation.ts'

const meanings = Object.entries(DIFFERENCE_KINDS).map(([kind, meaning]) => `- \`${kind}\`: ${meaning}`)

describe(figureSchema, {
  description:
    'Units, or minor units of the currency. A word when the value is not a number; null when there is no value.',
})
describe(differenceSchema, { id: 'LedgerDifference' })
describeFields(differenceSchema.shape, {
  kind: { description: meanings.join('\n') },
  subject: { description: '`order:<id>`, `sku:<sku>`, `coupon:<code>` or `payment:<id>`.', example: 'sku:tea' },
})
describeFields(checkedSchema.shape, {
  payments: {
    description:
      'Payments that were compared with their provider. A run compares the payments of orders that changed in the last two days, and of 1,000 older orders in rotation.',
  },
  inFlight: {
    description:
      'Orders and SKUs that the run skipped because they had work in progress. An order is skipped for at most a day.',
  },
  unanswered: { description: 'Payments for which the provider did not answer.' },
  complete: { description: 'False when the run stopped early at 1,000 differences.' },
})
describe(ledgerRunSchema, { id: 'LedgerRun' })
describeFields(ledgerRunSchema.shape, {
  ranAt: { description: 'The time when the run began.', example: '2026-11-22T08:00:00.000Z' },
  differences: { description: 'At most 1,000 differences; empty when all figures agree.' },
})

const GUARDED = ['invalid_request', 'unauthenticated', 'forbidden', 'rate_limited', 'unavailable'] as const

export const ledgerDocs = documented('ledger', 'Operations', ledgerRoutes, {
  run: {
    summary: 'Compare stock, orders and payments with each other. The answer is 503 while a check is running',
    answers: {
      200: { description: 'The run is complete.', schema: ledgerRunSchema },
      202: {
        description:
          'One portion was checked. Repeat the request until the answer is 200. Without further requests, the check continues every other minute.',
        schema: ledgerProgressSchema,
      },
    },
    refusals: GUARDED,
  },
  last: {
    summary: 'Get the last comparison of stock, orders and payments',
    answers: { 200: { description: 'The last run.', schema: ledgerRunSchema } },
    refusals: [...GUARDED, 'not_found'],
  },
})
