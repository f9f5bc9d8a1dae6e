/** Token buckets, and the keys of network addresses. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Access, accessOf } from '../../../src/contract/access.ts'
import { addressKey } from '../../../src/worker/guard/address.ts'
import { Buckets } from '../../../src/worker/guard/buckets.ts'

const buckets = () => new Buckets({ name: 'test', limit: 10, periodSeconds: 60 })

/** The number of units that the key gets at once. */
function burst(from: Buckets, now: number, key = 'k'): number {
  let taken = 0
  while (from.take(key, now).allowed) taken++
  return taken
}

describe('a bucket', () => {
  it('a bucket gives its limit at once, and then one unit every six seconds', () => {
    const bucket = buckets()
    expect(burst(bucket, 0)).toBe(10)
    expect(bucket.take('k', 5_999)).toEqual({ allowed: false, remaining: 0, resetSeconds: 1 })
    expect(bucket.take('k', 6_000)).toEqual({ allowed: true, remaining: 0, resetSeconds: 60 })
    expect(burst(bucket, 1_000_000)).toBe(10)
  })

  it('each key has its own bucket', () => {
    const bucket = buckets()
    burst(bucket, 0, 'a')
    expect(burst(bucket, 0, 'b')).toBe(10)
  })

  it('a bucket never gives more than its limit plus the refill, for any calls', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20_000), { maxLength: 200 }), (pauses) => {
        const bucket = buckets()
        let now = 0
        let given = 0
        for (const pause of pauses) {
          now += pause
          if (bucket.take('k', now).allowed) given++
        }
        return given <= 10 + (now / 60_000) * 10 + 1e-6
      }),
    )
  })

  it('fault 37: a clock that goes back gives no units, and the bucket refills when the clock stays there', () => {
    const bucket = buckets()
    expect(burst(bucket, 600_000)).toBe(10)
    expect(burst(bucket, 0)).toBe(0)
    expect(burst(bucket, 6_000)).toBe(1)
    expect(burst(bucket, 12_000)).toBe(1)
  })

  it('fault 37: a bucket gives at most its limit for a clock that jumps ahead', () => {
    const bucket = buckets()
    burst(bucket, 0)
    expect(burst(bucket, 600_000)).toBe(10)
    expect(burst(bucket, 600_000)).toBe(0)
  })
})

describe('the key of an address', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['::FFFF:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['2001:db8:1:2::203.0.113.9', '2001:db8:1:2::/64'],
    ['local', 'local'],
  ])('the key of %s is %s', (address, key) => {
    expect(addressKey(address)).toBe(key)
  })

  it('all addresses of one /64 have the same key, and two /64s have different keys', () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16))
    const four = fc.tuple(group, group, group, group)
    fc.assert(
      fc.property(four, four, four, (net, a, b) => {
        const key = addressKey([...net, ...a].join(':'))
        const [first = '0', ...rest] = net
        const other = [(Number.parseInt(first, 16) ^ 1).toString(16), ...rest]
        return key === addressKey([...net, ...b].join(':')) && key !== addressKey([...other, ...a].join(':'))
      }),
    )
  })
})

const EVERYBODY = ['guest', 'customer', 'support', 'admin']

describe('access', () => {
  it.each<[string, string, Access]>([
    ['GET', '/v1/cart', EVERYBODY as Access],
    ['POST', '/v1/anything-new', EVERYBODY as Access],
    ['POST', '/v1/cart/merge', ['customer', 'support', 'admin']],
    ['POST', '/v1/auth/password', ['customer', 'support', 'admin']],
    ['GET', '/v1/me/export', EVERYBODY as Access],
    ['GET', '/v1/admin/orders', ['support', 'admin']],
    ['HEAD', '/v1/admin/orders/ord_1', ['support', 'admin']],
    ['POST', '/v1/admin/orders/ord_1/ship', ['admin']],
    ['GET', '/v1/admin/ops/dead-letters', ['support', 'admin']],
    ['DELETE', '/v1/admin/ops/dead-letters/d1', ['admin']],
    ['GET', '/v1/admin/export/coupons', ['admin']],
    ['GET', '/v1/admin/anything-new', ['admin']],
    ['POST', '/v1/auth/guest', 'public'],
    ['GET', '/v1/products', 'public'],
    ['GET', '/v1/products/tea', 'public'],
    ['GET', '/v1/categories', 'public'],
    ['GET', '/v1/rankings/hot', 'public'],
    ['GET', '/v1/rankings/hot/tea', 'public'],
    ['GET', '/v1/suggestions', 'public'],
    ['POST', '/v1/hooks/catalogue', 'public'],
    ['GET', '/healthz', 'public'],
    ['GET', '/', 'public'],
  ])('%s %s is accessible to: %s', (method, path, access) => {
    expect(accessOf(method, path)).toEqual(access)
  })
})
