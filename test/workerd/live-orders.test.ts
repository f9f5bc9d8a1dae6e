/**
 * Live connections of orders. Invariant: the owner's devices are sent every committed version, in order and without a
 * gap, and end with the order that GET answers; no other client is sent anything.
 */
import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { beforeAll, describe, expect, it } from 'vitest'
import { signedInSchema } from '../../src/contract/answers/identity.ts'
import { Shopper, stranger } from './support/client.ts'
import { OrderDevice, shakeHands } from './support/live.ts'
import { act, orderAlarm, ordered, orderIn, orderOf, paid, withOrder } from './support/orders.ts'
import { login, registered } from './support/person.ts'
import { bindings, product, stock } from './support/shop.ts'
import { DAY, later } from './support/time.ts'

beforeAll(() => stock(product('tea', { onHand: 10_000 })))

const SHIP = { carrier: 'SF Express', trackingNumber: 'SF123' }

async function connected(shopper: Shopper, id: string, query = ''): Promise<OrderDevice> {
  const device = await OrderDevice.connect(shopper.token, id, { query })
  await device.next('welcome')
  return device
}

/** An account with one order, and its shopper with the token of that sign-in. */
async function personWithOrder() {
  const person = await registered()
  const { accessToken, refreshToken } = (await login(person.email)).as(signedInSchema)
  const shopper = await Shopper.of({ id: person.id, role: 'customer' })
  await shopper.add('tea')
  return { person, accessToken, refreshToken, order: await ordered(shopper), shopper }
}

describe('a connection of an order', () => {
  it('a connection sends the whole order, then each version: paid, shipped, delivered', async () => {
    const { shopper, order } = await withOrder()
    const device = await connected(shopper, order.id)
    const reset = await device.next('reset')
    expect(reset.order).toEqual(await orderOf(shopper, order.id))
    await paid(shopper, order)
    await expect.poll(() => device.order.status).toBe('paid')
    orderIn(await act(order.id, 'ship', SHIP))
    await expect.poll(() => device.order.status).toBe('shipped')
    orderIn(await act(order.id, 'deliver'))
    await expect.poll(() => device.order.status).toBe('delivered')
    const last = await orderOf(shopper, order.id)
    await expect.poll(() => device.order).toEqual(last)
    const first = reset.version + 1
    expect(device.versions).toEqual(Array.from({ length: last.version - reset.version }, (_, place) => first + place))
    expect(device.of('reset').length).toBe(1)
    const shown = device.of('change').flatMap(({ order: { status } }) => status ?? [])
    expect(shown).toEqual(['paid', 'shipped', 'delivered'])
  })

  it('a connection sends nothing to one that has the present position, and the whole to one that is behind', async () => {
    const { shopper, order } = await withOrder()
    const device = await connected(shopper, order.id)
    await device.next('reset')
    const since = `since=${device.position}`
    const present = await connected(shopper, order.id, since)
    await paid(shopper, order)
    await present.next('change')
    expect(present.of('reset')).toEqual([])
    await evictDurableObject(bindings.ORDERS.getByName(order.id))
    const behind = await connected(shopper, order.id, since)
    expect((await behind.next('reset')).order.status).toBe('paid')
  })

  it('a connection survives the loss of the object’s memory', async () => {
    const { shopper, order } = await withOrder()
    const device = await connected(shopper, order.id)
    await device.next('reset')
    await evictDurableObject(bindings.ORDERS.getByName(order.id))
    device.ping()
    await expect.poll(() => device.pongs).toEqual(['pong'])
    await paid(shopper, order)
    await expect.poll(() => device.order.status).toBe('paid')
  })

  it('a connection takes no operations', async () => {
    const { shopper, order } = await withOrder()
    const device = await connected(shopper, order.id)
    device.send({ t: 'ops', ops: [{ seq: 1, type: 'add', sku: 'tea', quantity: 1 }] })
    expect(await device.next('error')).toMatchObject({ code: 'invalid_request' })
    expect(await device.end()).toBe(4400)
  })
})

