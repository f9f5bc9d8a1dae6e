/** The document's texts for the audit. */
import { auditListSchema } from '../answers/audit.ts'
import { auditQuery, auditRoutes } from '../http/audit.ts'
import { describeFields } from './describe.ts'
import { documented } from './operation.ts'

describeFields(auditQuery.shape, {
  subject: {
    description:
      '`product:<sku>`, `category:<id>`, `coupon:<code>`, `promotion:<id>`, `shipping_rate:<id>`, `tax:<id>`, ' +
      '`order:<id>`, `stock:<sku>`, `account:<userId>`, `cart:<userId>`, `dead_letter:<id>` or `system:<name>`.',
  },
  actor: { description: 'The id of an operator.' },
})

export const auditDocs = documented('audit', 'Operations', auditRoutes, {
  list: {
    summary: 'List the actions of operators with their reasons, newest first',
    answers: { 200: { description: 'One page.', schema: auditListSchema } },
    refusals: ['invalid_request', 'unauthenticated', 'forbidden', 'rate_limited', 'unavailable'],
  },
})
