// Invariants of a shard over crashes at any moment: a counter that was shown never falls, no delta counts twice, and
// nothing is lost without a crash. The rows that it writes are bounded by time and by scrapes, not by deltas.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KEPT_MINUTES, MINUTE_MS } from '../../../src/domain/metrics/minutes.ts'
import { type Delta, MAX_SERIES } from '../../../src/domain/metrics/registry.ts'
import { MAX_KEPT_SERIES } from '../../../src/domain/metrics/totals.ts'
import { MetricsShard, PROBE_MS } from '../../../src/objects/metrics/shard.ts'
import { Disk } from '../../world/object-storage.ts'
import { START_MS, storageOn } from '../aggregate/bench.ts'

const KEY = 'searches_total\nfound'
const delta = (by: number): Delta => ({ counters: [[KEY, by]], gauges: [], histograms: [] })

class Bench {
  readonly disk = new Disk()
  now = START_MS
  probes = 0
  shard = this.woken(false)

  woken(probes: boolean): MetricsShard {
    const probe = async () => {
      this.probes++
      return { counters: [], gauges: [['redis_clients', 7] as const], histograms: [] }
    }
    return new MetricsShard('stable:0', storageOn(this.disk), { now: () => this.now, probe: probes ? probe : null })
  }

  async crash(probes = false): Promise<void> {
    this.shard = this.woken(probes)
    await this.shard.wake()
  }

  /** Lets the alarm ring when it is due. */
  async pass(ms: number): Promise<void> {
    this.now += ms
    const { alarm } = this.disk
    if (alarm === null || alarm > this.now) return
    this.disk.alarm = null
    await this.shard.alarm()
  }

  value(isShown = false): number {
    return this.shard.read(isShown).counters.find(([key]) => key === KEY)?.[1] ?? 0
  }
}

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ act: fc.constant('add' as const), source: fc.nat(2), by: fc.integer({ min: 1, max: 9 }) }),
  },
  { weight: 2, arbitrary: fc.constant({ act: 'repeat' as const }) },
  { weight: 2, arbitrary: fc.constant({ act: 'scrape' as const }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 90_000 }) }) },
  { weight: 1, arbitrary: fc.constant({ act: 'crash' as const }) },
)