describe('the handshake', () => {
  it('a handshake for another’s order and for one that does not exist is 404', async () => {
    const { order } = await withOrder()
    const other = await Shopper.guest()
    const path = `/v1/orders/${order.id}/live`
    expect((await shakeHands(other.token, { path })).status).toBe(404)
    const missing = '/v1/orders/ord_01K9ZQ4V6E8Y3TN5W2R7XB0MCD/live'
    expect((await shakeHands(other.token, { path: missing })).status).toBe(404)
    ;(await stranger.get(path)).refusal(401, 'unauthenticated')
  })
})

describe('a connection ends', () => {
  it('a connection ends with 4401 at logout, also after the objects have left memory; others go on', async () => {
    const { accessToken, refreshToken, order, shopper } = await personWithOrder()
    const signedOut = await OrderDevice.connect(accessToken, order.id)
    const other = await connected(shopper, order.id)
    await Promise.all([signedOut.next('reset'), other.next('reset')])
    await evictDurableObject(bindings.ORDERS.getByName(order.id))
    await evictDurableObject(bindings.CARTS.getByName(shopper.id))
    await stranger.call('POST', '/v1/auth/logout', { refreshToken })
    expect(await signedOut.end()).toBe(4401)
    expect(signedOut.of('change')).toEqual([])
    await paid(shopper, order)
    await expect.poll(() => other.order.status).toBe('paid')
  })

  it('a connection ends with 4401 at a change of the password, except the sign-in that changed it', async () => {
    const { accessToken, order, person } = await personWithOrder()
    const other = (await login(person.email)).as(signedInSchema)
    const changing = await OrderDevice.connect(accessToken, order.id)
    const ended = await OrderDevice.connect(other.accessToken, order.id)
    await Promise.all([changing.next('reset'), ended.next('reset')])
    const reply = await stranger.call(
      'POST',
      '/v1/auth/password',
      { currentPassword: 'correct horse battery', newPassword: 'another horse battery' },
      { authorization: `Bearer ${accessToken}` },
    )
    expect(reply.status, reply.text).toBe(204)
    expect(await ended.end()).toBe(4401)
    expect(changing.closed).toBeNull()
  })

  it('a connection ends with 4410 right after an erasure', async () => {
    const { accessToken, order } = await personWithOrder()
    const device = await OrderDevice.connect(accessToken, order.id)
    await device.next('reset')
    const erasing = { authorization: `Bearer ${accessToken}` }
    const reply = await stranger.call('DELETE', '/v1/me', { password: 'correct horse battery' }, erasing)
    expect(reply.status, reply.text).toBe(204)
    expect(await device.end()).toBe(4410)
  })

  it('a connection that could not be noted ends with 4401 before the next change of its order', async () => {
    const { accessToken, refreshToken, order, shopper } = await personWithOrder()
    const device = await OrderDevice.connect(accessToken, order.id)
    await device.next('reset')
    await runInDurableObject(bindings.CARTS.getByName(shopper.id), (_, { storage }) => {
      expect(storage.kv.delete('live-orders')).toBe(true)
    })
    await stranger.call('POST', '/v1/auth/logout', { refreshToken })
    await paid(shopper, order)
    expect(await device.end()).toBe(4401)
    expect(device.of('change')).toEqual([])
  })

  it('a connection ends with 4401 when the token has expired', async () => {
    const { shopper, order } = await withOrder()
    const device = await connected(shopper, order.id)
    await device.next('reset')
    await later(366 * DAY, async () => {
      // The order expires.
      await orderAlarm(order.id)
      expect(await device.end()).toBe(4401)
    })
    expect(device.of('change')).toEqual([])
  })

  it('a connection ends with 4409 when the guest signs in, because the order belongs to the account then', async () => {
    const { shopper, order } = await withOrder()
    const device = await connected(shopper, order.id)
    await device.next('reset')
    await login((await registered()).email, { guestToken: shopper.token })
    expect(await device.end()).toBe(4409)
  })

  it('a connection ends with 4410 when the shopper is erased', async () => {
    const { shopper, order } = await withOrder()
    const device = await connected(shopper, order.id)
    await device.next('reset')
    expect((await shopper.call('DELETE', '/v1/me', {})).status).toBe(204)
    await expect.poll(() => device.closed?.code, { timeout: 10_000 }).toBe(4410)
  })
})
