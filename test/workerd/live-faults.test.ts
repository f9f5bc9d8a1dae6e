/**
 * Live connections when something fails. Invariants: a connection that cannot go on ends with a code that tells the
 * client what to do; after it has connected again, nothing is missing and nothing was applied twice.
 */
import { runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { Unavailable } from '../../src/objects/aggregate/life.ts'
import type { LiveCartDurableObject } from '../../src/worker/live/cart-object.ts'
import { isolate, Shopper } from './support/client.ts'
import { address, exhaust } from './support/limits.ts'
import { Device, OrderDevice } from './support/live.ts'
import { objectOf } from './support/objects.ts'
import { opened, told, withOrder } from './support/orders.ts'
import { bindings, product, stock } from './support/shop.ts'

beforeAll(() => stock(product('tea', { onHand: 5000 })))
afterEach(() => vi.restoreAllMocks())

/** The members that fail. They are protected, so that no type names them. */
type Members = Record<'decided' | 'state', () => unknown> & { aggregate: { ready(): Promise<void> } }

function within(shopper: Shopper, change: (members: Members) => void): Promise<void> {
  return runInDurableObject(objectOf(shopper), (object: LiveCartDurableObject) => change(object as unknown as Members))
}

async function connected(shopper: Shopper, query = 'client=phone'): Promise<Device> {
  const device = await Device.connect(shopper.token, { query })
  await device.next('welcome')
  return device
}

describe('4503: try again later', () => {
  it('4503 ends the handshake for a cart that cannot be read right now', async () => {
    const shopper = await Shopper.guest()
    await within(shopper, ({ aggregate }) => vi.spyOn(aggregate, 'ready').mockRejectedValueOnce(new Unavailable('L2')))
    const device = await Device.connect(shopper.token)
    expect(await device.end()).toBe(4503)
    expect(device.messages).toEqual([])
    await connected(shopper)
  })

  it('4503 ends the connections when a write fails, and the operations that come again are applied once', async () => {
    const shopper = await Shopper.guest()
    const [phone, laptop] = [await connected(shopper), await connected(shopper, 'client=laptop')]
    await within(shopper, (members) =>
      vi.spyOn(members, 'decided').mockRejectedValueOnce(new Error('the disk is full')),
    )
    phone.add(1)
    expect(await phone.end()).toBe(4503)
    expect(await laptop.end()).toBe(4503)
    expect(phone.of('ack')).toEqual([])
    const again = await connected(shopper)
    expect((await again.next('welcome')).client).toEqual({ id: 'phone', last: 0 })
    again.add(1)
    expect(await again.next('ack')).toMatchObject({ last: 1, results: [{ seq: 1, status: 'accepted' }] })
    expect((await shopper.cart()).cart.items).toMatchObject([{ sku: 'tea', quantity: 1 }])
  })

  it('4503 ends the connections when a change cannot be sent; the write stays, and comes after the next handshake', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    const device = await connected(shopper)
    await device.next('reset')
    const since = `since=${device.position}`
    await within(shopper, (members) =>
      vi.spyOn(members, 'state').mockImplementationOnce(() => {
        throw new Error('a view cannot be made')
      }),
    )
    expect((await shopper.add('tea')).status).toBe(200)
    expect(await device.end()).toBe(4503)
    const again = await connected(shopper, since)
    expect(await again.next('change')).toMatchObject({ version: 2, items: [{ sku: 'tea', quantity: 2 }] })
  })

  it('4503 ends the connection of an order whose change cannot be sent', async () => {
    const { shopper, order } = await withOrder()
    const paymentId = await opened(shopper, order.id)
    const device = await OrderDevice.connect(shopper.token, order.id)
    await device.next('reset')
    const object = bindings.ORDERS.getByName(order.id)
    await runInDurableObject(object, (instance) => {
      vi.spyOn(instance as unknown as { readonly order: unknown }, 'order', 'get').mockImplementationOnce(() => {
        throw new Error('a view cannot be made')
      })
    })
    const { amount } = order.totals.total
    await told({ id: 'evt', type: 'payment.succeeded', orderId: order.id, paymentId, amount })
    expect(await device.end()).toBe(4503)
    const again = await OrderDevice.connect(shopper.token, order.id)
    expect((await again.next('reset')).order.status).toBe('paid')
  })
})

describe('the limits of requests', () => {
  it('limits refuse a handshake before the object hears of it', async () => {
    let heard = 0
    const CARTS = {
      getByName: () => ({
        async fetch() {
          heard += 1
          return new Response(null, { status: 503 })
        },
      }),
    }
    const shopper = await Shopper.guest()
    const headers = { ...address(), upgrade: 'websocket', 'sec-websocket-protocol': 'pannier.1' }
    const client = shopper.through(isolate({ RATE_LIMIT_SCALE: '0.01', CARTS }), headers)
    const refused = await exhaust(client, 'GET', '/v1/cart/live')
    expect(refused.refusal(429, 'rate_limited')).toBeDefined()
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    const before = heard
    ;(await client.get('/v1/cart/live')).refusal(429, 'rate_limited')
    expect(heard).toBe(before)
  })
})
