// Invariants of the metrics: nothing is counted twice or lost between isolates and totals, deltas fold in any order,
// a text is well-formed for all recordings, and no input makes more series than the limits allow.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { METRIC_NAMES, METRICS, type Metric, type MetricName } from '../../../src/domain/metrics/catalogue.ts'
import { METRIC_HELP } from '../../../src/domain/metrics/help.ts'
import { prometheusText } from '../../../src/domain/metrics/prometheus.ts'
import { Receipts } from '../../../src/domain/metrics/receipts.ts'
import { type Delta, Registry } from '../../../src/domain/metrics/registry.ts'
import { partsOf } from '../../../src/domain/metrics/series.ts'
import { Totals } from '../../../src/domain/metrics/totals.ts'

const NOW = Date.UTC(2026, 0, 1)

/** One recording of any metric with any labels, hostile ones included. */
const recording = fc.record({
  name: fc.constantFrom(...METRIC_NAMES),
  pick: fc.array(fc.oneof(fc.nat(12), fc.constantFrom('GET /v1/cart', 'a"b\\c', 'a\nb', '', 'é', 'x'.repeat(5_000))), {
    minLength: 3,
    maxLength: 3,
  }),
  value: fc.integer({ min: 1, max: 1_000 }),
})
/** Recordings of few series, so that the same one is recorded again and again. */
const repeated = fc.record({
  name: fc.constantFrom(
    ...(['revenue_minor_units_total', 'search_duration_seconds', 'redis_clients', 'stuck_duties'] as const),
  ),
  pick: fc.constant([]),
  value: fc.integer({ min: 1, max: 1_000 }),
})
interface Recording {
  readonly name: MetricName
  readonly pick: readonly (string | number)[]
  readonly value: number
}

function record(registry: Registry, { name, pick, value }: Recording): void {
  const metric: Metric = METRICS[name]
  const labels = Object.fromEntries(
    Object.entries(metric.labels).map(([label, values], at) => {
      const its = pick[at]
      return [label, typeof its === 'number' ? (values?.[its % values.length] ?? `route ${its}`) : its]
    }),
  )
  // The casts: the test passes labels that the types forbid.
  if (metric.kind === 'counter') registry.counter(name as 'requests_total', labels as never).add(value)
  if (metric.kind === 'gauge') registry.gauge(name as 'redis_clients', labels as never).set(value)
  if (metric.kind === 'histogram') registry.histogram(name as 'search_duration_seconds', labels as never).observe(value)
}

function deltaOf(recordings: readonly Recording[]): Delta {
  const registry = new Registry()
  for (const each of recordings) record(registry, each)
  return registry.take()
}

const sorted = (totals: Totals, now: number) => ({
  counters: [...totals.counters].sort(),
  gauges: [...totals.gauges(now)].sort(),
  histograms: [...totals.histograms].sort(),
})

