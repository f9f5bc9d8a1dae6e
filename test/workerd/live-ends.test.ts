/**
 * How live connections begin and end. Invariants: the guard runs before the handshake; a connection ends with its sign-in,
 * its cart, or a reader that is too slow.
 */
import { runInDurableObject } from 'cloudflare:test'
import { beforeAll, describe, expect, it } from 'vitest'
import { MAX_SOCKETS } from '../../src/contract/live/protocol.ts'
import { Shopper, stranger } from './support/client.ts'
import { connected, Device, expectInSync, shakeHands } from './support/live.ts'
import { objectOf, runAlarm } from './support/objects.ts'
import { guestWith, login, registered } from './support/person.ts'
import { product, stock } from './support/shop.ts'
import { DAY, later } from './support/time.ts'

beforeAll(() => stock(...['tea', 'cup', 'pot'].map((sku) => product(sku, { onHand: 5000 }))))

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
