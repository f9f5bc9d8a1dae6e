/** The guard before dispatch: the order of its refusals, its limits, and that what it refuses reaches no object. */
import { beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../src/domain/id.ts'
import { TEST_KEY } from '../support/secrets.ts'
import { Client, isolate, operator, type Reply, Shopper, stranger } from './support/client.ts'
import { objectCount } from './support/objects.ts'
import { product, stock } from './support/shop.ts'

beforeAll(() => stock(product('tea')))

const LARGE = 'x'.repeat(64 * 1024 + 1)
const PLAIN = { 'content-type': 'text/plain' }
/** At this scale: 30 requests per address, 6 reads and 3 writes per shopper. */
const tight = () => isolate({ RATE_LIMIT_SCALE: '0.01' })

let last = 0
/** An address that no other test has used. */
function address(): { readonly 'cf-connecting-ip': string } {
  return { 'cf-connecting-ip': `198.51.${++last >> 8}.${last & 255}` }
}

async function exhaust(client: Client, method: string, path: string): Promise<Reply> {
  for (let tries = 0; tries < 100; tries++) {
    const reply = await client.call(method, path)
    if (reply.status === 429) return reply
  }
  throw new Error('never limited')
}

describe('the order of refusals', () => {
  it('413 comes before 429 of the address', async () => {
    const client = new Client(address(), tight())
    await exhaust(client, 'GET', '/healthz')
    ;(await client.call('POST', '/v1/cart/items', LARGE, PLAIN)).refusal(413, 'payload_too_large')
  })

  it('429 of the address comes before 401', async () => {
    const client = new Client(address(), tight())
    await exhaust(client, 'GET', '/healthz')
    const reply = await client.call('POST', '/v1/cart/items', '{', PLAIN)
    reply.refusal(429, 'rate_limited')
    expect(reply.headers.get('ratelimit-policy')).toMatch(/^"address"/)
  })

  it('401 comes before 415 and 404', async () => {
    ;(await stranger.call('POST', '/v1/cart/items', '{', PLAIN)).refusal(401, 'unauthenticated')
    ;(await stranger.call('POST', '/v1/nowhere', '{', PLAIN)).refusal(401, 'unauthenticated')
    ;(await stranger.call('POST', '/v1/admin/ops/breakers', '{', PLAIN)).refusal(401, 'unauthenticated')
  })

  it('429 of the principal comes before 403', async () => {
    const shopper = (await Shopper.guest()).through(tight(), address())
    const reply = await exhaust(shopper, 'POST', '/v1/admin/ops/dead-letters/x/drain')
    reply.refusal(429, 'rate_limited')
    expect(reply.headers.get('ratelimit-policy')).toMatch(/^"write"/)
  })

  it('403 comes before 415', async () => {
    const shopper = await Shopper.guest()
    ;(await shopper.call('POST', '/v1/admin/ops/dead-letters/x/drain', '{', PLAIN)).refusal(403, 'forbidden')
  })

  it('415 comes before 400', async () => {
    const shopper = await Shopper.guest()
    ;(await shopper.call('POST', '/v1/cart/items', '{', PLAIN)).refusal(415, 'unsupported_media_type')
  })

  it('400 comes before 404, 422 and 412', async () => {
    const shopper = await Shopper.guest()
    const etag = (await shopper.add('tea', 1, { 'idempotency-key': 'k' })).headers.get('etag') ?? ''
    await shopper.add('tea')
    const headers = { 'idempotency-key': 'k', 'if-match': etag }
    ;(await shopper.call('PATCH', '/v1/cart/items/none', { quantity: -1 }, headers)).refusal(400, 'invalid_request')
    ;(await shopper.call('POST', '/v1/nowhere', '{')).refusal(400, 'invalid_request')
  })

  it('422 comes before 412, and 412 before 404', async () => {
    const shopper = await Shopper.guest()
    const etag = (await shopper.add('tea', 1, { 'idempotency-key': 'k' })).headers.get('etag') ?? ''
    await shopper.add('tea')
    const set = (headers: Record<string, string>) =>
      shopper.call('PATCH', '/v1/cart/items/none', { quantity: 1 }, headers)
    ;(await set({ 'idempotency-key': 'k', 'if-match': etag })).refusal(422, 'idempotency_key_reused')
    ;(await set({ 'if-match': etag })).refusal(412, 'version_mismatch')
    ;(await set({})).refusal(404, 'line_not_found')
  })
})

describe('a refused request reaches no object', () => {
  const chunked = () =>
    new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(16 * 1024))
      },
    })
  const add = { sku: 'tea', quantity: 1 }
  const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`x-${index}`, 'a']))

  it.each<[string, (shopper: Client) => Promise<Reply>, number, string]>([
    [
      'a declared body of 100 MB',
      (s) => s.call('POST', '/v1/cart/items', '{}', { 'content-length': '104857600' }),
      413,
      'payload_too_large',
    ],
    ['a body that is too large', (s) => s.call('POST', '/v1/cart/items', LARGE), 413, 'payload_too_large'],
    ['an endless chunked body', (s) => s.call('POST', '/v1/cart/items', chunked()), 413, 'payload_too_large'],
    ['10,000 headers', (s) => s.call('GET', '/v1/cart', undefined, many), 431, 'headers_too_large'],
    ['no token', (s) => s.call('GET', '/v1/cart', undefined, { authorization: '' }), 401, 'unauthenticated'],
    [
      'another scheme',
      (s) => s.call('GET', '/v1/cart', undefined, { authorization: 'Basic eDp5' }),
      401,
      'unauthenticated',
    ],
    ['too little role', (s) => s.get('/v1/admin/ops/breakers'), 403, 'forbidden'],
    ['another content type', (s) => s.call('POST', '/v1/cart/items', add, PLAIN), 415, 'unsupported_media_type'],
    ['broken JSON', (s) => s.call('POST', '/v1/cart/items', '{"sku":'), 400, 'invalid_request'],
    ['a body against the schema', (s) => s.call('POST', '/v1/cart/items', { sku: 'tea' }), 400, 'invalid_request'],
    ['no body', (s) => s.call('POST', '/v1/cart/items'), 400, 'invalid_request'],
    ['a malformed SKU', (s) => s.call('DELETE', '/v1/cart/items/..%2Fcart'), 400, 'invalid_request'],
    [
      'a malformed key',
      (s) => s.call('DELETE', '/v1/cart', undefined, { 'idempotency-key': 'a b' }),
      400,
      'invalid_request',
    ],
    [
      'a malformed If-Match',
      (s) => s.call('DELETE', '/v1/cart', undefined, { 'if-match': 'x' }),
      400,
      'invalid_request',
    ],
    ['a malformed query', (s) => s.get('/v1/cart/history?limit=0'), 400, 'invalid_request'],
    ['an unknown route', (s) => s.get('/v1/carts'), 404, 'not_found'],
    ['an unknown method', (s) => s.call('PUT', '/v1/cart'), 404, 'not_found'],
  ])('%s', async (_, send, status, code) => {
    const before = await objectCount()
    ;(await send(await Shopper.guest())).refusal(status, code)
    expect(await objectCount()).toBe(before)
  })

  it('nor does one beyond the limit of its shopper or its address', async () => {
    const send = tight()
    const shopper = await Shopper.guest()
    const client = shopper.through(send, address())
    await exhaust(client, 'PUT', '/v1/cart')
    const before = await objectCount()
    ;(await client.call('POST', '/v1/cart/items', add)).refusal(429, 'rate_limited')
    await exhaust(client, 'GET', '/healthz')
    ;(await client.get('/v1/cart')).refusal(429, 'rate_limited')
    expect(await objectCount()).toBe(before)
    // And the very same request, once it is allowed, does reach one: the count can move.
    expect((await shopper.call('POST', '/v1/cart/items', add)).status).toBe(200)
    expect(await objectCount()).toBe(before + 1)
  })
})

