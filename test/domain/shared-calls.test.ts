// Invariant: a shared call has a deadline of its own: a call that never settles ends, and may then be repeated.

import { describe, expect, test } from 'vitest'
import type { StartReply } from '../../src/contract/rpc/order.ts'
import { Registry } from '../../src/domain/metrics/registry.ts'
import { Cart } from '../../src/objects/cart/cart.ts'
import { SharedCall } from '../../src/objects/shared-call.ts'
import { withDeadline } from '../../src/tiers/calls/deadline.ts'
import { Disk } from '../world/object-storage.ts'
import { START_MS, storageOn } from './aggregate/bench.ts'

const HOUR_MS = 3600_000
const never = () => new Promise<never>(() => {})
/** Deadlines of seconds, shortened to milliseconds. */
const deadline = <Value>(promise: Promise<Value>, ms: number) => withDeadline(ms / 1_000, () => promise)

describe('a shared call', () => {
  test('a shared call is made once for all callers while it runs', async () => {
    const shared = new SharedCall<number>({ deadline }, 20_000)
    let calls = 0
    const call = async () => ++calls
    expect(await Promise.all([shared.run(call), shared.run(call), shared.run(call)])).toEqual([1, 1, 1])
    expect(await shared.run(call)).toBe(2)
  })

  test('a shared call that never settles ends at its deadline, and the next one tries again', async () => {
    const shared = new SharedCall<string>({ deadline }, 20_000)
    const waiting = [shared.run(never), shared.run(async () => 'not called')]
    for (const each of waiting) await expect(each).rejects.toThrow('no answer within')
    expect(await shared.run(async () => 'answered')).toBe('answered')
  })
})

describe('a cart whose order never answers the start', () => {
  test('a cart asks its order again until the order answers the start, and the checkout then stands', async () => {
    let now = START_MS
    let calls = 0
    let answer: () => Promise<StartReply> = never
    const disk = new Disk()
    const cart = new Cart('usr_ada', storageOn(disk), {
      now: () => now,
      random: () => 0.5,
      send: async () => {},
      metrics: new Registry(),
      copyFromL2: async () => null,
      copyFromRecord: async () => null,
      deadline,
      log: () => {},
      reminder: null,
      order: () => ({
        start: () => {
          calls++
          return answer()
        },
        follow: async () => {},
        forgetPerson: async () => true,
      }),
      cart: () => {
        throw new Error('no other cart is asked')
      },
    })
    await cart.aggregate.wake()
    const products = new Map([['tea', { title: 'Tea', price: 100, image: '', labels: [] }]])
    const steps = [{ command: { type: 'add', sku: 'tea', quantity: 1 } as const, key: null }]
    await cart.aggregate.write({
      ...{ requestId: 'r', key: null, ifMatch: null, name: 'add', atomic: true },
      ...{ steps, facts: { products } },
    })
    const quote = { lines: [{ sku: 'tea', attributes: {}, quantity: 1 }] } as never
    const request = { orderId: 'ord_1', key: 'k', hash: 'h', start: { quote, contact: {}, requestId: 'r' } as never }
    expect(await cart.checkouts.checkout(request)).toEqual({ status: 'pending' })
    for (let alarm = 0; alarm < 3; alarm++) {
      now += HOUR_MS
      await cart.aggregate.alarm()
    }
    expect(calls).toBeGreaterThan(2)
    answer = async () => ({ status: 'placed' })
    now += HOUR_MS
    await cart.aggregate.alarm()
    expect(await cart.checkouts.checkout(request)).toEqual({ status: 'placed', orderId: 'ord_1', replayed: true })
  })
})
