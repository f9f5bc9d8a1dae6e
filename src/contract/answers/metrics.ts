/** The digest of the metrics, as the API returns it to the console. */
import * as z from 'zod/mini'
import { BREAKER_STATES } from '../../domain/metrics/catalogue.ts'

const figure = z.nullable(z.number())
const count = z.int()

export const metricsDigestSchema = z.object({
  at: z.iso.datetime(),
  now: z.object({
    breakers: z.object({ record: z.enum(BREAKER_STATES), l2: z.enum(BREAKER_STATES) }),
    recordPingMs: figure,
    redis: z.object({
      pingMs: figure,
      commandsPerSecond: figure,
      hitRatio: figure,
      clients: figure,
      memoryBytes: figure,
      memoryLimitBytes: figure,
    }),
    deadLetters: figure,
    stuckDuties: z.number(),
    oldestUnconfirmedSeconds: z.number(),
    openSockets: z.number(),
    series: count,
    dropped: z.number(),
  }),
  minutes: z.array(
    z.object({
      at: z.iso.datetime(),
      requests: count,
      errors: count,
      p50Ms: figure,
      p99Ms: figure,
      orders: count,
      revenue: count,
      carts: count,
      lagP99Ms: figure,
      hitRatio: figure,
    }),
  ),
})

export type MetricsDigestBody = z.infer<typeof metricsDigestSchema>
