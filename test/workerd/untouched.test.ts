/**
 * Requests about things that never existed. Invariant: a read or a refused request leaves its objects without a table
 * and without an alarm, so that the platform stores nothing of them.
 */
import { runInDurableObject } from 'cloudflare:test'
import { beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../src/domain/id.ts'
import { operator, Shopper, stranger } from './support/client.ts'
import { ADDRESS, checkOut } from './support/orders.ts'
import { bindings, product, stock } from './support/shop.ts'

type Namespace = 'CARTS' | 'ACCOUNTS' | 'CLAIMS' | 'ORDERS' | 'STOCK' | 'PAYMENTS'

async function keptBy(namespace: Namespace, name: string): Promise<unknown> {
  const stub = (bindings[namespace] as DurableObjectNamespace).getByName(name)
  return runInDurableObject(stub, async (_, { storage }) => ({
    tables: storage.sql
      .exec("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\'")
      .toArray(),
    alarm: await storage.getAlarm(),
  }))
}

const NOTHING = { tables: [], alarm: null }
const newOrderId = () => newId('ord', Date.now())

beforeAll(() => stock(product('tea')))

describe('an order that never existed', () => {
  it.each([
    ['GET', '', undefined],
    ['POST', '/cancel', undefined],
    ['POST', '/pay', {}],
  ])('%s …%s of a shopper does not create an order', async (method, path, body) => {
    const id = newOrderId()
    ;(await (await Shopper.guest()).call(method, `/v1/orders/${id}${path}`, body)).refusal(404, 'not_found')
    expect(await keptBy('ORDERS', id)).toEqual(NOTHING)
  })

  it.each([
    ['GET', '', undefined],
    ['GET', '/notes', undefined],
    ['POST', '/notes', { text: 'a note' }],
    ['POST', '/ship', { carrier: 'SF', trackingNumber: '1' }],
    ['POST', '/deliver', undefined],
    ['POST', '/refund', { reason: 'broken' }],
  ])('%s …%s of an operator does not create an order', async (method, path, body) => {
    const id = newOrderId()
    ;(await operator.call(method, `/v1/admin/orders/${id}${path}`, body)).refusal(404, 'not_found')
    expect(await keptBy('ORDERS', id)).toEqual(NOTHING)
  })
})

describe('a payment that never existed', () => {
  it.each([
    ['GET', undefined],
    ['POST', { outcome: 'approve' }],
    ['POST', { outcome: 'decline' }],
  ])('%s of its page with %j does not create a payment', async (method, body) => {
    const id = newId('pay', Date.now())
    const reply = await stranger.call(method, `/pay/simulated/${id}`, body, { accept: 'application/json' })
    expect(reply.status).toBe(404)
    expect(await keptBy('PAYMENTS', id)).toEqual(NOTHING)
  })
})

describe('a cart that was never written', () => {
  it.each([
    ['GET', '/v1/cart', undefined],
    ['GET', '/v1/cart/history', undefined],
    ['GET', '/v1/me/export', undefined],
    ['GET', '/v1/orders', undefined],
    ['PATCH', '/v1/cart/items/tea', { quantity: 2 }],
    ['DELETE', '/v1/cart/items/tea', undefined],
    ['POST', '/v1/cart/items/tea/restore', undefined],
    ['POST', '/v1/cart/items/tea/save', undefined],
    ['POST', '/v1/cart/saved/tea/move', undefined],
    ['POST', '/v1/cart/undo', undefined],
    ['POST', '/v1/cart/items', { sku: 'never-sold', quantity: 1 }],
    ['POST', '/v1/cart/coupons', { code: 'NEVER' }],
    ['DELETE', '/v1/cart/coupons/NEVER', undefined],
    ['POST', '/v1/checkout/quote', { address: ADDRESS }],
  ])('%s %s does not create a cart', async (method, path, body) => {
    const guest = await Shopper.guest()
    const reply = await guest.call(method, path, body)
    const reads = method === 'GET' || path.endsWith('/quote')
    expect(reply.status, reply.text).toBeGreaterThanOrEqual(reads ? 200 : 400)
    expect(reply.status, reply.text).toBeLessThan(reads ? 300 : 500)
    expect(await keptBy('CARTS', guest.id)).toEqual(NOTHING)
  })

  it('a refused checkout does not create a cart', async () => {
    const guest = await Shopper.guest()
    const reply = await checkOut(guest)
    expect(reply.status).toBeGreaterThanOrEqual(400)
    expect(await keptBy('CARTS', guest.id)).toEqual(NOTHING)
  })
})

describe('a cart that an operator reads', () => {
  it('neither its copies, its operations, a drain nor a calculation create a cart', async () => {
    const id = newId('gst', Date.now())
    expect((await operator.get(`/v1/admin/carts/${id}`)).status).toBe(200)
    expect((await operator.get(`/v1/admin/carts/${id}/operations`)).text).toBe('{"items":[],"nextCursor":null}')
    ;(await operator.call('POST', `/v1/admin/carts/${id}/drain`)).refusal(404, 'not_found')
    ;(await operator.call('POST', '/v1/admin/prices/calculate', { userId: id })).refusal(404, 'not_found')
    expect(await keptBy('CARTS', id)).toEqual(NOTHING)
  })
})

describe('an account that never existed', () => {
  it('neither a failed sign-in nor an operator’s change creates an account', async () => {
    const id = newId('usr', Date.now())
    ;(await operator.call('PATCH', `/v1/admin/accounts/${id}`, { role: 'customer' })).refusal(404, 'not_found')
    ;(await operator.call('POST', `/v1/admin/accounts/${id}/lock`)).refusal(404, 'not_found')
    for (const rest of ['', '/sign-ins']) {
      ;(await operator.get(`/v1/admin/accounts/${id}${rest}`)).refusal(404, 'not_found')
    }
    const person = await Shopper.of({ id, role: 'customer' })
    ;(await person.get('/v1/me')).refusal(404, 'not_found')
    ;(await person.call('PATCH', '/v1/me', { name: 'Lin', password: 'wrong' })).refusal(404, 'not_found')
    expect(await keptBy('ACCOUNTS', id)).toEqual(NOTHING)
  })
})

it('a resend or a lookup of units for unknown names creates no object', async () => {
  const names = ['cart:gst_never', 'order:ord_never', 'stock:never', 'account:usr_never', 'claim:never']
  expect((await operator.call('POST', '/v1/admin/ops/resend', { names })).text).toContain('"empty":5')
  for (const rest of ['', '/holds']) {
    expect((await operator.get(`/v1/admin/stock/never-stocked${rest}`)).status).toBe(404)
  }
  const kept = [
    await keptBy('CARTS', 'gst_never'),
    await keptBy('ORDERS', 'ord_never'),
    await keptBy('STOCK', 'never'),
    await keptBy('STOCK', 'never-stocked'),
    await keptBy('ACCOUNTS', 'usr_never'),
    await keptBy('CLAIMS', 'never'),
  ]
  expect(kept).toEqual(kept.map(() => NOTHING))
})
