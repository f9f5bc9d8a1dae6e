/** Objects that cannot answer, answer late, or run another version. */
import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { cartSchema } from '../../src/contract/answers/cart.ts'
import type { Copy } from '../../src/domain/copy.ts'
import { newId } from '../../src/domain/id.ts'
import { durableStorage } from '../../src/objects/aggregate/durable-storage.ts'
import { MIGRATIONS, type Migration } from '../../src/objects/aggregate/schema.ts'
import { Store } from '../../src/objects/aggregate/store.ts'
import { copyToFields } from '../../src/tiers/redis/copy.ts'
import { type Client, isolate, operator, type Reply, Shopper } from './support/client.ts'
import { cartOf, deliver, diskOf, drained, interceptSends, objectOf, rowsIn, snapshotOf } from './support/objects.ts'
import { bindings, product, stock } from './support/shop.ts'
import { later, MINUTE } from './support/time.ts'

beforeAll(() => stock(product('tea'), product('cup')))
afterEach(() => vi.restoreAllMocks())

type Methods = Readonly<Record<string, (...parameters: never[]) => Promise<unknown>>>

/** A namespace whose objects answer like this, with a list of the calls. */
function objects(answer: (id: string) => Methods) {
  const asked: string[] = []
  const CARTS = {
    getByName: (id: string) =>
      new Proxy(answer(id), {
        get(methods, name: string) {
          asked.push(name)
          return methods[name]
        },
      }),
  }
  return { CARTS, asked }
}

function failing(marks: object) {
  const fail = () => Promise.reject(Object.assign(new Error('Durable Object is overloaded. secret-detail'), marks))
  return objects(() => ({ read: fail, write: fail, undo: fail, history: fail }))
}

function unavailable(reply: Reply) {
  reply.refusal(503, 'unavailable')
  expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(reply.text).not.toContain('secret-detail')
}

/** Redis over its REST protocol, holding these copies. */
function redis(...copies: readonly Copy[]) {
  const hashes = new Map(copies.map((copy) => [`${copy.kind}:${copy.id}`, copyToFields(copy).flat()]))
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (_, init) => {
    const [command, key] = JSON.parse(String(init?.body)) as [string, string]
    const result = command.toLowerCase() === 'hgetall' ? (hashes.get(key) ?? []) : [null]
    return Response.json({ result })
  })
  return { UPSTASH_REDIS_REST_URL: 'https://redis.test', UPSTASH_REDIS_REST_TOKEN: 'token' }
}

