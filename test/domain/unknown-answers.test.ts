// Objects of two releases during a deploy. Invariant: a missing or unknown answer erases, releases and refuses nothing.

import { describe, expect, test } from 'vitest'
import type { StartReply } from '../../src/contract/rpc/order.ts'
import { lines } from '../../src/domain/cart/cart.ts'
import { Registry } from '../../src/domain/metrics/registry.ts'
import { orderOf } from '../../src/domain/order/order.ts'
import { Cart, type CartPorts } from '../../src/objects/cart/cart.ts'
import { Order } from '../../src/objects/order/order.ts'
import type { OrderPorts } from '../../src/objects/order/order-duties.ts'
import { Disk } from '../world/object-storage.ts'
import { START_MS, storageOn } from './aggregate/bench.ts'
import { BEGIN } from './order/paper.ts'
import { edit, openStock } from './stock/bench.ts'

const TEA = new Map([['tea', { title: 'Tea', price: 100, image: '', labels: [] }]])
const never = async () => {
  throw new Error('this is never asked')
}

interface Others {
  readonly importGuest?: () => Promise<unknown>
  readonly start?: () => Promise<unknown>
}

async function cartOf(id: string, others: Others) {
  const clock = { now: START_MS }
  // Answers of another release have no type here.
  const user = {
    admits: async () => 'admitted',
    importGuest: others.importGuest ?? never,
    takeBack: never,
    noteOrder: never,
  }
  const order = { start: others.start ?? never, follow: async () => {}, forgetPerson: async () => true }
  const ports = {
    ...{ now: () => clock.now, random: () => 0.5, send: async () => {}, log: () => {} },
    metrics: new Registry(),
    ...{ copyFromL2: async () => null, copyFromRecord: async () => null },
    deadline: <Value>(promise: Promise<Value>) => promise,
    ...{ order: () => order, cart: () => user },
  } as unknown as CartPorts
  const cart = new Cart(id, storageOn(new Disk()), ports)
  await cart.aggregate.wake()
  const steps = [{ command: { type: 'add', sku: 'tea', quantity: 2 } as const, key: null }]
  const envelope = { requestId: 'r', key: null, ifMatch: null, name: 'add', atomic: true }
  await cart.aggregate.write({ ...envelope, steps, facts: { products: TEA } })
  return { cart, clock }
}

describe('a guest’s cart', () => {
  test.each([[undefined], [null], ['merged'], [{ status: 'taken' }]])(
    'a guest’s cart keeps its lines when the user’s cart answers %j, and hands them over after an answer with a report',
    async (unknown) => {
      let answer: unknown = unknown
      const { cart, clock } = await cartOf('gst_ann', { importGuest: async () => answer })
      const merge = () => cart.merge({ userId: 'usr_ada', strategy: 'sum', requestId: 'r' })
      expect(await merge()).toEqual({ status: 'pending' })
      clock.now += 3600_000
      await cart.aggregate.alarm()
      expect(cart.aggregate.erased).toBe(false)
      expect(lines(cart.aggregate.rows)).toMatchObject([['tea', { quantity: 2 }]])
      answer = []
      expect(await merge()).toEqual({ status: 'merged', report: [] })
      expect(lines(cart.aggregate.rows)).toEqual([])
    },
  )

  test('a guest’s cart is erased when the user’s cart answers that it was erased', async () => {
    const { cart } = await cartOf('gst_ann', { importGuest: async () => 'erased' })
    const reply = await cart.merge({ userId: 'usr_ada', strategy: 'sum', requestId: 'r' })
    expect(reply).toEqual({ status: 'refused', code: 'erased' })
    expect(cart.aggregate.erased).toBe(true)
  })
})

test('a user’s cart that was erased answers `erased`', async () => {
  const { cart } = await cartOf('usr_ada', {})
  cart.aggregate.erase()
  const guest = { items: [], saved: [] }
  expect(await cart.importGuest({ guestId: 'gst_ann', strategy: 'sum', guest, requestId: 'r' })).toBe('erased')
})

test('a checkout whose order gives an unknown answer stays pending until the order gives a known one', async () => {
  let answer: unknown = { status: 'later' }
  const { cart } = await cartOf('usr_ada', { start: async () => answer as StartReply })
  const quote = { lines: [{ sku: 'tea', attributes: {}, quantity: 2 }] } as never
  const request = { orderId: 'ord_1', key: 'k', hash: 'h', start: { quote, contact: {}, requestId: 'r' } as never }
  expect(await cart.checkouts.checkout(request)).toEqual({ status: 'pending' })
  answer = { status: 'refused', shortages: [] }
  expect(await cart.checkouts.checkout(request)).toMatchObject({ status: 'short' })
})

test.each([[undefined], [null], [{ status: 'later' }], [{}]])(
  'an order whose stock answers %j does not stand, and is placed when its units are held',
  async (unknown) => {
    let answer: unknown = unknown
    const stock = { hold: async () => answer, commit: never, release: never, restock: never, edit: never }
    const ports = {
      ...{ now: () => START_MS, random: () => 0.5, send: async () => {}, log: () => {} },
      metrics: new Registry(),
      ...{ copyFromL2: async () => null, copyFromRecord: async () => null, timeoutMs: 1_800_000, providers: {} },
      deadline: <Value>(promise: Promise<Value>) => promise,
      ...{ stock: () => stock, cart: never, sold: never },
    } as unknown as OrderPorts
    const order = new Order('ord_1', storageOn(new Disk()), ports)
    await order.aggregate.wake()
    const { quote, contact } = BEGIN
    const start = () => order.start({ owner: 'gst_ann', quote, contact, requestId: 'r' })
    await expect(start()).rejects.toThrow()
    expect(orderOf(order.aggregate.rows)?.status).toBe('holding')
    answer = { status: 'held' }
    expect(await start()).toEqual({ status: 'placed' })
  },
)

test.each([[undefined], [null], [{ goods: 'wanted', until: 0 }]])(
  'a hold whose order answers %j stays, and ends when the order answers that it has no such line',
  async (unknown) => {
    const bench = await openStock()
    await edit(bench, { onHand: 5 })
    await bench.stock.hold({ orderId: 'ord_1', quantity: 2, until: bench.now })
    bench.order = () => ({ goodsOf: async () => unknown as never })
    bench.now += 60_000
    await bench.stock.aggregate.alarm()
    expect(await bench.stock.view()).toMatchObject({ held: 2, available: 3 })
    bench.order = () => ({ goodsOf: async () => ({ goods: 'none' }) })
    bench.now += 3600_000
    await bench.stock.aggregate.alarm()
    expect(await bench.stock.view()).toMatchObject({ held: 0, available: 5 })
  },
)
