/**
 * Fault 31: invalid tokens. Invariant: a token of another issuer, audience, time or form is 401 and reaches no object.
 */
import { type CryptoKey, exportSPKI, importJWK, SignJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { guestSchema, jwksSchema } from '../../src/contract/answers/identity.ts'
import { newId } from '../../src/domain/id.ts'
import { TEST_KEY } from '../support/secrets.ts'
import { Client, isolate, Shopper, stranger } from './support/client.ts'
import { objectCount } from './support/objects.ts'

const now = () => Math.floor(Date.now() / 1000)
const base64 = (value: string) => btoa(value).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
const part = (value: unknown) => base64(JSON.stringify(value))

let key: CryptoKey | Uint8Array
let otherKey: CryptoKey
let pem: Uint8Array

beforeAll(async () => {
  key = await importJWK(TEST_KEY, 'ES256')
  const pair = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair
  otherKey = pair.privateKey
  const { d: _, ...publicKey } = TEST_KEY
  // The casts: importJWK returns a CryptoKey for this JWK, whose type jose declares apart from the platform's.
  pem = new TextEncoder().encode(
    await exportSPKI((await importJWK(publicKey, 'ES256', { extractable: true })) as CryptoKey),
  )
})

const HEADER = { alg: 'ES256', typ: 'guest+jwt', kid: TEST_KEY.kid }
const claims = () => ({
  sub: newId('gst', Date.now()),
  role: 'guest',
  iss: 'pannier',
  aud: 'pannier/guest',
  iat: now(),
  exp: now() + 600,
})

/** A valid token except for the changes; undefined removes a claim. */
function signed(changes: object = {}, header: object = {}, signer: CryptoKey | Uint8Array = key): Promise<string> {
  const all = Object.entries({ ...claims(), ...changes }).filter(([, value]) => value !== undefined)
  return new SignJWT(Object.fromEntries(all)).setProtectedHeader({ ...HEADER, ...header }).sign(signer)
}

function call(token: string) {
  return stranger.call('GET', '/v1/cart', undefined, { authorization: `Bearer ${token}` })
}

describe('fault 31: a token', () => {
  it('an unchanged token is accepted, so that each refusal below has one cause', async () => {
    expect((await call(await signed())).status).toBe(200)
    expect((await call(await signed({ nbf: now() - 5 }))).status).toBe(200)
  })

  it.each<[string, () => Promise<string> | string]>([
    ['has the algorithm none', () => `${part({ ...HEADER, alg: 'none' })}.${part(claims())}.`],
    [
      'has the algorithm none and a signature',
      async () => `${part({ ...HEADER, alg: 'None' })}.${part(claims())}.${(await signed()).split('.')[2]}`,
    ],
    ['is signed by HMAC with Pannier’s public key as PEM', () => signed({}, { alg: 'HS256' }, pem)],
    [
      'is signed by HMAC with Pannier’s public point',
      () => signed({}, { alg: 'HS256' }, new TextEncoder().encode(TEST_KEY.x.padEnd(64, 'x'))),
    ],
    ['is signed by another key under Pannier’s kid', () => signed({}, {}, otherKey as CryptoKey)],
    [
      'brings its own key',
      () => signed({}, { jwk: { kty: 'EC', crv: 'P-256', x: TEST_KEY.x, y: TEST_KEY.y } }, otherKey as CryptoKey),
    ],
    ['names an unknown kid', () => signed({}, { kid: 'other' })],
    ['names a URL for its key', () => signed({}, { kid: 'other', jku: 'https://evil.example/jwks.json' })],
    ['has another audience', () => signed({ aud: 'other' })],
    ['has no audience', () => signed({ aud: undefined })],
    ['has another issuer', () => signed({ iss: 'https://evil.example' })],
    ['has no issuer', () => signed({ iss: undefined })],
    ['has another type', () => signed({}, { typ: 'JWT' })],
    ['has the type of the other kind', () => signed({}, { typ: 'at+jwt' })],
    ['has the audience of the other kind', () => signed({ aud: 'pannier' })],
    ['has the form of one kind and a role of the other', () => signed({ role: 'customer' })],
    ['has the form of one kind and a subject of the other', () => signed({ sub: newId('usr', Date.now()) })],
    ['has no type', () => signed({}, { typ: undefined })],
    ['has expired', () => signed({ exp: now() - 1 })],
    ['never expires', () => signed({ exp: undefined })],
    ['has a text as expiry', () => signed({ exp: '9999999999' })],
    ['has no time of issue', () => signed({ iat: undefined })],
    ['is not yet valid', () => signed({ nbf: now() + 60 })],
    ['has no subject', () => signed({ sub: undefined })],
    ['has an empty subject', () => signed({ sub: '' })],
    ['has a subject that is not a text', () => signed({ sub: 7 })],
    ['has no role', () => signed({ role: undefined })],
    ['has an unknown role', () => signed({ role: 'root' })],
    ['has several roles', () => signed({ role: ['guest', 'admin'] })],
    [
      'has unknown critical headers',
      async () => {
        const [, payload, signature] = (await signed()).split('.')
        return `${part({ ...HEADER, crit: ['x'], x: 1 })}.${payload}.${signature}`
      },
    ],
    [
      'was changed after it was signed',
      async () => {
        const [header, , signature] = (await signed()).split('.')
        return `${header}.${part({ ...claims(), role: 'admin' })}.${signature}`
      },
    ],
    ['is truncated', async () => (await signed()).slice(0, -10)],
    ['has no signature', async () => (await signed()).replace(/[^.]*$/, '')],
    [
      'has a DER signature',
      async () => (await signed()).replace(/[^.]*$/, base64(`0E\x02 ${'a'.repeat(32)}\x02!\0${'b'.repeat(32)}`)),
    ],
    ['has too few parts', async () => (await signed()).split('.').slice(0, 2).join('.')],
    ['has too many parts', async () => `${await signed()}.x`],
    ['claims to be encrypted', () => `${part({ alg: 'dir', enc: 'A256GCM' })}....`],
    ['has a header that is null', async () => (await signed()).replace(/^[^.]*/, base64('null'))],
    ['has a header that is not JSON', async () => (await signed()).replace(/^[^.]*/, base64('{'))],
    ['has a header that is not base64', async () => (await signed()).replace(/^[^.]*/, '====')],
    ['has a header that is not UTF-8', async () => (await signed()).replace(/^[^.]*/, base64('\xff\xfe'))],
    ['is a word', () => 'undefined'],
    ['is very long', () => 'a.'.repeat(4000)],
    ['is two tokens', async () => `${await signed()}, Bearer ${await signed()}`],
  ])('a token that %s is refused', async (_, make) => {
    const token = await make()
    const before = await objectCount()
    const reply = await call(token)
    reply.refusal(401, 'unauthenticated')
    expect(reply.headers.get('www-authenticate')).toMatch(/^Bearer /)
    expect(await objectCount()).toBe(before)
  })

  it('a token is read from the Authorization header only', async () => {
    const token = await signed()
    ;(await stranger.get(`/v1/cart?access_token=${token}`)).refusal(401, 'unauthenticated')
    ;(await stranger.get('/v1/cart', { cookie: `token=${token}` })).refusal(401, 'unauthenticated')
  })
})

describe('a guest', () => {
  it('a guest gets a token for 30 days that identifies a new shopper each time', async () => {
    const one = (await stranger.call('POST', '/v1/auth/guest')).as(guestSchema)
    const other = (await stranger.call('POST', '/v1/auth/guest')).as(guestSchema)
    expect(one).toMatchObject({ tokenType: 'Bearer', expiresIn: 30 * 24 * 3600 })
    expect(one.user.id).not.toBe(other.user.id)
    expect((await call(one.accessToken)).cart).toMatchObject({
      userId: one.user.id,
      id: one.user.id.replace('gst', 'crt'),
    })
    const lifetime = JSON.parse(atob(one.accessToken.split('.')[1] ?? ''))
    expect(lifetime.exp - lifetime.iat).toBe(one.expiresIn)
  })

  it('a guest’s token creates no object before the first write', async () => {
    const before = await objectCount()
    await stranger.call('POST', '/v1/auth/guest')
    expect(await objectCount()).toBe(before)
  })
})

describe('keys', () => {
  const second = { ...TEST_KEY, kid: 'test-2', x: 'p0wxAnpTlpkvLq3hOQPdM8a9hXKSAfjO3v5xWQvFxwM' }

  it('keys are published without their private halves', async () => {
    const reply = await stranger.get('/.well-known/jwks.json')
    const { d: _, ...half } = TEST_KEY
    expect(reply.as(jwksSchema)).toEqual({ keys: [{ ...half, alg: 'ES256', use: 'sig' }] })
    expect(reply.text).not.toContain(TEST_KEY.d)
  })

  it('keys rotate with overlap: the first one signs, all of them verify, and a dropped key does not', async () => {
    const pair = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'sign',
      'verify',
    ])) as CryptoKeyPair
    const next = { ...((await crypto.subtle.exportKey('jwk', pair.privateKey)) as JsonWebKey), kid: second.kid }
    const rotated = isolate({ AUTH_KEYS: JSON.stringify({ keys: [next, TEST_KEY] }) })
    const finished = isolate({ AUTH_KEYS: JSON.stringify({ keys: [next] }) })
    const old = await Shopper.guest()
    expect((await old.through(rotated).get('/v1/cart')).status).toBe(200)
    ;(await old.through(finished).get('/v1/cart')).refusal(401, 'unauthenticated')
    const { accessToken } = (await stranger.through(rotated).call('POST', '/v1/auth/guest')).as(guestSchema)
    expect(JSON.parse(atob(accessToken.split('.')[0] ?? ''))).toEqual({ ...HEADER, kid: second.kid })
    const renewed = new Client({ authorization: `Bearer ${accessToken}` }, finished)
    expect((await renewed.get('/v1/cart')).status).toBe(200)
    ;(await renewed.through(isolate()).get('/v1/cart')).refusal(401, 'unauthenticated')
  })
})
