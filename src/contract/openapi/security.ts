/** The document's texts for the route on which operators read security events. */
import { securityEventListSchema } from '../answers/security.ts'
import { securityRoutes } from '../http/security.ts'
import { documented } from './operation.ts'

export const securityDocs = documented('security', 'Operations', securityRoutes, {
  events: {
    summary: 'List security events, newest first',
    answers: { 200: { description: 'One page.', schema: securityEventListSchema } },
    refusals: ['invalid_request', 'unauthenticated', 'forbidden', 'rate_limited', 'unavailable'],
  },
})
