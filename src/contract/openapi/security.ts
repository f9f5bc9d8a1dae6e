/** The document's texts for the routes that show operators attacks. */
import { securityEventListSchema } from '../answers/security.ts'
import { securityRoutes } from '../http/security-routes.ts'
import { documented } from './operation.ts'

export const securityDocs = documented('Operations', securityRoutes, {
  events: {
    summary: 'Notices of attacks on sign-in, the newest first',
    answers: { 200: { description: 'One page.', schema: securityEventListSchema } },
    refusals: ['invalid_request', 'unauthenticated', 'forbidden', 'rate_limited', 'unavailable'],
  },
})
