/** The routes of the metrics: the text for Prometheus, and the digest for the console. */
import * as z from 'zod/mini'
import { DEPLOYMENTS } from '../rpc/metrics.ts'
import type { Routes } from './route.ts'

const deployment = z.optional(z.enum(DEPLOYMENTS))
const DAY_MINUTES = 24 * 60

export const metricsRoutes = {
  text: { method: 'get', path: '/metrics', query: z.strictObject({ deployment }) },
  digest: {
    method: 'get',
    path: '/v1/admin/ops/metrics',
    query: z.strictObject({
      deployment,
      minutes: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(DAY_MINUTES)), DAY_MINUTES),
    }),
  },
} as const satisfies Routes
