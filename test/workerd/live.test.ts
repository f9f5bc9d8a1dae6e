/**
 * Live connections to a cart. Invariant: every device is sent every committed version, in order and without a gap, and
 * ends with the cart that GET answers.
 */
import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { beforeAll, describe, expect, it } from 'vitest'
import { MAX_SOCKETS } from '../../src/contract/live/protocol.ts'
import { newId } from '../../src/domain/id.ts'
import { Shopper, stranger } from './support/client.ts'
import { Device, shakeHands } from './support/live.ts'
import { diskOf, objectOf, runAlarm } from './support/objects.ts'
import { guestWith, login, registered } from './support/person.ts'
import { product, stock } from './support/shop.ts'
import { DAY, later, MINUTE } from './support/time.ts'

beforeAll(() => stock(...['tea', 'cup', 'pot'].map((sku) => product(sku, { onHand: 5000 }))))

/** `updatedAt` is not sent with a change. */
async function expectInSync(device: Device, shopper: Shopper): Promise<void> {
  const { updatedAt: _, ...cart } = (await shopper.cart()).cart
  const { updatedAt: __, ...seen } = device.cart
  expect(seen).toEqual(cart)
}

async function connected(shopper: Shopper, query = 'client=phone'): Promise<Device> {
  const device = await Device.connect(shopper.token, { query })
  await device.welcome
  return device
}

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

describe('operations', () => {
  it('operations are decided exactly once, however often they are sent', async () => {
    const shopper = await Shopper.guest()
    const device = await connected(shopper)
    device.add(1)
    device.add(1)
    device.send({ t: 'ops', ops: [1, 2].map((seq) => ({ seq, type: 'add', sku: 'tea', quantity: 1 })) })
    const last = await device.next('ack', 3)
    expect(device.of('ack').map(({ results }) => results.map(({ status }) => status))).toEqual([
      ['accepted'],
      ['done'],
      ['done', 'accepted'],
    ])
    expect(last).toMatchObject({ client: 'phone', last: 2 })
    expect((await shopper.cart()).cart.items).toMatchObject([{ sku: 'tea', quantity: 2 }])
    const again = await connected(shopper)
    expect((await again.welcome).client).toEqual({ id: 'phone', last: 2 })
  })

  it('operations are refused one by one, and the rest goes on; the ack comes before the change', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('cup')
    const device = await connected(shopper)
    await device.next('reset')
    device.send({
      t: 'ops',
      ops: [
        { seq: 1, type: 'add', sku: 'tea', quantity: 1 },
        { seq: 2, type: 'add', sku: 'no-such', quantity: 1 },
        { seq: 3, type: 'set', sku: 'cup', quantity: 2 },
      ],
    })
    const { results } = await device.next('ack')
    expect(results).toMatchObject([
      { seq: 1, status: 'accepted' },
      { seq: 2, status: 'refused', code: 'unknown_sku' },
      { seq: 3, status: 'accepted' },
    ])
    await device.next('change')
    expect(device.messages.map(({ t }) => t)).toEqual(['welcome', 'reset', 'ack', 'change'])
    await expectInSync(device, shopper)
  })

  it('operations that arrive together commit together', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('cup')
    const device = await connected(shopper)
    await device.next('reset')
    for (let seq = 1; seq <= 20; seq++) device.add(seq)
    await device.next('ack', 20)
    const { version, items } = (await shopper.cart()).cart
    expect(items.find(({ sku }) => sku === 'tea')?.quantity).toBe(20)
    expect(version).toBeLessThan(21)
  })

  it('operations of many messages and several clients are all decided, in the order of each client', async () => {
    const shopper = await Shopper.guest()
    const [phone, laptop] = [await connected(shopper), await connected(shopper, 'client=laptop')]
    for (let turn = 0; turn < 3; turn++) {
      const ops = Array.from({ length: 60 }, (_, place) => {
        return { seq: turn * 60 + place + 1, type: 'add', sku: 'tea', quantity: 1 }
      })
      phone.send({ t: 'ops', ops })
      laptop.send({ t: 'ops', ops })
    }
    await Promise.all([phone.next('ack', 3), laptop.next('ack', 3)])
    const { items, version } = (await shopper.cart()).cart
    expect(items).toMatchObject([{ sku: 'tea', quantity: 360 }])
    for (const device of [phone, laptop]) {
      expect(device.of('ack').map(({ last }) => last)).toEqual([60, 120, 180])
      await expect.poll(() => device.cart.version).toBe(version)
    }
  })

  it('operations after a gap, and of a client that the cart does not know, are not decided', async () => {
    const shopper = await Shopper.guest()
    const device = await connected(shopper)
    device.add(1)
    await device.next('ack')
    device.add(3)
    expect(await device.next('error')).toMatchObject({ code: 'sequence_gap', expected: 2 })
    const other = await connected(shopper, 'client=drawer')
    other.add(7)
    expect(await other.next('error')).toMatchObject({ code: 'unknown_client' })
    device.add(2)
    expect(await device.next('ack', 2)).toMatchObject({ last: 2 })
    expect((await shopper.cart()).cart.items).toMatchObject([{ quantity: 2 }])
  })

  it('operations that the contract does not know, or without a client, are refused and the connection goes on', async () => {
    const shopper = await Shopper.guest()
    const device = await connected(shopper)
    device.send({ t: 'ops', ops: [{ seq: 1, type: 'add', sku: 'tea', quantity: 1.5 }] })
    device.send({ t: 'ops', ops: [{ seq: 1, type: 'add', sku: 'tea', quantity: 1, price: 1 }] })
    device.send({ t: 'ops', ops: [] })
    device.send({ t: 'ops', ops: [1, 3].map((seq) => ({ seq, type: 'add', sku: 'tea', quantity: 1 })) })
    await device.next('error', 4)
    expect(device.of('error').every(({ code }) => code === 'invalid_request')).toBe(true)
    const nameless = await connected(shopper, '')
    nameless.add(1)
    expect(await nameless.next('error')).toMatchObject({ code: 'invalid_request' })
    device.add(1)
    await device.next('ack')
  })
})

