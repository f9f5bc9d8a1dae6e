/** The routes of what operators see of attacks. */
import { route } from './route.ts'
import { listSecurityEventsQuery, securityEventListSchema } from './security.ts'

export const securityDocs = {
  events: route({
    group: 'Operations',
    method: 'get',
    path: '/v1/admin/ops/security-events',
    summary: 'Notices of attacks on sign-in, the newest first',
    query: listSecurityEventsQuery,
    answers: { 200: { description: 'One page.', schema: securityEventListSchema } },
    refusals: ['invalid_request', 'unauthenticated', 'forbidden', 'rate_limited', 'unavailable'],
  }),
}