describe('a shard of the metrics', () => {
  it('a shown counter never falls, no delta counts twice, and nothing is lost without a crash', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80, size: 'max' }), async (steps) => {
        const bench = new Bench()
        await bench.shard.wake()
        const created = bench.disk.writes
        const sequences = [0, 0, 0]
        let [sent, shown, crashes, scrapes] = [0, 0, 0, 0]
        let last: Parameters<MetricsShard['add']>[0] | null = null
        for (const each of steps) {
          if (each.act === 'add') {
            const sequence = (sequences[each.source] ?? 0) + 1
            sequences[each.source] = sequence
            last = { ...delta(each.by), source: `source ${each.source}`, sequence }
            sent += each.by
            bench.shard.add(last)
          } else if (each.act === 'repeat' && last && crashes === 0) bench.shard.add(last)
          else if (each.act === 'pass') await bench.pass(each.ms)
          else if (each.act === 'crash') {
            crashes++
            await bench.crash()
          } else if (each.act === 'scrape') {
            scrapes++
            const value = bench.value(true)
            expect(value).toBeGreaterThanOrEqual(shown)
            shown = value
          }
          const value = bench.value()
          expect(value).toBeLessThanOrEqual(sent)
          if (crashes === 0) expect(value).toBe(sent)
          expect(value).toBeGreaterThanOrEqual(shown)
        }
        const minutes = (bench.now - START_MS) / MINUTE_MS
        // Three stores at once after each start, one a minute, one for each scrape; a minute has a row of its own.
        const rows = 3 * (1 + crashes) + minutes + 1 + scrapes + minutes + 1
        // Each start after a crash looks at the schema and writes the name.
        expect(bench.disk.writes - created).toBeLessThanOrEqual(rows + crashes)
      }),
    )
  })

  it('the increments of a quiet deployment are on disk at once', async () => {
    const bench = new Bench()
    await bench.shard.wake()
    bench.shard.add({ ...delta(1), source: 'a', sequence: 1 })
    bench.now += 12_000
    bench.shard.add({ ...delta(1), source: 'a', sequence: 2 })
    await bench.crash()
    expect(bench.value()).toBe(2)
  })

  it('a busy minute is stored once, and the alarm stores its rest', async () => {
    const bench = new Bench()
    await bench.shard.wake()
    for (let n = 1; n <= 100; n++) bench.shard.add({ ...delta(1), source: 'a', sequence: n })
    const before = bench.disk.writes
    bench.shard.add({ ...delta(1), source: 'a', sequence: 101 })
    expect(bench.disk.writes).toBe(before)
    await bench.pass(MINUTE_MS)
    await bench.crash()
    expect(bench.value()).toBe(101)
  })

  it('a delta that arrives again after a restart is recognized', async () => {
    const bench = new Bench()
    await bench.shard.wake()
    const sent = { ...delta(5), source: 'a', sequence: 1 }
    bench.shard.add(sent)
    await bench.crash()
    bench.shard.add(sent)
    expect(bench.value()).toBe(5)
  })

  it('the first shard reads the tiers every ten seconds, also after it lost its alarm', async () => {
    const bench = new Bench()
    await bench.crash(true)
    bench.shard.tend()
    for (let n = 0; n < 6; n++) await bench.pass(PROBE_MS)
    expect(bench.probes).toBe(6)
    expect(bench.shard.read(false).gauges.map(([key]) => key)).toEqual(['redis_clients'])
    bench.disk.alarm = null
    await bench.crash(true)
    bench.shard.tend()
    await bench.pass(PROBE_MS)
    expect(bench.probes).toBe(7)
    await bench.crash(false)
    await bench.pass(PROBE_MS)
    expect([bench.probes, bench.disk.alarm]).toEqual([7, null])
  })

  it('a day of minutes is kept, each with its own sums', async () => {
    const bench = new Bench()
    await bench.shard.wake()
    for (let n = 1; n <= KEPT_MINUTES + 10; n++) {
      const counters = [['requests_total\nGET /v1/cart\n5xx', n]] as const
      bench.shard.add({ counters, gauges: [], histograms: [], source: 'a', sequence: n })
      bench.now += MINUTE_MS
    }
    await bench.crash()
    const minutes = bench.shard.minutes(0)
    expect(minutes.length).toBeGreaterThanOrEqual(KEPT_MINUTES)
    expect(minutes.length).toBeLessThanOrEqual(KEPT_MINUTES + 1)
    expect(minutes.at(-1)).toMatchObject({ requests: KEPT_MINUTES + 10, errors: KEPT_MINUTES + 10 })
    expect(bench.shard.minutes(bench.now - 5 * MINUTE_MS).length).toBe(5)
  })

  it('the largest state fits in a row of the storage', () => {
    const bench = new Bench()
    const histograms = Array.from(
      { length: MAX_KEPT_SERIES + 100 },
      (_, n) => [`request_duration_seconds\n${`GET /v1/${n}/`.padEnd(90, 'x')}`, Array(14).fill(123_456.789)] as const,
    )
    for (let n = 0; n * MAX_SERIES < histograms.length; n++) {
      const some = histograms.slice(n * MAX_SERIES, (n + 1) * MAX_SERIES)
      bench.shard.add({ counters: [], gauges: [], histograms: some, source: `source ${n}`, sequence: 1 })
    }
    bench.shard.read(true)
    const [{ bytes } = { bytes: 0 }] = bench.disk.run('SELECT length(json) AS bytes FROM state')
    expect(Number(bytes)).toBeGreaterThan(500_000)
    expect(Number(bytes)).toBeLessThan(2_000_000)
  })
})
