/** The digest of the metrics for the console: the present figures and the minutes of its charts. Pure. */
import type { MetricsDigestBody } from '../../contract/answers/metrics.ts'
import { BREAKER_STATES, METRICS } from '../../domain/metrics/catalogue.ts'
import { type Minute, quantile } from '../../domain/metrics/minutes.ts'
import { Reading } from '../../domain/metrics/reading.ts'
import type { Totals } from '../../domain/metrics/totals.ts'

export function digestOf(totals: Totals, minutes: readonly Minute[], now: number): MetricsDigestBody {
  const reading = new Reading(totals, now)
  const breaker = (tier: 'l2' | 'record') => BREAKER_STATES[reading.gauge('breaker_state', { tier }) ?? 0] ?? 'open'
  const ms = (seconds: number | null) => (seconds === null ? null : Math.round(seconds * 100_000) / 100)
  return {
    at: new Date(now).toISOString(),
    now: {
      breakers: { record: breaker('record'), l2: breaker('l2') },
      recordPingMs: ms(reading.gauge('record_ping_seconds')),
      redis: {
        pingMs: ms(reading.gauge('redis_ping_seconds')),
        commandsPerSecond: reading.gauge('redis_commands_per_second'),
        hitRatio: reading.gauge('redis_hit_ratio'),
        clients: reading.gauge('redis_clients'),
        memoryBytes: reading.gauge('redis_memory_bytes'),
        memoryLimitBytes: reading.gauge('redis_memory_limit_bytes'),
      },
      deadLetters: reading.gauge('dead_letters'),
      stuckDuties: reading.gauge('stuck_duties') ?? 0,
      oldestUnconfirmedSeconds: reading.gauge('oldest_unconfirmed_seconds') ?? 0,
      openSockets: Math.max(0, reading.sum('sockets_opened_total') - reading.sum('sockets_closed_total')),
      series: totals.series,
      dropped: reading.sum('metrics_dropped_total'),
    },
    minutes: minutes.map((minute) => ({
      at: new Date(minute.at).toISOString(),
      requests: minute.requests,
      errors: minute.errors,
      p50Ms: ms(quantile(0.5, METRICS.request_duration_seconds.buckets, minute.durations)),
      p99Ms: ms(quantile(0.99, METRICS.request_duration_seconds.buckets, minute.durations)),
      orders: minute.orders,
      revenue: minute.revenue,
      carts: minute.carts,
      lagP99Ms: ms(quantile(0.99, METRICS.confirm_lag_seconds.buckets, minute.lags)),
      hitRatio: minute.lookups > 0 ? Math.min(1, minute.hits / minute.lookups) : null,
    })),
  }
}
