/** The guard before dispatch: the order of its refusals. Invariant: a refused request reaches no object. */
import { beforeAll, describe, expect, it } from 'vitest'
import { Client, type Reply, Shopper, stranger } from './support/client.ts'
import { address, exhaust, tight } from './support/limits.ts'
import { objectCount } from './support/objects.ts'
import { product, stock } from './support/shop.ts'

beforeAll(() => stock(product('tea')))

const LARGE = 'x'.repeat(64 * 1024 + 1)
const PLAIN = { 'content-type': 'text/plain' }

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
    ['an insufficient role', (s) => s.get('/v1/admin/ops/breakers'), 403, 'forbidden'],
    ['another content type', (s) => s.call('POST', '/v1/cart/items', add, PLAIN), 415, 'unsupported_media_type'],
    ['broken JSON', (s) => s.call('POST', '/v1/cart/items', '{"sku":'), 400, 'invalid_request'],
    ['an invalid body', (s) => s.call('POST', '/v1/cart/items', { sku: 'tea' }), 400, 'invalid_request'],
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
    ['an unknown method', (s) => s.call('PUT', '/v1/cart'), 405, 'method_not_allowed'],
  ])('the refusal of %s reaches no object', async (_, send, status, code) => {
    const before = await objectCount()
    ;(await send(await Shopper.guest())).refusal(status, code)
    expect(await objectCount()).toBe(before)
  })

  it('a request beyond the limit of its shopper or its address reaches no object', async () => {
    const send = tight()
    const shopper = await Shopper.guest()
    const client = shopper.through(send, address())
    await exhaust(client, 'PUT', '/v1/cart')
    const before = await objectCount()
    ;(await client.call('POST', '/v1/cart/items', add)).refusal(429, 'rate_limited')
    await exhaust(client, 'GET', '/healthz')
    ;(await client.get('/v1/cart')).refusal(429, 'rate_limited')
    expect(await objectCount()).toBe(before)
    // The same request reaches an object once it is allowed, which proves that the count can change.
    expect((await shopper.call('POST', '/v1/cart/items', add)).status).toBe(200)
    expect(await objectCount()).toBe(before + 1)
  })
})
