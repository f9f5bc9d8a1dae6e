/** Parties that the configuration trusts: an outside identity provider, and a backend with a server key. */
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { exportSchema } from '../../src/contract/answers/identity.ts'
import { newId } from '../../src/domain/id.ts'
import { outsideUserId } from '../../src/worker/guard/outside-issuer.ts'
import { Client, isolate, Shopper } from './support/client.ts'
import { product, stock } from './support/shop.ts'
import { later, MINUTE, SECOND } from './support/time.ts'

beforeAll(() => stock(product('tea')))

const ISSUER = 'https://login.shop.example'
const NOW = () => Math.floor(Date.now() / 1000)

interface Provider {
  readonly keys: object[]
  readonly sign: (claims?: object, header?: object) => Promise<string>
}

async function provider(kid: string, algorithm = 'RS256'): Promise<Provider> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true })
  return {
    keys: [{ ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' }],
    sign(claims = {}, header = {}) {
      const all = { iss: ISSUER, aud: 'shop-api', sub: 'auth0|7', iat: NOW(), exp: NOW() + 600, ...claims }
      const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
      return new SignJWT(given).setProtectedHeader({ alg: algorithm, kid, ...header }).sign(privateKey)
    },
  }
}

let published: (() => Response) | null = null
let fetched = 0

beforeEach(() => {
  fetched = 0
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    expect(String(input instanceof Request ? input.url : input)).toBe(`${ISSUER}/jwks.json`)
    fetched++
    if (!published) throw new TypeError('connection refused')
    return published()
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  published = null
})

const configured = () =>
  isolate({ AUTH_ISSUER: ISSUER, AUTH_JWKS_URL: `${ISSUER}/jwks.json`, AUTH_AUDIENCE: 'shop-api' })

const bearer = (token: string, send = configured()) => new Client({ authorization: `Bearer ${token}` }, send)

describe('a token of the configured identity provider', () => {
  it('an outside token identifies one user, always the same, with a cart of their own', async () => {
    const { keys, sign } = await provider('one')
    published = () => Response.json({ keys })
    const send = configured()
    const first = bearer(await sign(), send)
    expect((await first.call('POST', '/v1/cart/items', { sku: 'tea', quantity: 2 })).cart.userId).toBe(
      await outsideUserId(ISSUER, 'auth0|7'),
    )
    const later = bearer(await sign({ exp: NOW() + 60 }), send)
    expect((await later.get('/v1/cart')).cart.items).toMatchObject([{ sku: 'tea', quantity: 2 }])
    const other = bearer(await sign({ sub: 'auth0|8' }), send)
    expect((await other.get('/v1/cart')).cart.items).toEqual([])
    expect(fetched).toBe(1)
  })

  it('the user of an outside token exports and erases their data within five minutes of a sign-in', async () => {
    const { keys, sign } = await provider('one')
    published = () => Response.json({ keys })
    const sub = `leaving-${Date.now()}`
    const send = configured()
    const member = bearer(await sign({ sub }), send)
    await member.call('POST', '/v1/cart/items', { sku: 'tea', quantity: 2, attributes: { engraving: 'For Ada' } })
    expect((await member.get('/v1/me/export')).as(exportSchema)).toMatchObject({ user: null, cart: { items: {} } })
    for (const old of [{ iat: NOW() - 400 }, { auth_time: NOW() - 400 }, { iat: undefined }]) {
      const refused = await bearer(await sign({ sub, ...old }), send).call('DELETE', '/v1/me')
      refused.refusal(401, 'unauthenticated')
    }
    expect((await bearer(await sign({ sub, auth_time: NOW() - 100 }), send).call('DELETE', '/v1/me')).status).toBe(204)
    ;(await member.get('/v1/cart')).refusal(410, 'erased')
    ;(await member.get('/v1/me/export')).refusal(410, 'erased')
  })

  it('the user of an outside token takes a guest’s cart over', async () => {
    const { keys, sign } = await provider('one')
    published = () => Response.json({ keys })
    const guest = await Shopper.guest()
    await guest.add('tea', 3)
    const member = bearer(await sign({ sub: `member-${Date.now()}` }))
    const reply = await member.call('POST', '/v1/cart/merge', { guestToken: guest.token })
    expect(reply.status, reply.text).toBe(200)
    expect((await member.get('/v1/cart')).cart.items).toMatchObject([{ sku: 'tea', quantity: 3 }])
  })

  it('an outside token never makes an admin, regardless of its claims', async () => {
    const { keys, sign } = await provider('one')
    published = () => Response.json({ keys })
    const admin = bearer(await sign({ role: 'admin', roles: ['admin'] }))
    ;(await admin.get('/v1/admin/ops/breakers')).refusal(403, 'forbidden')
  })

  it.each<[string, (one: Provider, other: Provider) => Promise<string>]>([
    ['that is an ID token by its nonce', ({ sign }) => sign({ nonce: 'n' })],
    ['that is an ID token by its type', ({ sign }) => sign({}, { typ: 'id+jwt' })],
    ['from the future', ({ sign }) => sign({ iat: NOW() + 300 })],
    ['of another audience', ({ sign }) => sign({ aud: 'other' })],
    ['of no audience', ({ sign }) => sign({ aud: undefined })],
    ['that has expired', ({ sign }) => sign({ exp: NOW() - 1 })],
    ['that never expires', ({ sign }) => sign({ exp: undefined })],
    ['without a subject', ({ sign }) => sign({ sub: undefined })],
    ['signed with another key under the same key id', (_, { sign }) => sign({}, { kid: 'one' })],
    ['under an unknown key id', (_, { sign }) => sign()],
    ['that names Pannier’s own issuer', ({ sign }) => sign({ iss: 'pannier' })],
    ['of an unknown issuer', ({ sign }) => sign({ iss: 'https://evil.example' })],
  ])('an outside token %s is refused', async (_, make) => {
    const [one, other] = await Promise.all([provider('one'), provider('two')])
    published = () => Response.json({ keys: one.keys })
    ;(await bearer(await make(one, other)).get('/v1/cart')).refusal(401, 'unauthenticated')
  })

  it('an outside token cannot be signed with the published key as a shared secret', async () => {
    const { keys } = await provider('one')
    published = () => Response.json({ keys })
    const secret = new TextEncoder().encode(JSON.stringify(keys[0]))
    const claims = { iss: ISSUER, aud: 'shop-api', sub: 'x', exp: NOW() + 600 }
    const forged = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'one' }).sign(secret)
    ;(await bearer(forged).get('/v1/cart')).refusal(401, 'unauthenticated')
  })

  it.each<[string, (() => Response) | null]>([
    ['cannot be reached', null],
    ['answers 500', () => new Response('', { status: 500 })],
    ['answers HTML', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
    ['answers something else', () => Response.json({ nothing: true })],
  ])('an outside token is 503 while its provider %s, and Pannier’s own tokens still work', async (_, answer) => {
    const { sign } = await provider('one')
    published = answer
    const send = configured()
    const refusal = await bearer(await sign(), send).get('/v1/cart')
    refusal.refusal(503, 'unavailable')
    expect(refusal.headers.get('retry-after')).toMatch(/^\d+$/)
    expect((await (await Shopper.guest()).through(send).get('/v1/cart')).status).toBe(200)
  })

  it('forged key ids do not make the isolate fetch the provider’s keys each time', async () => {
    const [one, other] = await Promise.all([provider('one'), provider('two')])
    published = () => Response.json({ keys: one.keys })
    const send = configured()
    for (let n = 0; n < 5; n++) await bearer(await other.sign({}, { kid: `k${n}` }), send).get('/v1/cart')
    expect(fetched).toBe(1)
  })

  it('an unexpired outside token is refused 15 minutes after its provider revoked its key', async () => {
    const [old, next] = [await provider('old'), await provider('next')]
    published = () => Response.json({ keys: old.keys })
    const send = configured()
    const token = await old.sign({ exp: NOW() + 24 * 3600 })
    expect((await bearer(token, send).get('/v1/cart')).status).toBe(200)
    published = () => Response.json({ keys: next.keys })
    // The token is verified again just before the old keys are forgotten, and the result is cached from then on.
    await later(10 * MINUTE - SECOND, async () => {
      expect((await bearer(token, send).get('/v1/cart')).status).toBe(200)
    })
    await later(15 * MINUTE, async () => {
      ;(await bearer(token, send).get('/v1/cart')).refusal(401, 'unauthenticated')
      const renewed = await next.sign({ iat: NOW(), exp: NOW() + 600 })
      expect((await bearer(renewed, send).get('/v1/cart')).status).toBe(200)
    })
    expect(fetched).toBe(2)
  })

  it('an outside token is refused where no provider is configured', async () => {
    const { sign } = await provider('one')
    ;(await bearer(await sign(), isolate()).get('/v1/cart')).refusal(401, 'unauthenticated')
    expect(fetched).toBe(0)
  })
})

