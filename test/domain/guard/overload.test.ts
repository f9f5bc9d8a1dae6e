// Invariants of overload: what is admitted is answered in time at any capacity, a few are always admitted, slow
// requests of one class refuse no other class, requests that were cancelled do not stay, and a burst at an isolate that
// does not know its rate is neither admitted whole nor refused by guessing.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Problem } from '../../../src/contract/problem.ts'
import { Registry } from '../../../src/domain/metrics/registry.ts'
import type { RouteClass } from '../../../src/domain/policy/table.ts'
import { Overload } from '../../../src/worker/guard/overload.ts'

const PATIENCE_MS = 10_000

beforeEach(() => void vi.useFakeTimers({ now: 0 }))
afterEach(() => void vi.useRealTimers())

interface Offer {
  /** The number of requests that have arrived by a time in ms. */
  readonly arrivedBy: (at: number) => number
  readonly untilMs: number
  readonly costMs: number
  /** Time before the first answer, in ms. */
  readonly startMs?: number
}

/** One thread answers requests in the order of their arrival, each after `costMs`; every 400 ms it stands still a while. */
async function served(its: RouteClass, { arrivedBy, untilMs, costMs, startMs = 0 }: Offer) {
  const metrics = new Registry()
  const overload = new Overload(2_500, Date.now, metrics)
  const waiting: { at: number; leave: () => void }[] = []
  const counts = { offered: 0, inTime: 0, late: 0, refused: 0 }
  let held = 0
  let freeAt = startMs
  const arrive = (at: number) => {
    counts.offered++
    const admitted = (leave: (() => void) | null) => void waiting.push({ at, leave: leave as () => void })
    const refused = (error: unknown) => {
      expect(error).toBeInstanceOf(Problem)
      counts.refused++
    }
    try {
      const entered = overload.enter(its)
      if (!(entered instanceof Promise)) return admitted(entered)
      held++
      entered.then(admitted, refused).finally(() => held--)
    } catch (error) {
      refused(error)
    }
  }
  for (let at = 0; at < untilMs || waiting.length > 0 || held > 0; at++) {
    while (waiting.length > 0 && freeAt <= at) {
      const { at: began, leave } = waiting.shift() as (typeof waiting)[number]
      leave()
      counts[at - began <= PATIENCE_MS ? 'inTime' : 'late']++
      freeAt += costMs
      if (Math.floor(freeAt / 400) !== Math.floor((freeAt - costMs) / 400)) freeAt += 50
    }
    if (waiting.length === 0) freeAt = Math.max(freeAt, at + costMs)
    while (at < untilMs && counts.offered < arrivedBy(at)) arrive(at)
    await vi.advanceTimersByTimeAsync(1)
  }
  const shed = new Map(metrics.take().counters).get(`shed_total\n${its}`) ?? 0
  expect(shed).toBe(counts.refused)
  return counts
}

const steadily = (perSecond: number, costMs: number, seconds: number): Offer => {
  return { arrivedBy: (at) => (at * perSecond) / 1000, untilMs: seconds * 1000, costMs }
}
const atOnce = (size: number, costMs: number, startMs = 0): Offer => {
  return { arrivedBy: (at) => Math.min(size, 20 * (at + 1)), untilMs: 1_000, costMs, startMs }
}

function enterNow(overload: Overload, its: RouteClass): () => void {
  const leave = overload.enter(its)
  if (typeof leave !== 'function') throw new Error('the request was held')
  return leave
}

