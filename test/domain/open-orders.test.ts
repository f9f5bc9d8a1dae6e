// Unpaid orders of one network address. Invariant: they never exceed its places, and no place outlives the time-out
// of orders.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  mostOpenOrders,
  type OpenOrders,
  type OpenOrdersRule,
  openOrder,
  openOrdersCounter,
  orderEnded,
} from '../../src/domain/open-orders.ts'

const MINUTE = 60_000
const RULE: OpenOrdersRule = { most: 3, timeoutMs: 30 * MINUTE }
const START = Date.UTC(2026, 10, 28)

class Address {
  state: OpenOrders | undefined
  now = START

  open(orderId: string, ended: readonly string[] = []) {
    const { state, answer } = openOrder(this.state, orderId, ended, this.now, RULE)
    this.state = state ?? this.state
    return answer
  }

  end(orderId: string): void {
    this.state = orderEnded(this.state, orderId).state ?? this.state
  }
}

test('an address has a limited number of unpaid orders at once, and each frees its place when it ends', () => {
  const address = new Address()
  for (const id of ['a', 'b', 'c', 'c']) expect(address.open(id).allowed).toBe(true)
  expect(address.open('d')).toEqual({ allowed: false, retryAfterSeconds: 60, look: ['a', 'b', 'c'] })
  expect(address.open('d', ['b']).allowed).toBe(true)
  address.end('d')
  expect(address.open('e').allowed).toBe(true)
})

test('a full counter asks for its orders at most every five seconds', () => {
  const address = new Address()
  for (const id of ['a', 'b', 'c']) address.open(id)
  expect(address.open('d').look).toHaveLength(3)
  expect(address.open('d').look).toEqual([])
  address.now += 5_000
  expect(address.open('d').look).toHaveLength(3)
})

test('a place ends by itself when the time-out of orders is over, also after the clock went back', () => {
  const address = new Address()
  for (const id of ['a', 'b', 'c']) address.open(id)
  address.now += RULE.timeoutMs - 1_500
  expect(address.open('d')).toMatchObject({ allowed: false, retryAfterSeconds: 2 })
  address.now += 1_500
  expect(address.open('d').allowed).toBe(true)
  for (const id of ['e', 'f']) address.open(id)
  address.now -= 400 * MINUTE
  expect(address.open('g').allowed).toBe(true)
  expect(openOrdersCounter(RULE).lifeOf({ places: [], lookedAt: null }, START)).toBe('over')
})

test('a counter never holds more than its places, for orders that begin and end in any sequence', () => {
  const step = fc.record({
    id: fc.integer({ min: 0, max: 9 }),
    ends: fc.boolean(),
    ms: fc.integer({ min: -9, max: 9 }),
  })
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const address = new Address()
      for (const { id, ends, ms } of steps) {
        address.now += ms * MINUTE
        if (ends) address.end(`${id}`)
        else address.open(`${id}`)
        const ids = address.state?.places.map(({ orderId }) => orderId) ?? []
        expect(ids.length).toBeLessThanOrEqual(RULE.most)
        expect(new Set(ids).size).toBe(ids.length)
      }
    }),
  )
})

test('the limit follows RATE_LIMIT_SCALE, and a limit that is too high to count turns counting off', () => {
  expect([1, 0.1, 0.001, 6.4, 7, 1000].map(mostOpenOrders)).toEqual([20, 2, 1, 128, null, null])
})
