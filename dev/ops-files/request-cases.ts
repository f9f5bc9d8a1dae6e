/** Cases of the alerts about requests. */
import type { Case } from './cases.ts'
import { counter, histogram } from './series.ts'

const route = 'GET /v1/cart'
const HOUR = 60

type Phases = readonly [number, number, number]

const requests = (ok: Phases, failed: Phases) => [
  counter('requests_total', { route, status: '2xx' }, ok),
  counter('requests_total', { route, status: '5xx' }, failed),
]

/** Half of the failures are seen as answers, the others as none. */
const canary = (answered: Phases, failed: Phases) => {
  const [before, during, after] = failed
  const half: Phases = [before / 2, during / 2, after / 2]
  return [
    counter('canary_requests_total', { outcome: 'answered' }, answered),
    counter('canary_requests_total', { outcome: 'failed' }, half),
    counter('canary_requests_total', { outcome: 'unreachable' }, half),
  ]
}

export const REQUEST_CASES: readonly Case[] = [
  {
    alert: 'error-budget-fast',
    fault: 'every second request fails for ten minutes',
    course: [2 * HOUR, 10, 2 * HOUR],
    series: requests([100, 50, 100], [0, 50, 0]),
    firesAfter: 3,
    endsAfter: 35,
  },
  {
    alert: 'error-budget-fast',
    fault: 'one request in 53 fails for two hours',
    course: [2 * HOUR, 2 * HOUR, HOUR],
    series: requests([53, 52, 53], [0, 1, 0]),
    firesAfter: 47,
    endsAfter: 26,
  },
  {
    alert: 'error-budget-fast',
    fault: 'eight requests of a quiet night fail',
    course: [2 * HOUR, 8, 2 * HOUR],
    series: requests([1, 0, 1], [0, 1, 0]),
    firesAfter: null,
    endsAfter: null,
  },
  {
    alert: 'error-budget-slow',
    fault: 'one request in 71 fails for an hour',
    course: [2 * HOUR, HOUR, 8 * HOUR],
    series: requests([71, 70, 71], [0, 1, 0]),
    firesAfter: 26,
    endsAfter: 395,
  },
  {
    alert: 'canary-budget',
    fault: 'the canary fails one request in ten',
    course: [HOUR, 10, HOUR],
    series: [...requests([900, 900, 900], [0, 0, 0]), ...canary([100, 90, 100], [0, 10, 0])],
    firesAfter: 1,
    endsAfter: 10,
  },
  {
    alert: 'canary-budget',
    fault: 'the stable deployment fails while the canary does not',
    course: [HOUR, 10, HOUR],
    series: [...requests([900, 450, 900], [0, 450, 0]), ...canary([100, 100, 100], [0, 0, 0])],
    firesAfter: null,
    endsAfter: null,
  },
  {
    alert: 'latency-p99',
    fault: 'one request in twenty takes two seconds',
    course: [HOUR, 30, HOUR],
    series: [
      histogram('request_duration_seconds', { route }, 0.02, [100, 95, 100]),
      histogram('request_duration_seconds', { route: 'GET /v1/products' }, 2, [0, 5, 0]),
      ...requests([100, 100, 100], [0, 0, 0]),
    ],
    firesAfter: 8,
    endsAfter: 13,
  },
  {
    alert: 'overload',
    fault: 'isolates refuse one request in five',
    course: [HOUR, 15, HOUR],
    series: [counter('shed_total', { class: 'browsing' }, [0, 40, 0]), ...requests([200, 160, 200], [0, 40, 0])],
    firesAfter: 3,
    endsAfter: 9,
  },
  {
    alert: 'checkout-failing',
    fault: 'every third checkout ends with an error',
    course: [HOUR, 15, HOUR],
    series: [
      counter('checkouts_total', { outcome: 'placed' }, [6, 4, 6]),
      counter('checkouts_total', { outcome: 'error' }, [0, 2, 0]),
    ],
    firesAfter: 3,
    endsAfter: 9,
  },
  {
    alert: 'payments-failing',
    fault: 'the provider declines three payments in four',
    course: [HOUR, HOUR, 2 * HOUR],
    series: [
      counter('payments_total', { outcome: 'succeeded' }, [4, 1, 4]),
      counter('payments_total', { outcome: 'failed' }, [0, 3, 0]),
    ],
    firesAfter: 26,
    endsAfter: 20,
  },
  {
    alert: 'attack',
    fault: 'one address tries many accounts',
    course: [HOUR, 5, HOUR],
    series: [counter('attacks_total', { kind: 'many_accounts' }, [0, 1, 0])],
    firesAfter: 1,
    endsAfter: 20,
  },
  {
    alert: 'attack',
    fault: 'four people forget their passwords',
    course: [HOUR, 4, HOUR],
    series: [counter('attacks_total', { kind: 'account_locked' }, [0, 1, 0])],
    firesAfter: null,
    endsAfter: null,
  },
]