describe('bad messages', () => {
  it.each([
    ['text that is not JSON', '{', 'invalid_request', 4400],
    ['another kind', { t: 'reset' }, 'invalid_request', 4400],
    ['__proto__', '{"t":"ops","ops":[{"__proto__":{}}]}', 'invalid_request', 4400],
    ['bytes', new Uint8Array([1, 2]), 'invalid_request', 4400],
    ['more than 16 KiB', 'x'.repeat(16 * 1024 + 1), 'payload_too_large', 4413],
    ['more than 16 KiB of UTF-8', '茶'.repeat(6 * 1024), 'payload_too_large', 4413],
  ])('fault 36: %s ends the connection with an error and a code', async (_, message, code, closeCode) => {
    const shopper = await Shopper.guest()
    const device = await connected(shopper)
    device.send(message)
    expect(await device.next('error')).toMatchObject({ code })
    expect(await device.end()).toBe(closeCode)
    expect(await diskOf(shopper)).toEqual([])
  })

  it('too many messages end the connection', async () => {
    const shopper = await Shopper.guest()
    const device = await connected(shopper)
    for (let seq = 1; seq <= 80; seq++) device.add(seq)
    expect(await device.next('error')).toMatchObject({ code: 'rate_limited' })
    expect(await device.end()).toBe(4429)
  })
})

describe('the handshake', () => {
  it('a handshake without an upgrade is 426, without the protocol 400, and without a token 401', async () => {
    const shopper = await Shopper.guest()
    ;(await shopper.get('/v1/cart/live')).refusal(426, 'upgrade_required')
    ;(await shopper.get('/v1/cart/live', { upgrade: 'websocket' })).refusal(400, 'invalid_request')
    ;(await stranger.get('/v1/cart/live')).refusal(401, 'unauthenticated')
    ;(await shopper.get('/v1/cart/live?since=yesterday', { upgrade: 'websocket' })).refusal(400, 'invalid_request')
    expect((await shakeHands('forged')).status).toBe(401)
  })

  it('a handshake takes the token from the subprotocol on live routes only', async () => {
    const shopper = await Shopper.guest()
    const headers = { 'sec-websocket-protocol': `pannier.1, bearer.${shopper.token}` }
    ;(await stranger.get('/v1/cart', headers)).refusal(401, 'unauthenticated')
  })

  it('a handshake of a page of another origin ends with 4403', async () => {
    const shopper = await Shopper.guest()
    const device = await Device.connect(shopper.token, { headers: { origin: 'https://evil.example' } })
    expect(await device.end()).toBe(4403)
    const own = await Device.connect(shopper.token, { headers: { origin: 'https://pannier.test' } })
    await own.welcome
  })

  it('a client cannot forge what the object trusts', async () => {
    const shopper = await Shopper.guest()
    const forged = JSON.stringify({
      owner: 'x',
      client: 'x',
      since: null,
      locales: ['en'],
      session: null,
      expiresAt: 9e15,
    })
    const device = await Device.connect(shopper.token, { query: 'client=phone', headers: { 'x-admitted': forged } })
    expect((await device.welcome).client?.id).toBe('phone')
  })

  it('the connection after the sixteenth is 503, until one closes', async () => {
    const shopper = await Shopper.guest()
    const devices = []
    for (let count = 0; count < MAX_SOCKETS; count++) devices.push(await connected(shopper))
    const refused = await shakeHands(shopper.token)
    expect([refused.status, await refused.json()]).toMatchObject([503, { code: 'too_many_sockets' }])
    devices[0]?.close()
    await expect.poll(async () => (await shakeHands(shopper.token)).status).toBe(101)
  })

  it('a connection shows texts in the language of the connection', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    const [english, chinese] = [await connected(shopper, 'locale=en'), await connected(shopper, 'locale=zh-CN')]
    await Promise.all([english.next('reset'), chinese.next('reset')])
    expect([english.cart.items[0]?.title, chinese.cart.items[0]?.title]).toEqual(['Product tea', '商品 tea'])
    await shopper.add('tea')
    await Promise.all([english.next('change'), chinese.next('change')])
    expect([english.cart.items[0]?.title, chinese.cart.items[0]?.title]).toEqual(['Product tea', '商品 tea'])
  })
})

