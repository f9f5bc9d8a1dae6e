/**
 * Live connections to a cart. Invariant: every device is sent every committed version, in order and without a gap, and
 * ends with the cart that GET answers.
 */
import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { beforeAll, describe, expect, it } from 'vitest'
import { MOST_SOCKETS } from '../../src/contract/live/protocol.ts'
import { newId } from '../../src/domain/id.ts'
import { Shopper, stranger } from './support/client.ts'
import { Device, shakeHands, versionsIn } from './support/live.ts'
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

async function connected(shopper: Shopper, query = ''): Promise<Device> {
  const device = await Device.connect(shopper.token, { query })
  await device.welcome
  return device
}

describe('a connection', () => {
  it('welcomes the client with the position, and sends the whole cart to one that has none', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea', 2)
    const device = await connected(shopper)
    const reset = await device.next('reset')
    expect(await device.welcome).toMatchObject({ version: 1 })
    expect(reset.cart).toEqual((await shopper.cart()).cart)
    expect(reset.etag).toBe((await shopper.cart()).headers.get('etag'))
  })

  it('two devices see each write, in order and without a gap', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    const [phone, laptop] = [await connected(shopper), await connected(shopper)]
    await Promise.all([phone.next('reset'), laptop.next('reset')])
    for (let turn = 1; turn <= 5; turn++) await Promise.all([shopper.add('cup'), shopper.add('pot')])
    await shopper.call('DELETE', '/v1/cart/items/pot')
    await shopper.call('POST', '/v1/cart/undo')
    await shopper.call('POST', '/v1/cart/items/tea/save')
    const { version } = (await shopper.cart()).cart
    for (const device of [phone, laptop]) {
      await expect.poll(() => versionsIn(device).at(-1)).toBe(version)
      expect(versionsIn(device)).toEqual(Array.from({ length: version - 1 }, (_, place) => place + 2))
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

  it('resumes by position from what the disk remembers, after the object has lost its memory', async () => {
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

  it('sends nothing after the welcome to a client that has the present position', async () => {
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

  it('sends the whole cart after a new epoch and after a guest’s cart was merged in', async () => {
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
  })

  it('stores nothing for a shopper without a cart', async () => {
    const shopper = await Shopper.guest()
    const device = await connected(shopper)
    await device.next('reset')
    expect(await diskOf(shopper)).toEqual([])
  })
})

describe('bad messages', () => {
  it.each([
    ['text that is not JSON', '{', 'invalid_request', 4400],
    ['another kind', { t: 'reset' }, 'invalid_request', 4400],
    ['a long text', 'x'.repeat(100_000), 'invalid_request', 4400],
    ['__proto__', '{"t":"ops","ops":[{"__proto__":{}}]}', 'invalid_request', 4400],
    ['bytes', new Uint8Array([1, 2]), 'invalid_request', 4400],
  ])('fault 36: %s ends the connection with an error and a code', async (_, message, code, closeCode) => {
    const shopper = await Shopper.guest()
    const device = await connected(shopper)
    device.send(message)
    expect(await device.next('error')).toMatchObject({ code })
    expect(await device.end()).toBe(closeCode)
    expect(await diskOf(shopper)).toEqual([])
  })
})

describe('the handshake', () => {
  it('without an upgrade is 426, without the protocol 400, and without a token 401', async () => {
    const shopper = await Shopper.guest()
    ;(await shopper.get('/v1/cart/live')).refusal(426, 'upgrade_required')
    ;(await shopper.get('/v1/cart/live', { upgrade: 'websocket' })).refusal(400, 'invalid_request')
    ;(await stranger.get('/v1/cart/live')).refusal(401, 'unauthenticated')
    ;(await shopper.get('/v1/cart/live?since=yesterday', { upgrade: 'websocket' })).refusal(400, 'invalid_request')
    expect((await shakeHands('forged')).status).toBe(401)
  })

  it('takes the token from the subprotocol on live routes only', async () => {
    const shopper = await Shopper.guest()
    const headers = { 'sec-websocket-protocol': `pannier.1, bearer.${shopper.token}` }
    ;(await stranger.get('/v1/cart', headers)).refusal(401, 'unauthenticated')
  })

  it('of a page of another origin ends with 4403', async () => {
    const shopper = await Shopper.guest()
    const device = await Device.connect(shopper.token, { headers: { origin: 'https://evil.example' } })
    expect(await device.end()).toBe(4403)
    const own = await Device.connect(shopper.token, { headers: { origin: 'https://pannier.test' } })
    await own.welcome
  })

  it('a client cannot forge what the object trusts', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    const forged = JSON.stringify({ since: null, locales: ['en'], session: null, expiresAt: 9e15 })
    const device = await Device.connect(shopper.token, { query: 'locale=zh-CN', headers: { 'x-admitted': forged } })
    await device.next('reset')
    expect(device.cart.items[0]?.title).toBe('商品 tea')
  })

  it('the connection after the sixteenth is 503, until one closes', async () => {
    const shopper = await Shopper.guest()
    const devices = []
    for (let count = 0; count < MOST_SOCKETS; count++) devices.push(await connected(shopper))
    const refused = await shakeHands(shopper.token)
    expect([refused.status, await refused.json()]).toMatchObject([503, { code: 'too_many_sockets' }])
    devices[0]?.close()
    await expect.poll(async () => (await shakeHands(shopper.token)).status).toBe(101)
  })

  it('shows texts in the language of the connection', async () => {
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
  it('with 4401 when the token has expired: at the next push or alarm', async () => {
    const shopper = await Shopper.guest()
    const device = await connected(shopper)
    await later(366 * DAY, async () => {
      // The token of the connection has expired; the shopper has a new one.
      await (await Shopper.of({ id: shopper.id, role: 'guest' })).add('tea')
      expect(await device.end()).toBe(4401)
    })
    expect(device.of('change')).toEqual([])
    const idle = await connected(shopper)
    await runAlarm(shopper, 366 * DAY)
    await later(366 * DAY, () => runInDurableObject(objectOf(shopper), (object) => object.alarm?.()))
    expect(await idle.end()).toBe(4401)
  })

  it('with 4401 at logout, but not those of other sign-ins', async () => {
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

  it('with 4401 at a change of the password, except the sign-in that changed it', async () => {
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

  it('with 4410 at an erasure, and with 4409 for a cart that was merged before', async () => {
    const guest = await guestWith({ tea: 1 })
    const device = await connected(guest)
    expect((await guest.call('DELETE', '/v1/me', {})).status).toBe(204)
    await expect.poll(() => device.closed?.code, { timeout: 10_000 }).toBe(4410)
    const merged = await guestWith({ tea: 1 })
    await login((await registered()).email, { guestToken: merged.token })
    expect(await (await Device.connect(merged.token)).end()).toBe(4409)
  })

  it('with 4408 when much was sent to a client that does not ping; one that pings goes on', async () => {
    const shopper = await Shopper.guest()
    const attributes = { text: 'x'.repeat(900) }
    const operations = Array.from({ length: 40 }, (_, place) => ({
      ...{ type: 'add', sku: 'tea', quantity: 1, attributes: { ...attributes, place: String(place) } },
    }))
    await shopper.call('POST', '/v1/cart/batch', { operations })
    const [silent, reading] = [await connected(shopper), await connected(shopper)]
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
