/** The document's texts for the routes of the metrics. */
import * as z from 'zod/mini'
import { metricsDigestSchema } from '../answers/metrics.ts'
import { metricsRoutes } from '../http/metrics.ts'
import { documented } from './operation.ts'

export const metricsDocs = documented('metrics', 'Operations', metricsRoutes, {
  text: {
    summary: 'Get all metrics in the text format of Prometheus, with METRICS_TOKEN as the bearer token',
    answers: { 200: { description: 'The metrics of one deployment.', content: { 'text/plain': z.string() } } },
    refusals: ['invalid_request', 'unauthenticated', 'not_found', 'rate_limited', 'unavailable'],
  },
  digest: {
    summary: 'Get the present figures, and the sums of up to 1,440 minutes',
    answers: { 200: { description: 'The digest of one deployment.', schema: metricsDigestSchema } },
    refusals: ['invalid_request', 'unauthenticated', 'forbidden', 'rate_limited', 'unavailable'],
  },
})