describe('fault 24: an object that is overloaded', () => {
  const overloaded = () => failing({ overloaded: true, retryable: true })

  it('an overloaded object is called once, with or without a key, and answered with 503 and Retry-After', async () => {
    const { CARTS, asked } = overloaded()
    const shopper = (await Shopper.guest()).through(isolate({ CARTS }))
    unavailable(await shopper.call('POST', '/v1/cart/items', { sku: 'tea', quantity: 1 }))
    unavailable(await shopper.call('DELETE', '/v1/cart', undefined, { 'idempotency-key': 'k' }))
    unavailable(await shopper.call('POST', '/v1/cart/undo'))
    unavailable(await shopper.get('/v1/cart/history'))
    expect(asked).toEqual(['write', 'write', 'undo', 'history'])
  })

  it('the cart of an overloaded object is served from L2’s copy, marked stale and without an ETag', async () => {
    // This deployment has no Redis. From now on its consumer confirms no write that L2 would have missed.
    interceptSends()
    await bindings.RECORD.prepare('DELETE FROM watermarks').run()
    const shopper = await Shopper.guest()
    await shopper.fill(['tea', 'cup'])
    const present = (await shopper.call('DELETE', '/v1/cart/items/cup')).cart
    const copy = await snapshotOf(shopper)
    const { CARTS, asked } = overloaded()
    const reply = await shopper.through(isolate({ CARTS, ...redis(...(copy ? [copy] : [])) })).get('/v1/cart')
    expect(reply.cart).toEqual({ ...present, stale: true })
    expect(reply.headers.get('x-cart-source')).toBe('l2')
    expect(reply.headers.get('etag')).toBeNull()
    expect(asked).toEqual(['read'])
  })

  it('fault 59: an L2 copy that may lack writes of a time without Redis is 503; a newer one is served', async () => {
    interceptSends()
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    const message = await drained(shopper)
    const copy = await snapshotOf(shopper)
    if (!message || !copy) throw new Error('nothing was sent')
    await later(3 * MINUTE, () => deliver([message]))
    const env = { ...overloaded(), ...redis(copy) }
    unavailable(await shopper.through(isolate(env)).get('/v1/cart'))
    const newer = { ...copy, updatedAt: Date.now() + 7 * MINUTE }
    const reply = await shopper.through(isolate({ ...overloaded(), ...redis(newer) })).get('/v1/cart')
    expect(reply.headers.get('x-cart-source')).toBe('l2')
  })

  it.each<[string, (copy: Copy) => Copy[]]>([
    ['is missing', () => []],
    ['is sealed', (copy) => [{ ...copy, seal: 'usr_1' } as Copy]],
    [
      'is a tombstone',
      ({ kind, id, epoch, version, schema, updatedAt }) => [
        { kind, id, epoch, version, schema, updatedAt, state: 'expired' },
      ],
    ],
  ])('an overloaded object whose copy %s is 503, never an empty cart', async (_, held) => {
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    const copy = await snapshotOf(shopper)
    const env = { ...overloaded(), ...redis(...(copy ? held(copy) : [])) }
    unavailable(await shopper.through(isolate(env)).get('/v1/cart'))
  })

  it('an overloaded object without L2, or with L2 down, is 503', async () => {
    const shopper = await Shopper.guest()
    unavailable(await shopper.through(isolate(overloaded())).get('/v1/cart'))
    const env = { ...overloaded(), ...redis() }
    vi.mocked(fetch).mockRejectedValue(new Error('redis down'))
    unavailable(await shopper.through(isolate(env)).get('/v1/cart'))
  })
})

describe('an object that failed in a way that allows a repeat', () => {
  function failingOnce() {
    let failed = false
    return objects((id) => {
      const real = cartOf({ id })
      const once = async <Value>(call: () => Promise<Value>) => {
        const value = await call()
        if (failed) return value
        failed = true
        throw Object.assign(new Error('Network connection lost.'), { retryable: true })
      }
      return { read: () => once(() => real.read()), write: (write: never) => once(() => real.write(write)) }
    })
  }

  it('fault 2: an object that failed is called again for a write with a key, which takes effect once', async () => {
    const shopper = await Shopper.guest()
    const { CARTS, asked } = failingOnce()
    const reply = await shopper
      .through(isolate({ CARTS }))
      .call('POST', '/v1/cart/items', { sku: 'tea', quantity: 2 }, { 'idempotency-key': 'k' })
    expect(reply.cart.items).toMatchObject([{ quantity: 2 }])
    expect(reply.headers.get('idempotency-replayed')).toBe('true')
    expect(asked).toEqual(['write', 'write'])
  })

  it('an object that failed is not called again for a write without a key, which may have taken effect', async () => {
    const shopper = await Shopper.guest()
    const { CARTS, asked } = failingOnce()
    unavailable(await shopper.through(isolate({ CARTS })).call('POST', '/v1/cart/items', { sku: 'tea', quantity: 2 }))
    expect(asked).toEqual(['write'])
  })

  it('an order that failed is called again only for an act that cannot take effect twice', async () => {
    const shopper = await Shopper.guest()
    const fail = () => Promise.reject(Object.assign(new Error('Network connection lost.'), { retryable: true }))
    const { CARTS: ORDERS, asked } = objects((id) => ({ view: async () => ({ id, owner: shopper.id }), act: fail }))
    const send = isolate({ ORDERS })
    const [lines, reason] = [[{ sku: 'tea', quantity: 1 }], 'x']
    const [id, returnId] = [newId('ord', 1_700_000_000_000), newId('rtn', 1_700_000_000_000)]
    const admin = `/v1/admin/orders/${id}`
    const calls: readonly [
      client: Client,
      path: string,
      body: object,
      headers: Record<string, string>,
      times: number,
    ][] = [
      [shopper, `/v1/orders/${id}/returns`, { lines, reason }, {}, 1],
      [shopper, `/v1/orders/${id}/returns`, { lines, reason }, { 'idempotency-key': 'k' }, 2],
      [operator, `${admin}/edit`, { lines, reason }, {}, 1],
      [operator, `${admin}/refund`, { reason }, {}, 1],
      [operator, `${admin}/ship`, { carrier: 'x', trackingNumber: 'x', lines }, {}, 1],
      [operator, `${admin}/returns/${returnId}/receive`, { restock: true }, {}, 2],
    ]
    for (const [client, path, body, headers, times] of calls) {
      asked.length = 0
      unavailable(await client.through(send).call('POST', path, body, headers))
      expect([path, asked.filter((name) => name === 'act')]).toEqual([path, Array(times).fill('act')])
    }
  })

  it('an object that failed is called again for a read', async () => {
    const shopper = await Shopper.guest()
    const { CARTS, asked } = failingOnce()
    expect((await shopper.through(isolate({ CARTS })).get('/v1/cart')).cart.version).toBe(0)
    expect(asked).toEqual(['read', 'read'])
  })
})

