/** The variables of the metrics: who may read them, how often isolates send them, and where else they go. */
import * as z from 'zod/mini'
import { DEPLOYMENTS } from './rpc/metrics.ts'

/** The platform ends work after an answer at 30 s. */
const MAX_INTERVAL_MS = 20_000

export const METRICS_VARIABLES = {
  /** The deployment to which the metrics of this worker belong. */
  DEPLOYMENT: z._default(z.enum(DEPLOYMENTS, { error: 'must be stable or canary' }), 'stable'),
  METRICS_TOKEN: z.optional(z.string().check(z.minLength(16, { error: 'must have at least 16 characters' }))),
  METRICS_INTERVAL_MS: z._default(
    z.coerce
      .number({ error: 'is not a number' })
      .check(
        z.minimum(0, { error: 'must be 0 or more' }),
        z.maximum(MAX_INTERVAL_MS, { error: `must be at most ${MAX_INTERVAL_MS}` }),
      ),
    10_000,
  ),
  INFLUX_URL: z.optional(z.url({ protocol: /^https?$/, error: 'is not an http(s) URL' })),
  INFLUX_DB: z._default(z.string().check(z.minLength(1)), 'pannier'),
  INFLUX_TOKEN: z.optional(z.string().check(z.minLength(1, { error: 'is empty' }))),
}
