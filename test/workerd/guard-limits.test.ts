/**
 * Limits of requests: the bucket that a request takes from, its header fields, and refusals by the location's limiter.
 */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { TEST_KEY } from '../support/secrets.ts'
import { Client, isolate, Shopper } from './support/client.ts'
import { address, exhaust, tight } from './support/limits.ts'
import { hearing, newPayment, succeeded, tell } from './support/payments.ts'

afterEach(() => vi.restoreAllMocks())

describe('limits', () => {
  it('answers and refusals show the remaining limit', async () => {
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

  it('a refusal says when to retry', async () => {
    const shopper = (await Shopper.guest()).through(tight(), address())
    expect((await exhaust(shopper, 'DELETE', '/v1/cart/items/none')).headers.get('retry-after')).toBe('20')
  })

  it('reads, writes and shoppers have separate limits', async () => {
    const send = tight()
    const [one, other] = [
      (await Shopper.guest()).through(send, address()),
      (await Shopper.guest()).through(send, address()),
    ]
    await exhaust(one, 'DELETE', '/v1/cart/items/none')
    expect((await one.get('/v1/cart')).status).toBe(200)
    expect((await other.call('DELETE', '/v1/cart')).status).toBe(200)
  })

  it('logins are limited by address', async () => {
    const send = tight()
    const from = address()
    const reply = await exhaust(new Client(from, send), 'POST', '/v1/auth/guest')
    expect(reply.headers.get('ratelimit-policy')).toMatch(/^"login"/)
    expect((await new Client(address(), send).call('POST', '/v1/auth/guest')).status).toBe(201)
  })

  it('searches have a lower limit than other public reads, and do not use it up', async () => {
    const client = new Client(address(), tight())
    for (const path of ['/v1/products?query=tea', '/v1/suggestions?query=te']) {
      const reply = await exhaust(client, 'GET', path)
      expect(reply.headers.get('ratelimit-policy')).toMatch(/^"search"/)
    }
    expect((await client.get('/v1/products')).status).toBe(200)
  })

  it('limits use the platform’s address, and a forwarded one changes nothing', async () => {
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

  it('signed webhooks from within this worker count against no address, so no payment delays another', async () => {
    hearing()
    const within = new Client({}, tight())
    for (let call = 0; call < 40; call++) {
      const reply = await tell(succeeded(newPayment()), { client: within })
      expect([reply.status, reply.headers.get('ratelimit')]).toEqual([200, null])
    }
    // Other requests without an address share a bucket, from which the webhooks took nothing.
    expect((await within.get('/healthz')).headers.get('ratelimit')).toMatch(/^"address";r=29;/)
  })

  it('webhooks from outside count against their address, signed or not', async () => {
    const outside = new Client(address(), tight())
    hearing()
    for (let call = 0; call < 15; call++) {
      expect((await tell(succeeded(newPayment()), { client: outside })).status).toBe(200)
      ;(await outside.call('POST', '/v1/webhooks/payments/simulated', {})).refusal(401, 'unauthenticated')
    }
    // The bucket of 30 gains a unit every two seconds.
    await exhaust(outside, 'POST', '/v1/webhooks/payments/simulated')
    ;(await tell(succeeded(newPayment()), { client: outside })).refusal(429, 'rate_limited')
  })

  it('limits treat the /64 of an IPv6 address as one address', async () => {
    const send = tight()
    const at = (ip: string) => new Client({ 'cf-connecting-ip': ip }, send)
    await exhaust(at('2001:db8:1:2::1'), 'GET', '/healthz')
    ;(await at('2001:DB8:1:2:ffff::9').get('/healthz')).refusal(429, 'rate_limited')
    expect((await at('2001:db8:1:3::1').get('/healthz')).status).toBe(200)
  })

  it('limits never use an unverified claim as their key', async () => {
    const victim = await Shopper.guest()
    const send = tight()
    const claims = btoa(JSON.stringify({ sub: victim.id, role: 'guest', exp: 9_999_999_999 })).replaceAll('=', '')
    const header = btoa(JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid: TEST_KEY.kid })).replaceAll('=', '')
    const forged = new Client({ authorization: `Bearer ${header}.${claims}.${'A'.repeat(86)}`, ...address() }, send)
    for (let call = 0; call < 10; call++) (await forged.call('DELETE', '/v1/cart')).refusal(401, 'unauthenticated')
    const reply = await victim.through(send, address()).call('DELETE', '/v1/cart')
    expect(reply.headers.get('ratelimit')).toBe('"write";r=2;t=20')
  })

  it('the location’s limiter is asked too, by the verified principal, and its refusal counts', async () => {
    const asked: string[] = []
    const LIMIT_WRITE = { limit: async ({ key }: { key: string }) => ({ success: asked.push(key) < 2 }) }
    const shopper = await Shopper.guest()
    const client = shopper.through(isolate({ RATE_LIMIT_SCALE: '0.1', LIMIT_WRITE }), address())
    const reply = await exhaust(client, 'DELETE', '/v1/cart')
    expect(asked).toEqual([shopper.id, shopper.id])
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it('a failing limiter of the location lets requests pass, and the isolate’s own limit still applies', async () => {
    const LIMIT_READ = { limit: () => Promise.reject(new Error('limiter down')) }
    const shopper = (await Shopper.guest()).through(isolate({ RATE_LIMIT_SCALE: '0.01', LIMIT_READ }), address())
    for (let call = 0; call < 6; call++) expect((await shopper.get('/v1/cart')).status).toBe(200)
    ;(await shopper.get('/v1/cart')).refusal(429, 'rate_limited')
  })
})
