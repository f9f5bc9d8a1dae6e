// Small readers and writers around the metrics: INFO of Redis, InfluxDB's lines, data points, quantiles, the version.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VERSION } from '../../../src/contract/version.ts'
import { METRICS } from '../../../src/domain/metrics/catalogue.ts'
import { influxLines } from '../../../src/domain/metrics/influx.ts'
import { emptyMinute, mergedMinutes, quantile, withDelta } from '../../../src/domain/metrics/minutes.ts'
import { figuresIn } from '../../../src/domain/metrics/redis-info.ts'
import { Registry } from '../../../src/domain/metrics/registry.ts'
import { Totals } from '../../../src/domain/metrics/totals.ts'
import { dataPointsOf } from '../../../src/objects/metrics/analytics.ts'
import { digestOf } from '../../../src/worker/metrics/digest.ts'

const NOW = Date.UTC(2026, 0, 1)

it('the version is that of the package', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'))
  expect(VERSION).toBe(version)
})

describe('the text of INFO', () => {
  it('figures are read from it, and a missing field is null and not 0', () => {
    const info =
      '# Stats\r\ninstantaneous_ops_per_sec:12\r\nkeyspace_hits:3\r\nkeyspace_misses:1\r\nevicted_keys:9\r\n' +
      'lazy_used_memory:7\r\nused_memory:1024\r\nused_memory_rss:4096\r\nconnected_clients:2\r\nconnected_slaves:0\r\n'
    expect(figuresIn(info)).toEqual({
      redis_commands_per_second: 12,
      redis_hit_ratio: 0.75,
      redis_clients: 2,
      redis_memory_bytes: 1024,
      redis_memory_limit_bytes: null,
      evictedKeys: 9,
    })
    expect(Object.values(figuresIn('no such text')).every((value) => value === null)).toBe(true)
  })

  it('no text makes a figure that is not a number', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        for (const value of Object.values(figuresIn(`${before}\r\nused_memory:${after}\r\n`))) {
          if (value !== null) expect(Number.isFinite(value)).toBe(true)
        }
      }),
    )
  })
})

describe('the lines for InfluxDB', () => {
  it('spaces, commas and equals signs of label values are escaped', () => {
    const registry = new Registry()
    registry.counter('requests_total', { route: 'GET /a b,c=d', status: '2xx' }).add(3)
    const totals = new Totals()
    totals.apply(registry.take(), NOW)
    expect(influxLines('stable', totals, NOW)).toBe(
      `pannier_requests_total,deployment=stable,route=GET\\ /a\\ b\\,c\\=d,status=2xx value=3 ${NOW}\n`,
    )
  })

  it('a histogram is one line with cumulative fields', () => {
    const registry = new Registry()
    registry.histogram('search_duration_seconds', {}).observe(0.002)
    registry.histogram('search_duration_seconds', {}).observe(99)
    const totals = new Totals()
    totals.apply(registry.take(), NOW)
    expect(influxLines('canary', totals, NOW)).toMatch(
      /^pannier_search_duration_seconds,deployment=canary sum=99\.002,count=2,le_0\.001=0,le_0\.0025=1,.*,le_10=1,le_inf=2 \d+\n$/,
    )
  })
})

it('the data points of a delta stay below the limit of the platform, the most frequent series first', () => {
  const registry = new Registry()
  for (let n = 1; n <= 400; n++) registry.counter('requests_total', { route: `GET /${n}`, status: '2xx' }).add(n)
  const points = dataPointsOf('stable', registry.take())
  expect(points.length).toBe(200)
  expect(points[0]).toEqual({
    indexes: ['requests_total'],
    blobs: ['stable', 'requests_total', 'GET /400', '2xx'],
    doubles: [400],
  })
})

describe('the minutes of the charts', () => {
  it('a quantile lies between the bounds of its bucket, and more values below never raise it', () => {
    const bounds = METRICS.request_duration_seconds.buckets
    fc.assert(
      fc.property(
        fc.array(fc.nat(50), { minLength: 14, maxLength: 14 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (counts, q) => {
          const value = quantile(q, bounds, counts)
          if (counts.every((count) => count === 0)) return expect(value).toBeNull()
          expect(value).toBeGreaterThanOrEqual(0)
          expect(value).toBeLessThanOrEqual(10)
          const more = counts.map((count, at) => (at === 0 ? count + 1_000 : count))
          expect(quantile(q, bounds, more)).toBeLessThanOrEqual(value ?? 0)
        },
      ),
    )
    expect(quantile(0.5, [1, 2], [0, 2, 0])).toBe(1.5)
    expect(quantile(0.99, [1, 2], [0, 0, 5])).toBe(2)
  })

  it('the minutes of shards add up, and the digest shows them', () => {
    const registry = new Registry()
    registry.counter('requests_total', { route: 'GET /v1/cart', status: '2xx' }).add(8)
    registry.counter('requests_total', { route: 'GET /v1/cart', status: '5xx' }).add(2)
    registry.counter('reads_total', { tier: 'isolate', outcome: 'hit' }).add(6)
    registry.counter('reads_total', { tier: 'isolate', outcome: 'miss' }).add(4)
    registry.counter('reads_total', { tier: 'l2', outcome: 'hit' }).add(2)
    registry.counter('order_transitions_total', { to: 'pending_payment' }).add(3)
    registry.counter('order_transitions_total', { to: 'paid' }).add(1)
    registry.counter('revenue_minor_units_total', {}).add(12_345)
    registry.histogram('request_duration_seconds', { route: 'GET /v1/cart' }).observe(0.004)
    registry.histogram('confirm_lag_seconds', { kind: 'cart' }).observe(1.2)
    registry.histogram('confirm_lag_seconds', { kind: 'order' }).observe(1.4)
    const delta = registry.take()
    const minute = withDelta(emptyMinute(NOW), delta)
    const totals = new Totals()
    totals.apply(delta, NOW)
    const digest = digestOf(totals, mergedMinutes([[minute], [minute, emptyMinute(NOW - 60_000)]]), NOW)
    expect(digest.minutes.map(({ at }) => at)).toEqual(['2025-12-31T23:59:00.000Z', '2026-01-01T00:00:00.000Z'])
    expect(digest.minutes[0]).toMatchObject({ requests: 0, p99Ms: null, hitRatio: null, lagP99Ms: null })
    expect(digest.minutes[1]).toMatchObject({
      ...{ requests: 20, errors: 4, orders: 6, revenue: 24_690, carts: 2, hitRatio: 0.8 },
    })
    const { p50Ms, lagP99Ms } = digest.minutes[1] ?? {}
    expect(p50Ms).toBeGreaterThan(2.5)
    expect(p50Ms).toBeLessThanOrEqual(5)
    expect(lagP99Ms).toBeGreaterThan(1_000)
    expect(lagP99Ms).toBeLessThanOrEqual(1_500)
  })
})
