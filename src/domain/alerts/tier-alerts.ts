/** Alerts about Redis and the record. */
import type { TIERS } from '../metrics/catalogue.ts'
import type { Alert } from './alert.ts'
import {
  above,
  all,
  any,
  below,
  type Condition,
  greater,
  increase,
  MINUTE,
  max,
  quantile,
  rate,
  ratio,
} from './expression.ts'

type Tier = (typeof TIERS)[number]

/** Above this number something opens connections and does not close them. */
const REDIS_CLIENTS = 500

export const TIER_ALERTS = {
  'record-down': {
    severity: 'page',
    when: tierDown('record'),
    for: MINUTE,
    keepFiringFor: 3 * MINUTE,
    unit: 'percent',
    title: { en: 'The record does not answer', zh: '数据库无响应' },
  },
  'record-slow': {
    severity: 'ticket',
    when: tierSlow('record', 0.5),
    for: 3 * MINUTE,
    keepFiringFor: 5 * MINUTE,
    unit: 'seconds',
    title: { en: 'The record answers slowly', zh: '数据库响应缓慢' },
  },
  'redis-down': {
    severity: 'ticket',
    when: tierDown('l2'),
    for: MINUTE,
    keepFiringFor: 3 * MINUTE,
    unit: 'percent',
    title: { en: 'Redis does not answer', zh: 'Redis 无响应' },
  },
  'redis-slow': {
    severity: 'ticket',
    when: tierSlow('l2', 0.1),
    for: 3 * MINUTE,
    keepFiringFor: 5 * MINUTE,
    unit: 'seconds',
    title: { en: 'Redis answers slowly', zh: 'Redis 响应缓慢' },
  },
  'redis-memory': {
    severity: 'ticket',
    when: all(
      above(ratio(max('redis_memory_bytes'), max('redis_memory_limit_bytes')), 0.85),
      // 0 stands for no limit.
      above(max('redis_memory_limit_bytes'), 0),
    ),
    for: 5 * MINUTE,
    keepFiringFor: 10 * MINUTE,
    unit: 'percent',
    title: { en: 'The memory of Redis is nearly full', zh: 'Redis 内存将满' },
  },
  'redis-clients': {
    severity: 'ticket',
    when: above(max('redis_clients'), REDIS_CLIENTS),
    for: 2 * MINUTE,
    keepFiringFor: 5 * MINUTE,
    unit: 'count',
    title: { en: 'Redis has too many connections', zh: 'Redis 连接数过多' },
  },
  'redis-evictions': {
    severity: 'ticket',
    when: above(increase('redis_evicted_keys_total', 15 * MINUTE), 0),
    for: 0,
    keepFiringFor: 15 * MINUTE,
    unit: 'count',
    title: { en: 'Redis evicts keys for lack of memory', zh: 'Redis 因内存不足淘汰键' },
  },
  'cache-hit-ratio': {
    severity: 'ticket',
    when: all(
      below(
        ratio(
          rate('reads_total', 30 * MINUTE, { tier: 'l2', outcome: 'hit' }),
          rate('reads_total', 30 * MINUTE, { tier: 'l2', outcome: ['hit', 'miss'] }),
        ),
        0.5,
      ),
      above(increase('reads_total', 30 * MINUTE, { tier: 'l2', outcome: ['hit', 'miss'] }), 1000),
    ),
    for: 10 * MINUTE,
    keepFiringFor: 10 * MINUTE,
    unit: 'percent',
    title: { en: 'Redis misses most reads of the catalogue', zh: 'Redis 缓存命中率过低' },
  },
} as const satisfies Readonly<Record<string, Alert>>

/** Half of the calls to a tier fail, or the breaker of an isolate is open. */
function tierDown(tier: Tier): Condition {
  const failed = { tier, outcome: ['error', 'timeout', 'open'] } as const
  return any(
    all(
      above(ratio(rate('tier_calls_total', 2 * MINUTE, failed), rate('tier_calls_total', 2 * MINUTE, { tier })), 0.5),
      above(increase('tier_calls_total', 2 * MINUTE, failed), 3),
    ),
    above(max('breaker_state', { tier }), 1),
  )
}

function tierSlow(tier: Tier, seconds: number): Condition {
  return all(
    above(quantile(0.99, 'tier_call_duration_seconds', 5 * MINUTE, { tier }), seconds),
    above(greater('tier_call_duration_seconds', seconds, 5 * MINUTE, { tier }), 5),
  )
}
