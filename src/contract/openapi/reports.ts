/** The document's texts for the routes of reports. */
import { findingSchema, reportListSchema, reportSchema, reportSummarySchema } from '../answers/reports.ts'
import { listReportsQuery, reportRoutes, runReportBody } from '../http/reports.ts'
import { describe, describeFields } from './describe.ts'
import { documented, GUARDED_INPUT } from './operation.ts'
import { ACTION_MEANINGS, DIFFERENCE_MEANINGS, DISCREPANCY_MEANINGS } from './report-meanings.ts'

const list = (meanings: Readonly<Record<string, string>>) =>
  Object.entries(meanings)
    .map(([name, meaning]) => `- \`${name}\`: ${meaning}`)
    .join('\n')

describe(runReportBody, { example: { kind: 'ledger' } })
describeFields(runReportBody.shape, {
  kind: {
    description:
      'The check: `ledger` compares stock, orders and payments; `reconciliation` compares the copies of each aggregate.',
  },
})
describeFields(listReportsQuery.shape, { kind: { description: 'Only reports of this kind. Default: all checks.' } })
describeFields(findingSchema.shape, {
  kind: {
    description: `The ledger names:\n${list(DIFFERENCE_MEANINGS)}\n\nThe reconciliation names:\n${list(DISCREPANCY_MEANINGS)}\n\nDead letters have:\n- \`copy_refused\`: The record refused the copy.\n- \`message_unreadable\`: The message could not be read.`,
  },
  subject: {
    description: '`order:<id>`, `sku:<sku>`, `coupon:<code>`, `payment:<id>`, `cart:<id>` or `message:<id>`.',
    example: 'sku:tea',
  },
  expected: {
    description:
      'Units, minor units of the currency or a position. A word when the value is not a number; null when there is no value.',
  },
  positions: {
    description: 'The position of each copy that was read, as `epoch-version`. Null: the place has no copy.',
  },
  action: { description: list(ACTION_MEANINGS) },
  repaired: { description: 'Whether the copies agreed after the action. Absent when there was no action.' },
})
describeFields(reportSummarySchema.shape, {
  id: { example: 'ledger-1795950025769' },
  endedAt: { description: 'Null while the check runs.' },
  state: { description: '`cut_short`: the check stopped at 1,000 findings, so there may be more.' },
  checked: { description: 'How much was checked, by what.', example: { orders: 1200, skus: 80 } },
})
describeFields(reportSchema.shape, { findings: { description: 'At most 1,000; empty when everything agrees.' } })

export const reportDocs = documented('reports', 'Operations', reportRoutes, {
  run: {
    summary: 'Run a portion of a check. The answer is 503 while another portion of the same check runs',
    answers: {
      200: { description: 'The check is complete.', schema: reportSchema },
      202: {
        description:
          'One portion was checked. Repeat the request until the answer is 200. Without further requests, the schedule continues the check.',
        schema: reportSummarySchema,
      },
    },
    refusals: GUARDED_INPUT,
  },
  list: {
    summary:
      'List the reports of checks, newest first. With `kind=dead_letters`, the list has the dead letters’ report',
    answers: { 200: { description: 'One page.', schema: reportListSchema } },
    refusals: GUARDED_INPUT,
  },
  get: {
    summary: 'Get a report. The id `dead_letters` is the report of the dead letters that are now kept',
    answers: { 200: { description: 'The report.', schema: reportSchema } },
    refusals: [...GUARDED_INPUT, 'not_found'],
  },
})