describe('the registry of an isolate', () => {
  it('the sum of all deltas equals the sum of all increments, however often they are taken', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(recording, repeated, fc.constant('take' as const)), { maxLength: 80, size: 'max' }),
        (steps) => {
          const registry = new Registry()
          const totals = new Totals()
          const expected = new Map<MetricName, number>()
          for (const step of steps) {
            if (step === 'take') totals.apply(registry.take(), NOW)
            else {
              record(registry, step)
              if (METRICS[step.name].kind !== 'gauge') {
                expected.set(step.name, (expected.get(step.name) ?? 0) + step.value)
              }
            }
          }
          totals.apply(registry.take(), NOW)
          const found = new Map<string, number>()
          const count = (key: string, by: number) => found.set(partsOf(key)[0], (found.get(partsOf(key)[0]) ?? 0) + by)
          for (const [key, value] of totals.counters) count(key, value)
          for (const [key, [sum = 0]] of totals.histograms) count(key, sum)
          expect(found).toEqual(expected)
        },
      ),
    )
  })

  it('series above the limit are not kept, and their increments are counted as dropped', () => {
    fc.assert(
      fc.property(fc.array(recording, { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 10 }), (all, max) => {
        const registry = new Registry(max)
        for (const each of all) record(registry, each)
        expect(registry.size).toBeLessThanOrEqual(max)
        const { counters, gauges, histograms } = registry.take()
        const dropped = counters.find(([key]) => key === 'metrics_dropped_total')?.[1] ?? 0
        const own = all.some(({ name }) => name === 'metrics_dropped_total')
        const kept = new Set([...counters, ...gauges, ...histograms].map(([key]) => key))
        if (!own) {
          const full = new Registry()
          const lost = all.filter((each) => {
            record(full, each)
            const delta = full.take()
            return ![...delta.counters, ...delta.gauges, ...delta.histograms].every(([key]) => kept.has(key))
          })
          expect(dropped).toBe(lost.length)
        }
      }),
    )
  })

  it('a label value outside of its closed set makes no series of its own', () => {
    const registry = new Registry()
    for (let n = 0; n < 50; n++) registry.counter('attacks_total', { kind: `made up ${n}` as 'many_accounts' }).add()
    expect(registry.take().counters).toEqual([['attacks_total\nother', 50]])
  })

  it('a delta that may not have arrived is counted, and not sent again', () => {
    const registry = new Registry()
    registry.counter('searches_total', { outcome: 'found' }).add(7)
    registry.lost(registry.take())
    expect(registry.take().counters).toEqual([['metrics_dropped_total', 1]])
  })
})

describe('the fold of deltas', () => {
  const at = fc.oneof(fc.integer({ min: NOW - 9_000_000, max: NOW }), fc.integer({ min: NOW - 5, max: NOW }))
  const delta = fc.record({ at, all: fc.array(fc.oneof(recording, repeated)) })

  it('deltas give the same totals in any order and in any grouping by shards', () => {
    fc.assert(
      fc.property(fc.array(delta, { maxLength: 6 }), fc.nat(), fc.nat(), (deltas, seed, shards) => {
        const made = deltas.map(({ at, all }) => ({ at, delta: deltaOf(all) }))
        const straight = new Totals()
        for (const each of made) straight.apply(each.delta, each.at)
        const shuffled = made.map((each, at) => ({ each, by: (at * 7919 + seed) % 101 })).sort((a, b) => a.by - b.by)
        const parts = Array.from({ length: 1 + (shards % 4) }, () => new Totals())
        for (const [at, { each }] of shuffled.entries()) parts[at % parts.length]?.apply(each.delta, each.at)
        const merged = new Totals()
        for (const part of parts) merged.merge(JSON.parse(JSON.stringify(part.data())))
        expect(sorted(merged, NOW)).toEqual(sorted(straight, NOW))
      }),
    )
  })

  it('a gauge keeps at most one value for each part of its time, and ends when its samples end', () => {
    const totals = new Totals()
    for (let at = 0; at < 600; at++) totals.apply({ counters: [], gauges: [['stuck_duties', 1]], histograms: [] }, at)
    expect(totals.gauges(600).get('stuck_duties')).toBe(600)
    expect(totals.data().gauges[0]?.[1].length).toBeLessThanOrEqual(9)
    const ttlMs = METRICS.stuck_duties.ttlSeconds * 1_000
    expect(totals.gauges(ttlMs).get('stuck_duties')).toBe(600)
    expect(totals.gauges(600 + ttlMs * 1.25).size).toBe(0)
    totals.expire(600 + ttlMs * 1.25)
    expect(totals.series).toBe(0)
  })

  it('series above the limit are counted as dropped, and known series still count', () => {
    const totals = new Totals(undefined, 2)
    const counters = ['a', 'b', 'c', 'a'].map((kind) => [`searches_total\n${kind}`, 5] as const)
    totals.apply({ counters, gauges: [], histograms: [] }, NOW)
    expect([...totals.counters]).toEqual([
      ['searches_total\na', 10],
      ['searches_total\nb', 5],
      ['metrics_dropped_total', 1],
    ])
  })
})