describe('limits', () => {
  it('tell what is left, on answers and on refusals', async () => {
    const shopper = (await Shopper.guest()).through(tight(), address())
    const seen: (string | null)[] = []
    for (let call = 0; call < 4; call++) {
      const reply = await shopper.call('DELETE', '/v1/cart/items/none')
      seen.push(reply.headers.get('ratelimit'))
      expect(reply.headers.get('ratelimit-policy')).toBe('"write";q=3;w=60')
      if (call < 3) reply.refusal(404, 'line_not_found')
      else reply.refusal(429, 'rate_limited')
    }
    expect(seen).toEqual(['"write";r=2;t=20', '"write";r=1;t=40', '"write";r=0;t=60', '"write";r=0;t=20'])
  })

  it('say when to come again', async () => {
    const shopper = (await Shopper.guest()).through(tight(), address())
    expect((await exhaust(shopper, 'DELETE', '/v1/cart/items/none')).headers.get('retry-after')).toBe('20')
  })

  it('hold reads and writes apart, and shoppers', async () => {
    const send = tight()
    const [one, other] = [
      (await Shopper.guest()).through(send, address()),
      (await Shopper.guest()).through(send, address()),
    ]
    await exhaust(one, 'DELETE', '/v1/cart/items/none')
    expect((await one.get('/v1/cart')).status).toBe(200)
    expect((await other.call('DELETE', '/v1/cart')).status).toBe(200)
  })

  it('of logins go by the address', async () => {
    const send = tight()
    const from = address()
    const reply = await exhaust(new Client(from, send), 'POST', '/v1/auth/guest')
    expect(reply.headers.get('ratelimit-policy')).toMatch(/^"login"/)
    expect((await new Client(address(), send).call('POST', '/v1/auth/guest')).status).toBe(201)
  })

  it('are keyed by the platform’s address: a forwarded one changes nothing', async () => {
    const client = new Client(address(), tight())
    await exhaust(client, 'GET', '/healthz')
    const forged = {
      'x-forwarded-for': '203.0.113.9',
      forwarded: 'for=203.0.113.9',
      'x-real-ip': '203.0.113.9',
      'true-client-ip': '203.0.113.9',
    }
    ;(await client.get('/healthz', forged)).refusal(429, 'rate_limited')
  })

  it('take the /64 of an IPv6 address for one', async () => {
    const send = tight()
    const at = (ip: string) => new Client({ 'cf-connecting-ip': ip }, send)
    await exhaust(at('2001:db8:1:2::1'), 'GET', '/healthz')
    ;(await at('2001:DB8:1:2:ffff::9').get('/healthz')).refusal(429, 'rate_limited')
    expect((await at('2001:db8:1:3::1').get('/healthz')).status).toBe(200)
  })

  it('are never keyed on a claim that was not verified', async () => {
    const victim = await Shopper.guest()
    const send = tight()
    const claims = btoa(JSON.stringify({ sub: victim.id, role: 'guest', exp: 9_999_999_999 })).replaceAll('=', '')
    const header = btoa(JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid: TEST_KEY.kid })).replaceAll('=', '')
    const forged = new Client({ authorization: `Bearer ${header}.${claims}.${'A'.repeat(86)}`, ...address() }, send)
    for (let call = 0; call < 10; call++) (await forged.call('DELETE', '/v1/cart')).refusal(401, 'unauthenticated')
    const reply = await victim.through(send, address()).call('DELETE', '/v1/cart')
    expect(reply.headers.get('ratelimit')).toBe('"write";r=2;t=20')
  })

  it('are asked of the location too, by the verified principal, and refuse when it does', async () => {
    const asked: string[] = []
    const LIMIT_WRITE = { limit: async ({ key }: { key: string }) => ({ success: asked.push(key) < 2 }) }
    const shopper = await Shopper.guest()
    const client = shopper.through(isolate({ RATE_LIMIT_SCALE: '0.1', LIMIT_WRITE }), address())
    const reply = await exhaust(client, 'DELETE', '/v1/cart')
    expect(asked).toEqual([shopper.id, shopper.id])
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it('of a location that fails let the request pass: the isolate’s own still holds', async () => {
    const LIMIT_READ = { limit: () => Promise.reject(new Error('limiter down')) }
    const shopper = (await Shopper.guest()).through(isolate({ RATE_LIMIT_SCALE: '0.01', LIMIT_READ }), address())
    for (let call = 0; call < 6; call++) expect((await shopper.get('/v1/cart')).status).toBe(200)
    ;(await shopper.get('/v1/cart')).refusal(429, 'rate_limited')
  })
})

