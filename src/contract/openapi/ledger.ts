/** The document's texts for the routes of the ledger check. */
import { DIFFERENCE_KINDS } from '../../domain/ledger/difference.ts'
import { ledgerProgressSchema } from '../answers/ledger.ts'
import { checkedSchema, differenceSchema, figureSchema, ledgerRunSchema } from '../http/ledger.ts'
import { ledgerRoutes } from '../http/ledger-routes.ts'
import { describe, describeFields } from './describe.ts'
import { documented } from './operation.ts'

const meanings = Object.entries(DIFFERENCE_KINDS).map(([kind, meaning]) => `- \`${kind}\`: ${meaning}`)

describe(figureSchema, {
  description: 'Units, or minor units of the currency; a word where it is no number; null for nothing.',
})
describe(differenceSchema, { id: 'LedgerDifference' })
describeFields(differenceSchema.shape, {
  kind: { description: meanings.join('\n') },
  subject: { description: '`order:<id>`, `sku:<sku>`, `coupon:<code>` or `payment:<id>`.', example: 'sku:tea' },
})
describeFields(checkedSchema.shape, {
  payments: {
    description:
      'Payments that their provider answered for. It is asked for those of orders that changed in the last two days, and for those of 1,000 older orders in turn.',
  },
  inFlight: {
    description:
      'Orders that were left out because something was on its way, for a day at most, and SKUs of which some units were.',
  },
  unanswered: { description: 'Payments that their provider did not answer for.' },
  complete: { description: 'False when it ended early, with 1,000 differences.' },
})
describe(ledgerRunSchema, { id: 'LedgerRun' })
describeFields(ledgerRunSchema.shape, {
  ranAt: { description: 'When it began.', example: '2026-11-22T08:00:00.000Z' },
  differences: { description: 'Empty when everything adds up; at most 1,000.' },
})

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