describe('receipts of deltas', () => {
  it('each delta is accepted at most once, and in the order of its source', () => {
    const call = fc.record({ source: fc.constantFrom('a', 'b', 'c'), sequence: fc.integer({ min: 1, max: 6 }) })
    fc.assert(
      fc.property(fc.array(call, { maxLength: 60 }), fc.nat(59), (calls, restart) => {
        let receipts = new Receipts()
        const accepted: string[] = []
        for (const [at, { source, sequence }] of calls.entries()) {
          if (at === restart) receipts = new Receipts(JSON.parse(JSON.stringify(receipts.data())))
          if (receipts.accepts(source, sequence)) accepted.push(`${source}${sequence}`)
        }
        expect(new Set(accepted).size).toBe(accepted.length)
        for (const source of ['a', 'b', 'c']) {
          const its = accepted.filter((each) => each.startsWith(source))
          expect(its).toEqual([...its].sort())
        }
      }),
    )
  })

  it('the memory of sources is bounded', () => {
    const receipts = new Receipts()
    for (let n = 0; n < 5_000; n++) receipts.accepts(`source ${n}`, 1)
    expect(receipts.data().length).toBe(2_000)
    expect(receipts.accepts('source 4999', 1)).toBe(false)
  })
})

describe('the text for Prometheus', () => {
  const LINE =
    /^(?:# (?:HELP|TYPE) pannier_[a-z_]+ .+|(pannier_[a-z_]+)\{deployment="stable"(?:,[a-z_]+="(?:[^"\\\n]|\\[\\"n])*")*\} (-?[\d.e+-]+))$/

  it('every text is well-formed: one HELP and TYPE before all series of a metric, no series twice', () => {
    fc.assert(
      fc.property(fc.array(recording, { minLength: 1, maxLength: 60 }), (all) => {
        const totals = new Totals()
        totals.apply(deltaOf(all), NOW)
        const text = prometheusText(new Map([['stable', totals]]), METRIC_HELP, NOW)
        expect(text.endsWith('\n')).toBe(true)
        const lines = text.slice(0, -1).split('\n')
        expect(lines.filter((line) => !LINE.test(line))).toEqual([])
        const heads = lines.filter((line) => line.startsWith('# TYPE')).map((line) => line.split(' ')[2] ?? '')
        expect(new Set(heads).size).toBe(heads.length)
        let current = ''
        for (const line of lines) {
          if (line.startsWith('# HELP')) current = line.split(' ')[2] ?? ''
          else if (!line.startsWith('#')) expect(line.startsWith(current)).toBe(true)
        }
        const series = lines.filter((line) => !line.startsWith('#')).map((line) => line.slice(0, line.lastIndexOf(' ')))
        expect(new Set(series).size).toBe(series.length)
      }),
    )
  })

  it('a histogram has cumulative buckets, its sum and its count', () => {
    const registry = new Registry()
    const lag = registry.histogram('confirm_lag_seconds', { kind: 'cart' })
    for (const seconds of [0.1, 0.5, 2.2, 9_999]) lag.observe(seconds)
    const totals = new Totals()
    totals.apply(registry.take(), NOW)
    const lines = prometheusText(new Map([['stable', totals]]), METRIC_HELP, NOW).split('\n')
    const of = (rest: string) => lines.find((line) => line.startsWith(`pannier_confirm_lag_seconds${rest}`))
    expect(of('_bucket{deployment="stable",kind="cart",le="0.5"}')).toMatch(/ 2$/)
    expect(of('_bucket{deployment="stable",kind="cart",le="3"}')).toMatch(/ 3$/)
    expect(of('_bucket{deployment="stable",kind="cart",le="+Inf"}')).toMatch(/ 4$/)
    expect(of('_count')).toMatch(/ 4$/)
    expect(of('_sum')).toMatch(/ 10001\.8$/)
  })
})