describe('every response', () => {
  const cases: [string, () => Promise<Reply>, number][] = [
    ['a page', () => stranger.get('/docs'), 200],
    ['a document', () => stranger.get('/openapi.json'), 200],
    ['a guest’s token', () => stranger.call('POST', '/v1/auth/guest'), 201],
    ['a cart', async () => (await Shopper.guest()).cart(), 200],
    ['an unknown route', () => stranger.get('/nowhere'), 404],
    ['a stranger’s request', () => stranger.get('/v1/cart'), 401],
    ['bad input', async () => (await Shopper.guest()).call('POST', '/v1/cart/items', '{'), 400],
    [
      'a fault',
      () =>
        stranger
          .through(isolate({ AUTH_KEYS: JSON.stringify({ keys: [{ ...TEST_KEY, x: 'AAAA' }] }) }))
          .call('POST', '/v1/auth/guest'),
      500,
    ],
    ['a broken configuration', () => stranger.through(isolate({ AUTH_KEYS: '{' })).get('/healthz'), 503],
    ['a preflight', () => stranger.call('OPTIONS', '/v1/cart', undefined, { origin: 'https://shop.example' }), 204],
  ]

  it.each(cases)('of %s has its own request id and the security headers', async (_, send, status) => {
    const [one, other] = [await send(), await send()]
    expect(one.status, one.text.slice(0, 200)).toBe(status)
    expect(one.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    expect(one.headers.get('x-request-id')).not.toBe(other.headers.get('x-request-id'))
    expect(Object.fromEntries(one.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': expect.stringContaining('max-age='),
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    })
  })

  it('of a fault shows the request id and nothing of the inside', async () => {
    const broken = isolate({ AUTH_KEYS: JSON.stringify({ keys: [{ ...TEST_KEY, x: 'AAAA' }] }) })
    const problem = (await stranger.through(broken).call('POST', '/v1/auth/guest')).refusal(500, 'internal')
    expect(problem.detail).toBe('The fault was logged under this request id.')
    const misconfigured = await stranger.through(isolate({ AUTH_KEYS: 'my-secret' })).get('/healthz')
    misconfigured.refusal(503, 'unavailable')
    expect(misconfigured.text).not.toMatch(/AUTH_KEYS|my-secret/)
  })

  it('has an id of the server’s own, whatever the client sends', async () => {
    const reply = await stranger.get('/healthz', { 'x-request-id': 'mine' })
    expect(reply.headers.get('x-request-id')).not.toBe('mine')
  })

  it('for one shopper or the operator is kept by no cache', async () => {
    const shopper = await Shopper.guest()
    for (const reply of [
      await shopper.cart(),
      await operator.get('/v1/admin/ops/breakers'),
      await stranger.get('/v1/cart'),
    ]) {
      expect(reply.headers.get('cache-control')).toBe('private, no-store')
    }
    expect((await stranger.call('POST', '/v1/auth/guest')).headers.get('cache-control')).toBe('no-store')
  })

  it('of HEAD has the headers of GET and no body', async () => {
    const shopper = await Shopper.guest()
    const [get, head] = [await shopper.cart(), await shopper.call('HEAD', '/v1/cart')]
    expect([head.status, head.text, head.headers.get('etag')]).toEqual([200, '', get.headers.get('etag')])
  })
})

describe('other origins', () => {
  const shop = isolate({ CORS_ORIGINS: 'https://shop.example, https://m.shop.example' })
  const origin = { origin: 'https://m.shop.example' }

  it('that are configured may read answers and refusals, and the headers that matter', async () => {
    const shopper = (await Shopper.guest()).through(shop)
    for (const reply of [await shopper.get('/v1/cart', origin), await stranger.through(shop).get('/v1/cart', origin)]) {
      expect(reply.headers.get('access-control-allow-origin')).toBe('https://m.shop.example')
      expect(reply.headers.get('vary')).toContain('Origin')
      for (const name of [
        'ETag',
        'X-Request-Id',
        'X-Cart-Source',
        'Idempotency-Replayed',
        'Retry-After',
        'RateLimit',
      ]) {
        expect(reply.headers.get('access-control-expose-headers')?.split(',')).toContain(name)
      }
    }
  })

  it('get the preflight that carts need', async () => {
    const asked = { ...origin, 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'if-match' }
    const reply = await stranger.through(shop).call('OPTIONS', '/v1/cart/items/tea', undefined, asked)
    expect(reply.status).toBe(204)
    expect(reply.headers.get('access-control-allow-methods')).toContain('PATCH')
    expect(reply.headers.get('access-control-allow-headers')).toMatch(/Authorization.*Idempotency-Key.*If-Match/)
  })

  it.each(['https://evil.example', 'null', 'https://shop.example.evil.example', 'http://shop.example'])(
    '(%s) get nothing otherwise',
    async (evil) => {
      const reply = await stranger.through(shop).get('/v1/products', { origin: evil })
      expect(reply.headers.get('access-control-allow-origin')).toBeNull()
      expect(reply.headers.get('access-control-allow-credentials')).toBeNull()
    },
  )
})

describe('routes that are not what they seem', () => {
  it.each([
    '/V1/cart',
    '//v1/cart',
    '/v1/auth/../cart',
    '/v1/products/%2e%2e/cart',
    '/v1/auth/..%2fcart',
    '/v1/%63art',
    '/v1/cart/',
    '/v1/admin/../cart',
  ])('%s shows no cart without a token', async (path) => {
    const { id } = await Shopper.guest()
    expect([401, 404, 400]).toContain((await stranger.get(`${path}?userId=${id}`)).status)
  })

  it.each(['/v1/%61dmin/ops/breakers', '/v1/admin//ops/breakers', '/v1/admin/ops/breakers/'])(
    '%s shows a shopper nothing of the operator’s',
    async (path) => {
      expect([401, 403, 404]).toContain((await (await Shopper.guest()).get(path)).status)
    },
  )

  it('cannot be reached by naming a method in a header', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    await shopper.get('/v1/cart', { 'x-http-method-override': 'DELETE' })
    expect((await shopper.cart()).cart.items).toHaveLength(1)
  })
})