describe('fault 25: an object of another version', () => {
  it('an object that lacks a method is 503', async () => {
    const { CARTS } = objects((id) => ({
      // The platform's own refusal of a call to an unknown method.
      history: () =>
        (objectOf({ id }) as unknown as Record<string, () => Promise<unknown>>).historyOfTomorrow?.() ??
        Promise.resolve(),
    }))
    unavailable(await (await Shopper.guest()).through(isolate({ CARTS })).get('/v1/cart/history'))
  })

  it('an object that refuses with an unknown code is 503', async () => {
    const refused = async () => ({
      status: 'refused',
      refusal: { code: 'of_tomorrow', detail: 'x' },
      index: 0,
      cart: null,
    })
    const shopper = (await Shopper.guest()).through(isolate(objects(() => ({ read: refused, write: refused }))))
    unavailable(await shopper.get('/v1/cart'))
    unavailable(await shopper.call('DELETE', '/v1/cart'))
  })

  it('unknown fields in an object’s answer are ignored', async () => {
    const { CARTS } = objects((id) => ({
      read: async () => ({ ...(await cartOf({ id }).read()), news: 1 }),
    }))
    const reply = await (await Shopper.guest()).through(isolate({ CARTS })).get('/v1/cart')
    expect(reply.as(cartSchema).version).toBe(0)
  })
})

describe('fault 26: a migration that throws half-way', () => {
  it('a migration that throws half-way leaves the tables unchanged, and its own error is thrown', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    const before = await diskOf(shopper)
    const waking = runInDurableObject(objectOf(shopper), async (_, state) => {
      const migrations: readonly Migration[] = [
        ...MIGRATIONS,
        ({ run }) => {
          run('ALTER TABLE rows ADD COLUMN half INTEGER')
          run("UPDATE rows SET value = '{}'")
          throw new Error('the second half went wrong')
        },
      ]
      await new Store(durableStorage(state), migrations, shopper.id).wake(Date.now())
    })
    await expect(waking).rejects.toThrow('the second half went wrong')
    expect(await diskOf(shopper)).toEqual(before)
    await evictDurableObject(objectOf(shopper))
    expect((await shopper.add('tea')).cart.items).toMatchObject([{ quantity: 2 }])
  })

  it('a migration that succeeds runs once, and its shape is stored', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    const runs = await runInDurableObject(objectOf(shopper), async (_, state) => {
      let ran = 0
      const migrations = [...MIGRATIONS, () => void ran++]
      for (let wake = 0; wake < 2; wake++)
        await new Store(durableStorage(state), migrations, shopper.id).wake(Date.now())
      return ran
    })
    expect(runs).toBe(1)
    expect(await rowsIn(shopper, 'SELECT shape FROM meta')).toEqual([{ shape: MIGRATIONS.length + 1 }])
  })
})
