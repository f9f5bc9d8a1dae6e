/**
 * Live connections to a cart. Invariant: every device is sent every committed version, in order and without a gap, and
 * ends with the cart that GET answers.
 */
import { evictDurableObject } from 'cloudflare:test'
import { beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../src/domain/id.ts'
import { Shopper } from './support/client.ts'
import { connected, expectInSync } from './support/live.ts'
import { diskOf, objectOf } from './support/objects.ts'
import { guestWith, login, registered } from './support/person.ts'
import { product, stock } from './support/shop.ts'
import { MINUTE } from './support/time.ts'

beforeAll(() => stock(...['tea', 'cup', 'pot'].map((sku) => product(sku, { onHand: 5000 }))))

describe('a connection', () => {
  it('a connection welcomes the client with the position, and sends the whole cart to one that has none', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea', 2)
    const device = await connected(shopper)
    const reset = await device.next('reset')
    expect(await device.welcome).toMatchObject({ version: 1, client: { id: 'phone', last: 0 } })
    expect(reset.cart).toEqual((await shopper.cart()).cart)
    expect(reset.etag).toBe((await shopper.cart()).headers.get('etag'))
  })

  it('two devices see each write over HTTP and over either connection, in order and without a gap', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    const [phone, laptop] = [await connected(shopper), await connected(shopper, 'client=laptop')]
    await Promise.all([phone.next('reset'), laptop.next('reset')])
    for (let seq = 1; seq <= 5; seq++) {
      phone.add(seq)
      laptop.send({ t: 'ops', ops: [{ seq, type: 'add', sku: 'cup', quantity: 1 }] })
      await shopper.add('pot')
    }
    await Promise.all([phone.next('ack', 5), laptop.next('ack', 5)])
    await shopper.call('DELETE', '/v1/cart/items/pot')
    await shopper.call('POST', '/v1/cart/undo')
    await shopper.call('POST', '/v1/cart/items/tea/save')
    const { version } = (await shopper.cart()).cart
    for (const device of [phone, laptop]) {
      await expect.poll(() => device.versions.at(-1)).toBe(version)
      expect(device.versions).toEqual(Array.from({ length: version - 1 }, (_, place) => place + 2))
      await expectInSync(device, shopper)
    }
  })

  it('a change has only the lines that differ, and what left the cart', async () => {
    const shopper = await Shopper.guest()
    await shopper.fill(['tea', 'cup', 'pot'])
    const device = await connected(shopper)
    await device.next('reset')
    await shopper.call('PATCH', '/v1/cart/items/cup', { quantity: 3 })
    const change = await device.next('change')
    expect(change.items.map(({ sku, quantity }) => [sku, quantity])).toEqual([['cup', 3]])
    expect(change).toMatchObject({ gone: [], version: 2 })
    expect(Object.keys(change)).not.toContain('order')
    await shopper.call('DELETE', '/v1/cart/items/tea')
    const next = await device.next('change', 2)
    expect(next).toMatchObject({ items: [], gone: [expect.stringContaining('tea~')] })
    expect(next.order?.length).toBe(2)
    expect(next.removed?.length).toBe(1)
  })

  it('a connection resumes by position from what the disk remembers, after the object has lost its memory', async () => {
    const shopper = await Shopper.guest()
    await shopper.fill(['tea', 'cup', 'pot'])
    const device = await connected(shopper)
    await device.next('reset')
    const since = device.position
    device.close()
    await shopper.call('PATCH', '/v1/cart/items/cup', { quantity: 3 })
    await shopper.call('DELETE', '/v1/cart/items/tea')
    await evictDurableObject(objectOf(shopper))
    const again = await connected(shopper, `since=${since}`)
    const change = await again.next('change')
    expect(change).toMatchObject({ from: 2, version: 3, gone: [expect.stringContaining('tea~')] })
    expect(change.items.map(({ sku }) => sku)).toEqual(['cup'])
    expect(again.of('reset')).toEqual([])
  })

  it('a connection sends nothing after the welcome to a client that has the present position', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    const device = await connected(shopper)
    await device.next('reset')
    const again = await connected(shopper, `since=${device.position}`)
    await shopper.add('tea')
    await again.next('change')
    expect(again.messages.map(({ t }) => t)).toEqual(['welcome', 'change'])
  })

  it.each([
    ['a position of the future', (version: number) => version + 5],
    ['more than 64 versions behind', () => 1],
  ])('sends the whole cart to a client with %s', async (_, at) => {
    const shopper = await Shopper.guest()
    for (let count = 0; count < 67; count++) await shopper.add('tea')
    const device = await connected(shopper)
    const { epoch, version } = await device.next('reset')
    const again = await connected(shopper, `since=${epoch}-${at(version)}`)
    expect(await again.next('reset')).toMatchObject({ epoch, version })
  })

  it('a connection sends the whole cart after a new epoch and after a guest’s cart was merged in', async () => {
    const person = await registered()
    const shopper = await Shopper.of({ id: person.id, role: 'customer' })
    const device = await connected(shopper)
    await device.next('reset')
    await shopper.add('tea')
    expect(await device.next('reset', 2)).toMatchObject({ version: 1 })
    const guest = await guestWith({ cup: 2 })
    const guests = await connected(guest)
    await login(person.email, { guestToken: guest.token })
    expect(await guests.end()).toBe(4409)
    await device.next('reset', 3)
    await expectInSync(device, shopper)
  })

  it('fault 69: pings do not wake the object; a change after it has lost its memory has only what differs', async () => {
    const shopper = await Shopper.guest()
    await shopper.fill(['tea', 'cup', 'pot'])
    const device = await connected(shopper)
    await device.next('reset')
    await evictDurableObject(objectOf(shopper))
    device.ping()
    await expect.poll(() => device.pongs).toEqual(['pong'])
    await expect(evictDurableObject(objectOf(shopper))).rejects.toThrow('not currently running')
    await shopper.call('PATCH', '/v1/cart/items/cup', { quantity: 3 })
    const change = await device.next('change')
    expect(change.items.map(({ sku }) => sku)).toEqual(['cup'])
    await expectInSync(device, shopper)
    await evictDurableObject(objectOf(shopper))
    device.add(1, 'pot')
    expect(await device.next('ack')).toMatchObject({ last: 1, version: 3 })
    await device.next('change', 2)
    await expectInSync(device, shopper)
  })

  it('a connection stores nothing for a shopper without a cart', async () => {
    const shopper = await Shopper.guest()
    const device = await connected(shopper)
    await device.next('reset')
    expect(await diskOf(shopper)).toEqual([])
  })
})

describe('another’s cart', () => {
  it('fault 28: a connection follows the cart of its token only', async () => {
    const [one, other] = [
      await Shopper.guest(),
      await Shopper.of({ id: newId('gst', Date.now() + MINUTE), role: 'guest' }),
    ]
    const device = await connected(one)
    await device.next('reset')
    await other.add('tea')
    await one.add('cup')
    await device.next('reset', 2)
    expect(device.cart.items.map(({ sku }) => sku)).toEqual(['cup'])
  })
})
