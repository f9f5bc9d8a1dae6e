/** The common header fields of all responses, CORS, and the routes that each role may call. */
import { beforeAll, describe, expect, it } from 'vitest'
import { TEST_KEY } from '../support/secrets.ts'
import { isolate, operator, type Reply, Shopper, stranger } from './support/client.ts'
import { product, stock } from './support/shop.ts'

beforeAll(() => stock(product('tea')))

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

  it.each(cases)('the response of %s has its own request id and the security headers', async (_, send, status) => {
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

  it('a response to an internal error shows the request id and no internal detail', async () => {
    const broken = isolate({ AUTH_KEYS: JSON.stringify({ keys: [{ ...TEST_KEY, x: 'AAAA' }] }) })
    const problem = (await stranger.through(broken).call('POST', '/v1/auth/guest')).refusal(500, 'internal')
    expect(problem.detail).toBe('The fault was logged under this request id.')
    const misconfigured = await stranger.through(isolate({ AUTH_KEYS: 'my-secret' })).get('/healthz')
    misconfigured.refusal(503, 'unavailable')
    expect(misconfigured.text).not.toMatch(/AUTH_KEYS|my-secret/)
  })

  it('a response has a request id made by the server, even if the client sends one', async () => {
    const reply = await stranger.get('/healthz', { 'x-request-id': 'mine' })
    expect(reply.headers.get('x-request-id')).not.toBe('mine')
  })

  it('a response for one shopper or an admin is stored by no cache', async () => {
    const shopper = await Shopper.guest()
    for (const reply of [
      await shopper.cart(),
      await operator.get('/v1/admin/ops/breakers'),
      await stranger.get('/v1/cart'),
    ]) {
      expect(reply.headers.get('cache-control')).toBe('private, no-store')
    }
    expect((await stranger.call('POST', '/v1/auth/guest')).headers.get('cache-control')).toBe('private, no-store')
  })

  it('a response to HEAD has the headers of GET and no body', async () => {
    const shopper = await Shopper.guest()
    const [get, head] = [await shopper.cart(), await shopper.call('HEAD', '/v1/cart')]
    expect([head.status, head.text, head.headers.get('etag')]).toEqual([200, '', get.headers.get('etag')])
  })
})

describe('other origins', () => {
  const shop = isolate({ CORS_ORIGINS: 'https://shop.example, https://m.shop.example' })
  const origin = { origin: 'https://m.shop.example' }

  it('configured origins may read answers and refusals, and the headers that matter', async () => {
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

  it('configured origins get the preflight answer that carts need', async () => {
    const asked = { ...origin, 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'if-match' }
    const reply = await stranger.through(shop).call('OPTIONS', '/v1/cart/items/tea', undefined, asked)
    expect(reply.status).toBe(204)
    expect(reply.headers.get('access-control-allow-methods')).toContain('PATCH')
    expect(reply.headers.get('access-control-allow-headers')).toMatch(/Authorization.*Idempotency-Key.*If-Match/)
  })

  it.each(['https://evil.example', 'null', 'https://shop.example.evil.example', 'http://shop.example'])(
    'the origin %s gets no access',
    async (evil) => {
      const reply = await stranger.through(shop).get('/v1/products', { origin: evil })
      expect(reply.headers.get('access-control-allow-origin')).toBeNull()
      expect(reply.headers.get('access-control-allow-credentials')).toBeNull()
    },
  )
})

describe('disguised paths', () => {
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
    '%s shows a shopper nothing of the admins’ routes',
    async (path) => {
      expect([401, 403, 404]).toContain((await (await Shopper.guest()).get(path)).status)
    },
  )

  it('a method override in a header has no effect', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    await shopper.get('/v1/cart', { 'x-http-method-override': 'DELETE' })
    expect((await shopper.cart()).cart.items).toHaveLength(1)
  })
})