describe('a connection ends', () => {
  it('a connection ends with 4401 when the token has expired: at the next push, message or alarm', async () => {
    const shopper = await Shopper.guest()
    const device = await connected(shopper)
    await later(366 * DAY, async () => {
      device.add(1)
      expect(await device.end()).toBe(4401)
    })
    expect((await shopper.cart()).cart.items).toEqual([])
    const idle = await connected(shopper)
    await runAlarm(shopper, 366 * DAY)
    await later(366 * DAY, () => runInDurableObject(objectOf(shopper), (object) => object.alarm?.()))
    expect(await idle.end()).toBe(4401)
  })

  it('a connection ends with 4401 at logout, but not those of other sign-ins', async () => {
    const person = await registered()
    const one = await login(person.email)
    const other = await login(person.email)
    const tokenOf = ({ text }: { text: string }) => JSON.parse(text) as { accessToken: string; refreshToken: string }
    const [phone, laptop] = [
      await Device.connect(tokenOf(one).accessToken),
      await Device.connect(tokenOf(other).accessToken),
    ]
    await Promise.all([phone.welcome, laptop.welcome])
    await stranger.call('POST', '/v1/auth/logout', { refreshToken: tokenOf(one).refreshToken })
    expect(await phone.end()).toBe(4401)
    expect(laptop.closed).toBeNull()
    laptop.ping()
    await expect.poll(() => laptop.pongs).toEqual(['pong'])
  })

  it('a connection ends with 4401 at a change of the password, except the sign-in that changed it', async () => {
    const person = await registered()
    const tokenOf = ({ text }: { text: string }) => (JSON.parse(text) as { accessToken: string }).accessToken
    const token = tokenOf(await login(person.email))
    const [changing, other] = [await Device.connect(token), await Device.connect(tokenOf(await login(person.email)))]
    await Promise.all([changing.welcome, other.welcome])
    const reply = await stranger.call(
      'POST',
      '/v1/auth/password',
      { currentPassword: 'correct horse battery', newPassword: 'another horse battery' },
      { authorization: `Bearer ${token}` },
    )
    expect(reply.status, reply.text).toBe(204)
    expect(await other.end()).toBe(4401)
    expect(changing.closed).toBeNull()
  })

  it('a connection ends with 4410 at an erasure, and with 4409 for a cart that was merged before', async () => {
    const guest = await guestWith({ tea: 1 })
    const device = await connected(guest)
    expect((await guest.call('DELETE', '/v1/me', {})).status).toBe(204)
    await expect.poll(() => device.closed?.code, { timeout: 10_000 }).toBe(4410)
    const merged = await guestWith({ tea: 1 })
    await login((await registered()).email, { guestToken: merged.token })
    expect(await (await Device.connect(merged.token)).end()).toBe(4409)
  })

  it('a connection ends with 4408 when much was sent to a client that does not ping; one that pings goes on', async () => {
    const shopper = await Shopper.guest()
    const attributes = { text: 'x'.repeat(900) }
    const operations = Array.from({ length: 40 }, (_, place) => ({
      ...{ type: 'add', sku: 'tea', quantity: 1, attributes: { ...attributes, place: String(place) } },
    }))
    await shopper.call('POST', '/v1/cart/batch', { operations })
    const [silent, reading] = [await connected(shopper), await connected(shopper, 'client=reader')]
    await Promise.all([silent.next('reset'), reading.next('reset')])
    for (let turn = 1; turn <= 8; turn++) {
      reading.ping()
      await expect.poll(() => reading.pongs.length).toBe(turn)
      await shopper.call('PUT', '/v1/cart/selection', { selected: turn % 2 === 0 })
      await reading.next('change', turn)
    }
    expect(await silent.end()).toBe(4408)
    expect(reading.closed).toBeNull()
    await expectInSync(reading, shopper)
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
