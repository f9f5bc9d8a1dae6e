/** The document's texts for the route of the alerts. */
import { alertListSchema } from '../answers/alerts.ts'
import { alertRoutes } from '../http/alerts.ts'
import { documented } from './operation.ts'

export const alertDocs = documented('alerts', 'Operations', alertRoutes, {
  list: {
    summary: 'List all alerts with their states',
    answers: { 200: { description: 'All alerts, firing ones first.', schema: alertListSchema } },
    refusals: ['unauthenticated', 'forbidden', 'rate_limited', 'unavailable'],
  },
})