describe('the operator', () => {
  it('needs the key: not a shopper’s token, not a customer’s, not one that claims to be an admin', async () => {
    for (const role of ['guest', 'customer', 'support', 'admin'] as const) {
      const somebody = await Shopper.of({ id: newId('usr', Date.now()), role })
      ;(await somebody.get('/v1/admin/ops/breakers')).refusal(403, 'forbidden')
    }
    ;(await stranger.get('/v1/admin/ops/breakers')).refusal(401, 'unauthenticated')
    ;(await new Client({ authorization: 'Bearer operator-key-of-tests-onl' }).get('/v1/admin/ops/breakers')).refusal(
      401,
      'unauthenticated',
    )
    expect((await operator.get('/v1/admin/ops/breakers')).status).toBe(200)
  })

  it('has no routes where no key is configured', async () => {
    const without = isolate({ OPERATOR_KEY: '' })
    ;(await operator.through(without).get('/v1/admin/ops/breakers')).refusal(401, 'unauthenticated')
    ;(await new Client({ authorization: 'Bearer undefined' }, without).get('/v1/admin/ops/breakers')).refusal(
      401,
      'unauthenticated',
    )
  })

  it('is no shopper', async () => {
    ;(await operator.get('/v1/cart')).refusal(401, 'unauthenticated')
  })
})
