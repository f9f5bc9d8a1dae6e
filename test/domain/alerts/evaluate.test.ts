// Expressions over stored samples. The ring tiers compares the same functions with Prometheus.
import { describe, expect, test } from 'vitest'
import { MemorySamples } from '../../../dev/ops-files/timeline.ts'
import { evaluate, holds } from '../../../src/domain/alerts/evaluate.ts'
import {
  above,
  all,
  any,
  below,
  type Expression,
  increase,
  max,
  quantile,
  rate,
  ratio,
} from '../../../src/domain/alerts/expression.ts'
import { distinctLeaves, type Series, valuesOf } from '../../../src/domain/alerts/leaves.ts'
import { conditionOf, promqlOf } from '../../../src/domain/alerts/promql.ts'

const requests = (status: string, value: number, route = 'GET /v1/cart'): Series => ({
  name: 'requests_total',
  labels: { deployment: 'stable', route, status },
  value,
})

/** A snapshot each minute; null: none was taken in that minute. */
function evaluated(expression: Expression, snapshots: readonly (readonly Series[] | null)[], at: number) {
  const leaves = distinctLeaves([above(expression, 0)])
  const samples = new MemorySamples(leaves)
  for (const [minute, snapshot] of snapshots.entries()) {
    if (snapshot) samples.add(valuesOf(leaves, snapshot), minute * 60)
  }
  return evaluate(expression, samples, at)
}

describe('rates', () => {
  test('an increase sums the series that match, and only these', () => {
    const snapshots = [0, 1, 2].map((n) => [
      requests('5xx', 1000 + 3 * n),
      requests('5xx', 1000 + 2 * n, 'GET /v1/products'),
      requests('2xx', 1000 + 90 * n),
    ])
    expect(evaluated(increase('requests_total', 120, { status: '5xx' }), snapshots, 120)).toBeCloseTo(10)
    expect(evaluated(rate('requests_total', 120), snapshots, 120)).toBeCloseTo(190 / 120)
    const one = increase('requests_total', 120, { status: ['2xx', '5xx'], route: 'GET /v1/products' })
    expect(evaluated(one, snapshots, 120)).toBeCloseTo(4)
  })

  test('a counter that begins again loses nothing of its increase', () => {
    const snapshots = [1000, 1010, 4, 14].map((value) => [requests('2xx', value)])
    expect(evaluated(increase('requests_total', 180), snapshots, 180)).toBeCloseTo(24)
  })

  test('a series that appears counts from zero, and one sample makes no rate', () => {
    const snapshots = [[requests('2xx', 5000)], [requests('2xx', 5000), requests('5xx', 7)]]
    expect(evaluated(increase('requests_total', 60, { status: '5xx' }), snapshots, 60)).toBeCloseTo(7)
    expect(evaluated(increase('requests_total', 60, { status: '5xx' }), snapshots.slice(0, 1), 0)).toBeUndefined()
  })

  test('a ratio of nothing to something is 0, and something to nothing is no number', () => {
    const shares = ratio(rate('requests_total', 60, { status: '5xx' }), rate('requests_total', 60))
    expect(evaluated(shares, [[requests('2xx', 10)], [requests('2xx', 20)]], 60)).toBe(0)
    const idle = evaluated(shares, [[requests('2xx', 10)], [requests('2xx', 10)]], 60)
    expect(idle).toBeNaN()
  })
})

describe('quantiles and gauges', () => {
  const lag = (counts: readonly number[]): Series => ({
    name: 'confirm_lag_seconds',
    labels: { deployment: 'stable', kind: 'cart' },
    value: [...counts, ...Array<number>(14 - counts.length).fill(0)],
  })

  test('a quantile interpolates within the bucket that has it', () => {
    // Four values up to 0.5 s and four between 0.5 s and 1 s.
    const snapshots = [lag([0, 0]), lag([4, 4])].map((series) => [series])
    expect(evaluated(quantile(0.75, 'confirm_lag_seconds', 60), snapshots, 60)).toBeCloseTo(0.75)
    expect(evaluated(quantile(0.25, 'confirm_lag_seconds', 60), snapshots, 60)).toBeCloseTo(0.25)
    expect(
      evaluated(quantile(0.5, 'confirm_lag_seconds', 60), [snapshots[0] ?? null, snapshots[0] ?? null], 60),
    ).toBeNaN()
  })

  test('a gauge is the greatest of its series, and is absent five minutes after the last sample', () => {
    const state = (tier: string, value: number): Series => ({ name: 'breaker_state', labels: { tier }, value })
    const snapshots = [[state('l2', 2), state('record', 1)]]
    expect(evaluated(max('breaker_state'), snapshots, 60)).toBe(2)
    expect(evaluated(max('breaker_state', { tier: 'record' }), snapshots, 299)).toBe(1)
    expect(evaluated(max('breaker_state', { tier: 'record' }), snapshots, 300)).toBeUndefined()
    expect(evaluated(max('redis_clients'), snapshots, 0)).toBeUndefined()
  })
})

test('conditions combine, and a value that does not exist is neither above nor below', () => {
  const leaves = distinctLeaves([above(max('redis_clients'), 0), above(max('dead_letters'), 0)])
  const samples = new MemorySamples(leaves)
  samples.add(valuesOf(leaves, [{ name: 'redis_clients', labels: {}, value: 7 }]), 0)
  const [seven, none] = [above(max('redis_clients'), 6), below(max('dead_letters'), 6)]
  expect([seven, none, all(seven, none), any(none, seven)].map((condition) => holds(condition, samples, 0))).toEqual([
    true,
    false,
    false,
    true,
  ])
})

test('PromQL keeps the groups of a ratio together and counts a counter without series as 0', () => {
  const share = ratio(
    rate('reads_total', 1800, { tier: 'l2', outcome: 'hit' }),
    rate('reads_total', 1800, { tier: 'l2', outcome: ['hit', 'miss'] }),
  )
  expect(promqlOf(share)).toBe(
    '(sum(rate(pannier_reads_total{tier="l2", outcome="hit"}[30m])) or vector(0)) / sum(rate(pannier_reads_total{tier="l2", outcome=~"hit|miss"}[30m]))',
  )
  expect(promqlOf(rate('requests_total', 60), { by: ['status'], window: '$__rate_interval' })).toBe(
    'sum by (status) (rate(pannier_requests_total[$__rate_interval]))',
  )
  expect(conditionOf(below(increase('queue_batches_total', 180, { queue: 'writes' }), 0.5))).toBe(
    '(sum(increase(pannier_queue_batches_total{queue="writes"}[3m])) or vector(0)) < 0.5',
  )
})