describe('an overloaded isolate (fault 70)', () => {
  it.each([
    ['cart' as const, 1_000, 2.5],
    ['cart' as const, 5_000, 1],
    ['checkout' as const, 1_000, 22],
    ['browsing' as const, 3_000, 5],
  ])(
    'answers %s requests in time at nearly its full capacity: %i a second, %f ms each',
    async (its, offered, costMs) => {
      const { inTime, late, refused } = await served(its, steadily(offered, costMs, 12))
      const capacity = (12_000 * (400 / 450)) / costMs
      expect(late).toBe(0)
      expect(inTime).toBeGreaterThan(capacity * 0.9)
      expect(refused).toBeGreaterThan(0)
    },
  )

  it('refuses nothing while its capacity is enough, even when requests are slow', async () => {
    expect(await served('browsing', steadily(30, 30, 20))).toMatchObject({ refused: 0, late: 0 })
    expect(await served('cart', steadily(350, 2.5, 20))).toMatchObject({ refused: 0, late: 0 })
  })

  it('says when to try again', () => {
    let now = 0
    const overload = new Overload(2_500, () => now)
    for (let requests = 0; requests < 40; requests++) enterNow(overload, 'cart')
    now = 5_000
    expect(() => overload.enter('cart')).toThrow(Problem)
    try {
      enterNow(overload, 'cart')
    } catch (error) {
      expect((error as Problem).code).toBe('unavailable')
      expect((error as Problem).headers).toEqual({ 'Retry-After': '30' })
    }
  })

  it('MAX_WAIT_MS 0 admits every request', () => {
    let now = 0
    const overload = new Overload(0, () => now)
    for (let requests = 0; requests < 40; requests++) enterNow(overload, 'cart')
    now = 10_000
    enterNow(overload, 'cart')
  })

  it('refuses no cart because of browsing that hangs', () => {
    let now = 0
    const overload = new Overload(2_500, () => now)
    for (let requests = 0; requests < 70; requests++) enterNow(overload, 'browsing')
    now = 5_000
    expect(() => overload.enter('browsing')).toThrow(Problem)
    enterNow(overload, 'cart')()
    enterNow(overload, 'checkout')()
  })

  it('always admits a few requests, and a burst again five seconds after the isolate became fast', () => {
    let now = 0
    const overload = new Overload(2_500, () => now)
    const burst = (size: number) => Array.from({ length: size }, () => enterNow(overload, 'cart'))
    const stuck = burst(100)
    now = 10_000
    expect(() => overload.enter('cart')).toThrow(Problem)
    for (const leave of stuck) leave()
    // Less than a second later, the slow answers still count.
    now = 10_900
    for (const leave of burst(32)) leave()
    expect(() => burst(33)).toThrow(Problem)
    now = 26_000
    for (let rounds = 0; rounds < 10; rounds++) {
      for (const leave of burst(120)) {
        now += 3
        leave()
      }
    }
  })

  it('does not count requests that were cancelled with their connection without end', () => {
    let now = 0
    const overload = new Overload(2_500, () => now)
    for (let requests = 0; requests < 100; requests++) enterNow(overload, 'cart')
    now = 14_000
    expect(() => overload.enter('cart')).toThrow(Problem)
    now = 15_000
    enterNow(overload, 'cart')
  })
})

describe('a burst at an isolate that does not know its rate (fault 77)', () => {
  it.each([
    ['checkout' as const, 2_000, 22],
    ['cart' as const, 4_000, 10],
    ['browsing' as const, 4_000, 20],
  ])(
    '%s, %i requests at once: what is admitted is answered in time, and the isolate is used',
    async (its, size, costMs) => {
      const { inTime, late, refused } = await served(its, atOnce(size, costMs))
      expect(late).toBe(0)
      expect(refused).toBeGreaterThan(size / 2)
      expect(inTime).toBeGreaterThan(20)
    },
  )

  it.each([
    ['checkout' as const, 400, 5, 0],
    ['cart' as const, 1_000, 1, 0],
    ['cart' as const, 1_000, 1, 700],
    ['browsing' as const, 1_000, 0.5, 0],
    ['browsing' as const, 1_000, 0.5, 900],
  ])(
    'no request of a healthy burst is refused: %s, %i of %f ms, the first answer after %i ms',
    async (its, size, costMs, startMs) => {
      const { inTime, late, refused } = await served(its, atOnce(size, costMs, startMs))
      expect({ inTime, late, refused }).toEqual({ inTime: size, late: 0, refused: 0 })
    },
  )

  it('an isolate without any answer decides after two seconds', async () => {
    const overload = new Overload(2_500, Date.now)
    const entered = Array.from({ length: 300 }, () => overload.enter('cart'))
    const held = entered.filter((each) => each instanceof Promise)
    expect(held.length).toBe(175)
    const outcomes = Promise.allSettled(held)
    await vi.advanceTimersByTimeAsync(2_000)
    for (const { status } of await outcomes) expect(status).toBe('rejected')
  })
})

it('a class counts as overloaded until ten seconds after its last refusal', () => {
  let now = 0
  const overload = new Overload(2_500, () => now)
  for (let requests = 0; requests < 40; requests++) enterNow(overload, 'cart')
  now = 5_000
  expect(overload.isShedding('cart')).toBe(false)
  expect(() => overload.enter('cart')).toThrow(Problem)
  expect([overload.isShedding('cart'), overload.isShedding('browsing')]).toEqual([true, false])
  now = 14_999
  expect(overload.isShedding('cart')).toBe(true)
  now = 15_000
  expect(overload.isShedding('cart')).toBe(false)
})

it('operators are always admitted', () => {
  const overload = new Overload(1, Date.now)
  for (let requests = 0; requests < 1_000; requests++) expect(overload.enter('operators')).toBe(null)
})
