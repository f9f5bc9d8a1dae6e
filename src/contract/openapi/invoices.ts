/** The document's texts for invoices and credit notes. */
import * as z from 'zod/mini'
import { invoiceListSchema, invoiceSchema } from '../answers/invoices.ts'
import { CSV } from '../http/import.ts'
import { invoiceRoutes } from '../http/invoices.ts'
import type { ProblemCode } from '../problem.ts'
import { describeFields } from './describe.ts'
import { documented, GUARDED_INPUT } from './operation.ts'

describeFields(invoiceRoutes.own.query.shape, {
  refundId: { description: 'The credit note of this refund. Default: the invoice of the order.' },
  format: { description: 'Default: the type that `Accept` names first, otherwise `json`.' },
})
describeFields(invoiceRoutes.list.query.shape, {
  month: { description: 'The month of issue in the time zone of the seller.', example: '2026-11' },
})

const DOCUMENT = {
  description: 'The document, as data or as a page to print.',
  schema: invoiceSchema,
  content: { 'text/html': z.string() },
}
const reads: readonly ProblemCode[] = ['invalid_request', 'unauthenticated', 'rate_limited', 'unavailable']

export const invoiceDocs = documented('invoices', 'Orders', invoiceRoutes, {
  own: {
    summary: 'Get the invoice of one of my orders, or the credit note of a refund',
    answers: { 200: DOCUMENT },
    refusals: [...reads, 'not_found', 'invoices_off'],
  },
  get: {
    summary: 'Get the invoice of an order, or the credit note of a refund',
    answers: { 200: DOCUMENT },
    refusals: [...GUARDED_INPUT, 'not_found', 'invoices_off'],
  },
  list: {
    summary: 'List invoices and credit notes, oldest first',
    answers: { 200: { description: 'One page.', schema: invoiceListSchema } },
    refusals: [...GUARDED_INPUT, 'invoices_off'],
  },
  export: {
    summary: 'Export invoices and credit notes for bookkeeping: one line for each document and tax rate',
    answers: {
      200: {
        description:
          'One page, oldest first, in the currency’s major unit; amounts of credit notes are negative. The header `Link` with `rel="next"` has the URL of the next page.',
        content: { [CSV]: z.string() },
      },
    },
    refusals: [...GUARDED_INPUT, 'invoices_off'],
  },
})
