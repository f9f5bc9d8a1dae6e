// Invariants of overload: what is admitted is answered in time at any capacity, a few are always admitted, slow
// requests of one class refuse no other class, and requests that were cancelled do not stay.
import { describe, expect, it } from 'vitest'
import { accessOf } from '../../../src/contract/access.ts'
import { Problem } from '../../../src/contract/problem.ts'
import { Registry } from '../../../src/domain/metrics/registry.ts'
import { Overload, type Work, workOf } from '../../../src/worker/guard/overload.ts'

const PATIENCE_MS = 10_000

/** One thread answers requests in the order of their arrival, each after `costMs`; every 400 ms it stands still a while. */
function served(offeredPerSecond: number, costMs: number, seconds: number, work: Work) {
  let now = 0
  const metrics = new Registry()
  const overload = new Overload(2_500, () => now, metrics)
  const waiting: { at: number; leave: () => void }[] = []
  const counts = { offered: 0, inTime: 0, late: 0, refused: 0 }
  let freeAt = 0
  const until = seconds * 1000
  for (let at = 0; at < until || waiting.length > 0; at++) {
    now = at
    while (waiting.length > 0 && freeAt <= now) {
      const { at: began, leave } = waiting.shift() as (typeof waiting)[number]
      leave()
      counts[now - began <= PATIENCE_MS ? 'inTime' : 'late']++
      freeAt += costMs
      if (Math.floor(freeAt / 400) !== Math.floor((freeAt - costMs) / 400)) freeAt += 50
    }
    if (waiting.length === 0) freeAt = Math.max(freeAt, now + costMs)
    if (at >= until) continue
    for (; counts.offered < (at * offeredPerSecond) / 1000; counts.offered++) {
      try {
        waiting.push({ at, leave: overload.enter(work) })
      } catch (error) {
        expect(error).toBeInstanceOf(Problem)
        counts.refused++
      }
    }
  }
  const shed = new Map(metrics.take().counters).get(`shed_total\n${work}`) ?? 0
  expect(shed).toBe(counts.refused)
  return counts
}

describe('an overloaded isolate (fault 70)', () => {
  it.each([
    ['cart' as const, 1_000, 2.5],
    ['cart' as const, 5_000, 1],
    ['checkout' as const, 1_000, 22],
    ['browsing' as const, 3_000, 5],
  ])('answers %s requests in time at nearly its full capacity: %i a second, %f ms each', (work, offered, costMs) => {
    const { inTime, late, refused } = served(offered, costMs, 12, work)
    const capacity = (12_000 * (400 / 450)) / costMs
    expect(late).toBe(0)
    expect(inTime).toBeGreaterThan(capacity * 0.9)
    expect(refused).toBeGreaterThan(0)
  })

  it('refuses nothing while its capacity is enough, even when requests are slow', () => {
    expect(served(30, 30, 20, 'browsing')).toMatchObject({ refused: 0, late: 0 })
    expect(served(350, 2.5, 20, 'cart')).toMatchObject({ refused: 0, late: 0 })
  })

  it('says when to try again', () => {
    let now = 0
    const overload = new Overload(2_500, () => now)
    for (let requests = 0; requests < 40; requests++) overload.enter('cart')
    now = 5_000
    expect(() => overload.enter('cart')).toThrow(Problem)
    try {
      overload.enter('cart')
    } catch (error) {
      expect((error as Problem).code).toBe('unavailable')
      expect((error as Problem).headers).toEqual({ 'Retry-After': '30' })
    }
  })

  it('MAX_WAIT_MS 0 admits every request', () => {
    let now = 0
    const overload = new Overload(0, () => now)
    for (let requests = 0; requests < 40; requests++) overload.enter('cart')
    now = 10_000
    overload.enter('cart')
  })

  it('refuses no cart because of browsing that hangs', () => {
    let now = 0
    const overload = new Overload(2_500, () => now)
    for (let requests = 0; requests < 100; requests++) overload.enter('browsing')
    now = 5_000
    expect(() => overload.enter('browsing')).toThrow(Problem)
    overload.enter('cart')()
    overload.enter('checkout')()
  })

  it('always admits a few requests, and a burst again five seconds after the isolate became fast', () => {
    let now = 0
    const overload = new Overload(2_500, () => now)
    const burst = (size: number) => Array.from({ length: size }, () => overload.enter('cart'))
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
      for (const leave of burst(200)) {
        now += 3
        leave()
      }
    }
  })

  it('does not count requests that were cancelled with their connection without end', () => {
    let now = 0
    const overload = new Overload(2_500, () => now)
    for (let requests = 0; requests < 100; requests++) overload.enter('cart')
    now = 14_000
    expect(() => overload.enter('cart')).toThrow(Problem)
    now = 15_000
    overload.enter('cart')
  })
})

it.each([
  ['GET', '/v1/products', 'public', 'browsing'],
  ['GET', '/v1/cart', ['guest'], 'cart'],
  ['POST', '/v1/cart/items', ['guest'], 'cart'],
  ['POST', '/v1/auth/guest', 'public', 'cart'],
  ['GET', '/v1/orders', ['guest'], 'cart'],
  ['POST', '/v1/checkout', ['guest'], 'checkout'],
  ['POST', '/v1/orders/ord_1/pay', ['guest'], 'checkout'],
  ['POST', '/v1/webhooks/simulated', 'public', 'checkout'],
  ['GET', '/readyz', 'public', null],
] as const)('%s %s is work of the class %4$s', (method, path, access, work) => {
  expect(workOf(method, path, access)).toBe(work)
})

it('operators are always admitted', () => {
  for (const path of ['/v1/admin/products', '/v1/admin/orders', '/v1/admin/ops/sweep']) {
    expect(workOf('POST', path, accessOf('POST', path))).toBe(null)
  }
})
