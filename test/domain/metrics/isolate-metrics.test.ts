// Invariants of an isolate's deltas: each is sent at most once and never again, no caller waits for it, and requests
// share one timer however many there are.
import { beforeEach, describe, expect, it } from 'vitest'
import type { SentDelta } from '../../../src/contract/rpc/metrics.ts'
import { IsolateMetrics } from '../../../src/objects/metrics/isolate-metrics.ts'

const INTERVAL_MS = 10_000

let now: number
let sent: SentDelta[]
let timers: { readonly at: number; ring(): void }[]
let work: Promise<unknown>[]
let fails: boolean
let metrics: IsolateMetrics

function isolate(intervalMs = INTERVAL_MS, random = 0.5): IsolateMetrics {
  return new IsolateMetrics({
    intervalMs,
    now: () => now,
    random: () => random,
    pause: (ms) => new Promise((resolve) => timers.push({ at: now + ms, ring: resolve })),
    async send(delta) {
      sent.push(delta)
      if (fails) throw new Error('no answer')
    },
  })
}

beforeEach(() => {
  ;[now, sent, timers, work, fails] = [1_000_000, [], [], [], false]
  metrics = isolate()
})

const defer = (promise: Promise<unknown>) => void work.push(promise)
const found = () => metrics.registry.counter('searches_total', { outcome: 'found' })

async function ring(): Promise<void> {
  for (const { at, ring } of timers.splice(0)) {
    now = Math.max(now, at)
    ring()
  }
  await Promise.all(work)
}

const sums = () => sent.map(({ counters }) => counters)

describe('deltas of requests', () => {
  it('a thousand requests share one timer, and one delta carries all of them', async () => {
    for (let n = 0; n < 1_000; n++) {
      found().add()
      metrics.sendLater(defer)
    }
    expect([timers.length, sent.length]).toEqual([1, 0])
    await ring()
    expect(sums()).toEqual([[['searches_total\nfound', 1_000]]])
  })

  it('the deltas of an isolate have one source and rising numbers', async () => {
    for (let n = 0; n < 3; n++) {
      found().add()
      metrics.sendLater(defer)
      await ring()
    }
    expect(sent.map(({ sequence }) => sequence)).toEqual([1, 2, 3])
    expect(new Set(sent.map(({ source }) => source)).size).toBe(1)
  })

  it('the pauses of isolates differ by up to a fifth', () => {
    for (const [random, ms] of [
      [0, 8_000],
      [0.999, 11_996],
    ] as const) {
      isolate(INTERVAL_MS, random).sendLater(defer)
      expect(timers.at(-1)?.at).toBeCloseTo(now + ms, 6)
    }
  })

  it('a delta that fails is not sent again, and counts as dropped', async () => {
    found().add(5)
    fails = true
    metrics.sendLater(defer)
    await ring()
    fails = false
    metrics.sendLater(defer)
    await ring()
    expect(sums()).toEqual([[['searches_total\nfound', 5]], [['metrics_dropped_total', 1]]])
  })

  it('a request that is ended with its timer delays the next delta, and nothing is lost', async () => {
    found().add()
    metrics.sendLater(defer)
    timers.splice(0)
    now += 29_000
    metrics.sendLater(defer)
    expect(timers.length).toBe(0)
    now += 2_000
    metrics.sendLater(defer)
    work = work.slice(1)
    await ring()
    expect(sums()).toEqual([[['searches_total\nfound', 1]]])
  })

  it('nothing is sent when nothing was recorded, or when the interval is 0', async () => {
    metrics.sendLater(defer)
    await ring()
    metrics = isolate(0)
    found().add()
    metrics.sendLater(defer)
    metrics.sendSoon(defer)
    await ring()
    expect(sent).toEqual([])
  })
})

describe('deltas of objects', () => {
  it('objects send at once without a timer, twice, and then once in each interval', async () => {
    for (let second = 0; second < 60; second++) {
      found().add()
      metrics.sendSoon(defer)
      now += 1_000
    }
    await Promise.all(work)
    expect(timers.length).toBe(0)
    expect(sent.length).toBeGreaterThanOrEqual(6)
    expect(sent.length).toBeLessThanOrEqual(8)
    const total = sums()
      .flat()
      .reduce((sum, [, by]) => sum + by, 0)
    expect(total).toBeGreaterThanOrEqual(50)
  })
})