describe('a server key', () => {
  const key = `psk_${'a'.repeat(43)}`
  const hashOf = async (text: string) => {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
  }
  const trusting = async () => isolate({ SERVER_KEY_HASHES: `${await hashOf('psk_other')}, ${await hashOf(key)}` })
  const server = async (userId: string | undefined, secret = key) =>
    new Client(
      { authorization: `Bearer ${secret}`, ...(userId !== undefined && { 'x-user-id': userId }) },
      await trusting(),
    )

  it('a server key acts for the user that it names, and for a guest', async () => {
    const userId = newId('usr', Date.now())
    expect((await (await server(userId)).call('POST', '/v1/cart/items', { sku: 'tea', quantity: 2 })).cart.userId).toBe(
      userId,
    )
    const shopper = await Shopper.of({ id: userId, role: 'customer' })
    expect((await shopper.cart()).cart.items).toMatchObject([{ sku: 'tea', quantity: 2 }])
    const guest = await Shopper.guest()
    expect((await (await server(guest.id)).get('/v1/cart')).cart.userId).toBe(guest.id)
    ;(await (await server(guest.id)).get('/v1/me')).refusal(403, 'forbidden')
  })

  it('a server key does not act as an operator', async () => {
    ;(await (await server(newId('usr', 1))).get('/v1/admin/ops/breakers')).refusal(403, 'forbidden')
  })

  it.each([undefined, '', 'usr_1', 'admin', 'usr_01K9ZQ4V6E8Y3TN5W2R7XB0MC!', ' '])(
    'a server key that names an invalid user (%j) is refused',
    async (userId) => {
      ;(await (await server(userId)).get('/v1/cart')).refusal(401, 'unauthenticated')
    },
  )

  it('a wrong or unconfigured server key is refused, and so is the digest in place of the key', async () => {
    const userId = newId('usr', Date.now())
    for (const secret of [`${key}x`, key.slice(0, -1), 'psk_', `psk_${await hashOf(key)}`]) {
      ;(await (await server(userId, secret)).get('/v1/cart')).refusal(401, 'unauthenticated')
    }
    const headers = { authorization: `Bearer ${key}`, 'x-user-id': userId }
    ;(await new Client(headers, isolate()).get('/v1/cart')).refusal(401, 'unauthenticated')
  })

  it('X-User-Id has an effect only with a server key', async () => {
    const [one, other] = [await Shopper.guest(), await Shopper.guest()]
    expect((await one.cart({ 'x-user-id': other.id })).cart.userId).toBe(one.id)
  })
})
