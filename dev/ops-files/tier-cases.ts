/** Cases of the alerts about Redis and the record. */
import type { Case } from './cases.ts'
import { counter, gauge, histogram } from './series.ts'

const HOUR = 60
const GIB = 2 ** 30

/**
 * A tier stops answering: its calls time out, then the breaker refuses them. A minute of it beside a good one is not quite
 * half of all calls: Prometheus adds series in any order, so exactly half would sometimes be a little more than half.
 */
const down = (tier: 'l2' | 'record') => [
  counter('tier_calls_total', { tier, outcome: 'ok' }, [60, 0, 60]),
  counter('tier_calls_total', { tier, outcome: 'timeout' }, [0, 20, 0]),
  counter('tier_calls_total', { tier, outcome: 'open' }, [0, 38, 0]),
  gauge('breaker_state', { tier }, [0, 2, 0]),
]

const slow = (tier: 'l2' | 'record', seconds: number) => [
  histogram('tier_call_duration_seconds', { tier }, 0.003, [60, 0, 60]),
  histogram('tier_call_duration_seconds', { tier: tier === 'l2' ? 'record' : 'l2' }, 0.003, [60, 60, 60]),
  histogram('tier_call_duration_seconds', { tier, deployment: 'canary' }, seconds, [0, 60, 0]),
  counter('tier_calls_total', { tier, outcome: 'ok' }, [60, 60, 60]),
]

export const TIER_CASES: readonly Case[] = [
  {
    alert: 'record-down',
    fault: 'the record stops answering',
    course: [HOUR, 10, HOUR],
    series: down('record'),
    firesAfter: 2,
    endsAfter: 4,
  },
  {
    alert: 'record-down',
    fault: 'one call in ten fails, and no breaker opens',
    course: [HOUR, 10, HOUR],
    series: [
      counter('tier_calls_total', { tier: 'record', outcome: 'ok' }, [60, 54, 60]),
      counter('tier_calls_total', { tier: 'record', outcome: 'error' }, [0, 6, 0]),
      gauge('breaker_state', { tier: 'record' }, [0, 1, 0]),
    ],
    firesAfter: null,
    endsAfter: null,
  },
  {
    alert: 'record-slow',
    fault: 'calls to the record take a second',
    course: [HOUR, 15, HOUR],
    series: slow('record', 0.9),
    firesAfter: 4,
    endsAfter: 10,
  },
  {
    alert: 'record-slow',
    fault: 'one call takes a second at night, when there are few',
    course: [HOUR, 1, HOUR],
    series: [
      histogram('tier_call_duration_seconds', { tier: 'record' }, 0.01, [5, 5, 5]),
      histogram('tier_call_duration_seconds', { tier: 'record', deployment: 'canary' }, 0.9, [0, 1, 0]),
    ],
    firesAfter: null,
    endsAfter: null,
  },
  {
    alert: 'redis-down',
    fault: 'Redis stops answering',
    course: [HOUR, 10, HOUR],
    series: down('l2'),
    firesAfter: 2,
    endsAfter: 4,
  },
  {
    alert: 'redis-slow',
    fault: 'calls to Redis take a fifth of a second',
    course: [HOUR, 15, HOUR],
    series: slow('l2', 0.2),
    firesAfter: 4,
    endsAfter: 10,
  },
  {
    alert: 'redis-memory',
    fault: 'nine tenths of the memory are used',
    course: [HOUR, 15, HOUR],
    series: [
      gauge('redis_memory_bytes', {}, [0.5 * GIB, 0.9 * GIB, 0.5 * GIB]),
      gauge('redis_memory_limit_bytes', {}, [GIB, GIB, GIB]),
    ],
    firesAfter: 6,
    endsAfter: 11,
  },
  {
    alert: 'redis-memory',
    fault: 'Redis has no limit',
    course: [HOUR, 15, HOUR],
    series: [
      gauge('redis_memory_bytes', {}, [0.5 * GIB, 0.9 * GIB, 0.5 * GIB]),
      gauge('redis_memory_limit_bytes', {}, [0, 0, 0]),
    ],
    firesAfter: null,
    endsAfter: null,
  },
  {
    alert: 'redis-clients',
    fault: 'connections rise to 501',
    course: [HOUR, 10, HOUR],
    series: [gauge('redis_clients', {}, [40, 501, 40])],
    firesAfter: 3,
    endsAfter: 6,
  },
  {
    alert: 'redis-clients',
    fault: 'connections rise to 500 and stay there',
    course: [HOUR, 10, HOUR],
    series: [gauge('redis_clients', {}, [40, 500, 40])],
    firesAfter: null,
    endsAfter: null,
  },
  {
    alert: 'redis-clients',
    fault: 'connections rise for a minute',
    course: [HOUR, 1, HOUR],
    series: [gauge('redis_clients', {}, [40, 900, 40])],
    firesAfter: null,
    endsAfter: null,
  },
  {
    alert: 'redis-evictions',
    fault: 'Redis evicts keys',
    course: [HOUR, 5, HOUR],
    series: [counter('redis_evicted_keys_total', {}, [0, 7, 0])],
    firesAfter: 1,
    endsAfter: 30,
  },
  {
    alert: 'cache-hit-ratio',
    fault: 'keys are missed after Redis lost its data',
    course: [2 * HOUR, HOUR, 2 * HOUR],
    series: [
      counter('reads_total', { tier: 'l2', outcome: 'hit' }, [95, 10, 95]),
      counter('reads_total', { tier: 'l2', outcome: 'miss' }, [5, 90, 5]),
      counter('reads_total', { tier: 'isolate', outcome: 'miss' }, [100, 100, 100]),
    ],
    firesAfter: 26,
    endsAfter: 25,
  },
]
