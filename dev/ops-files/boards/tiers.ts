/** Redis (l2), the record, and the caches of the catalogue above them. */
import { increase, max, quantile, rate, ratio } from '../../../src/domain/alerts/expression.ts'
import { ANY_WINDOW, type Board } from '../board.ts'

export const tiers: Board = {
  uid: 'pannier-tiers',
  title: 'Pannier: tiers',
  rows: [
    {
      title: 'Calls',
      panels: [
        {
          title: 'Calls by outcome',
          unit: 'ops',
          queries: [
            { of: rate('tier_calls_total', ANY_WINDOW), by: ['tier', 'outcome'], legend: '{{tier}} {{outcome}}' },
          ],
        },
        {
          title: 'Failed calls',
          unit: 'percentunit',
          threshold: 0.5,
          queries: [
            {
              of: ratio(
                rate('tier_calls_total', ANY_WINDOW, { outcome: ['error', 'timeout', 'open'] }),
                rate('tier_calls_total', ANY_WINDOW),
              ),
              by: ['tier'],
              legend: '{{tier}}',
            },
          ],
        },
        {
          title: 'Time of a call',
          unit: 's',
          queries: [0.5, 0.99].map((q) => ({
            of: quantile(q, 'tier_call_duration_seconds', ANY_WINDOW),
            by: ['tier'],
            legend: `{{tier}} p${q * 100}`,
          })),
        },
        {
          title: 'Breakers',
          unit: 'short',
          threshold: 2,
          note: '0 closed, 1 half-open, 2 open; the worst of all isolates.',
          queries: [
            { of: max('breaker_state'), by: ['tier'], legend: '{{tier}}' },
            { of: rate('breaker_transitions_total', ANY_WINDOW), by: ['tier', 'to'], legend: '{{tier}} to {{to}}' },
          ],
        },
        {
          title: 'Policies',
          unit: 'short',
          threshold: 5,
          note: '0 normal, 1 open, 2 partial, 3 stale, 4 shed, 5 refuse; the strictest of all isolates.',
          queries: [{ of: max('policy_state'), by: ['class'], legend: '{{class}}' }],
        },
      ],
    },
    {
      title: 'Catalogue reads',
      panels: [
        {
          title: 'Keys by tier and outcome',
          unit: 'ops',
          queries: [{ of: rate('reads_total', ANY_WINDOW), by: ['tier', 'outcome'], legend: '{{tier}} {{outcome}}' }],
        },
        {
          title: 'Hit ratio',
          unit: 'percentunit',
          queries: [
            {
              of: ratio(
                rate('reads_total', ANY_WINDOW, { outcome: 'hit' }),
                rate('reads_total', ANY_WINDOW, { outcome: ['hit', 'miss'] }),
              ),
              by: ['tier'],
              legend: '{{tier}}',
            },
          ],
        },
        {
          title: 'Time of a search',
          unit: 's',
          queries: [0.5, 0.99].map((q) => ({
            of: quantile(q, 'search_duration_seconds', ANY_WINDOW),
            legend: `p${q * 100}`,
          })),
        },
      ],
    },
    {
      title: 'Redis and the record',
      panels: [
        {
          title: 'Commands',
          unit: 'ops',
          queries: [{ of: max('redis_commands_per_second'), legend: 'commands' }],
        },
        {
          title: 'Memory',
          unit: 'bytes',
          queries: [
            { of: max('redis_memory_bytes'), legend: 'used' },
            { of: max('redis_memory_limit_bytes'), legend: 'limit' },
          ],
        },
        {
          title: 'Connections',
          unit: 'short',
          threshold: 500,
          queries: [{ of: max('redis_clients'), legend: 'clients' }],
        },
        {
          title: 'Evicted keys in 15 minutes',
          unit: 'short',
          threshold: 1,
          queries: [{ of: increase('redis_evicted_keys_total', 900), legend: 'keys' }],
        },
        { title: 'Hit ratio of Redis', unit: 'percentunit', queries: [{ of: max('redis_hit_ratio'), legend: 'hits' }] },
        {
          title: 'Round trips',
          unit: 's',
          queries: [
            { of: max('redis_ping_seconds'), legend: 'Redis' },
            { of: max('record_ping_seconds'), legend: 'record' },
          ],
        },
      ],
    },
  ],
}
