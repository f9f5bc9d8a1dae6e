/**
 * Copies in L2.
 * Invariant: a read returns one whole copy as it was written, or nothing; the write at the greater position stays, in
 * any order of arrival.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compare } from '../../src/domain/position.ts'
import type { GuardedL2 } from '../../src/tiers/redis/redis.ts'
import { type RedisUnderTest, startRedis } from './support/redis-l2.ts'
import { cart, HARD_JSON, line, longCart, newId, tombstone } from './support/samples.ts'

let started: RedisUnderTest
let l2: GuardedL2
beforeAll(async () => {
  started = await startRedis()
  l2 = started.open()
})
afterAll(() => started.close())

const keyOf = (id: string) => `${started.prefix}cart:${id}`

test('a copy is read as it was written, with any text', async () => {
  const id = newId()
  const items = { 'sku-1': line(2, { note: HARD_JSON }), 'SKU.2_x': line(1, { price: 0.1 }), 'not-a-row': [1, null] }
  const removed = { 'sku-1': { quantity: 3, reason: null } }
  const copy = cart(id, { epoch: Date.UTC(2026, 10, 22), version: 7 }, { seal: 'usr_other', lists: { items, removed } })
  expect(await l2.putCopies([copy])).toEqual([{ epoch: copy.epoch, version: 7 }])
  expect(await l2.getCopy('cart', id)).toEqual(copy)
})

test('the hash of a copy has one field per line and one for the rest, and lives for 30 days', async () => {
  const id = newId()
  await l2.putCopies([cart(id, { epoch: 5, version: 1 }, { lists: { items: { a: line(1), b: line(2) }, saved: {} } })])
  expect((await started.redis.hkeys(keyOf(id))).toSorted()).toEqual(['meta', 'sku:a', 'sku:b'])
  expect(JSON.parse((await started.redis.hget(keyOf(id), 'sku:b')) ?? '')).toMatchObject({ quantity: 2 })
  expect(await started.redis.ttl(keyOf(id))).toBe(30 * 24 * 60 * 60)
})

test('an empty cart has a copy, and an id that was never written has none', async () => {
  const empty = cart(newId(), { epoch: 5, version: 1 }, { lists: { items: {}, removed: {} } })
  await l2.putCopies([empty])
  expect(await l2.getCopy('cart', empty.id)).toEqual(empty)
  expect(await l2.getCopy('cart', newId())).toBeNull()
  expect(await l2.putCopies([])).toEqual([])
})

test('fault 8: version 6 that arrives after version 7 is ignored', async () => {
  const newer = cart(newId(), { epoch: 5, version: 7 })
  await l2.putCopies([newer])
  expect(await l2.putCopies([cart(newer.id, { epoch: 5, version: 6 }, { schema: 2 })])).toEqual([
    { epoch: 5, version: 7 },
  ])
  expect(await l2.getCopy('cart', newer.id)).toEqual(newer)
})

test('a copy at the same position is written again, because after a restore it may be another history', async () => {
  const first = cart(newId(), { epoch: 5, version: 7 })
  const other = cart(first.id, { epoch: 5, version: 7 }, { updatedAt: first.updatedAt + 1, lists: { items: {} } })
  await l2.putCopies([first])
  expect(await l2.putCopies([other])).toEqual([{ epoch: 5, version: 7 }])
  expect(await l2.getCopy('cart', first.id)).toEqual(other)
})

test('fault 20: a removed line does not come back, neither through the newer copy nor through an older one', async () => {
  const id = newId()
  const both = cart(id, { epoch: 5, version: 1 }, { lists: { items: { a: line(1), b: line(1) }, removed: {} } })
  const one = cart(id, { epoch: 5, version: 2 }, { lists: { items: { a: line(1) }, removed: { b: line(1) } } })
  await l2.putCopies([both])
  await l2.putCopies([one])
  await l2.putCopies([both])
  expect(await l2.getCopy('cart', id)).toEqual(one)
  expect((await started.redis.hkeys(keyOf(id))).toSorted()).toEqual(['meta', 'sku:a'])
})

test('fault 44: a late message after a tombstone brings nothing back', async () => {
  const id = newId()
  await l2.putCopies([cart(id, { epoch: 5, version: 3 }, { seal: 'usr_other' })])
  const erased = tombstone(id, { epoch: 5, version: 4 })
  expect(await l2.putCopies([erased])).toEqual([{ epoch: 5, version: 4 }])
  expect(await l2.putCopies([cart(id, { epoch: 5, version: 3 })])).toEqual([{ epoch: 5, version: 4 }])
  expect(await l2.getCopy('cart', id)).toEqual(erased)
  expect(await started.redis.hkeys(keyOf(id))).toEqual(['meta'])
  expect(await started.redis.hget(keyOf(id), 'meta')).not.toContain('usr_other')
})

test('fault 45: a new epoch with a lower version wins', async () => {
  const id = newId()
  await l2.putCopies([tombstone(id, { epoch: 5, version: 700 }, { state: 'expired' })])
  const anew = cart(id, { epoch: 6, version: 1 })
  expect(await l2.putCopies([anew])).toEqual([{ epoch: 6, version: 1 }])
  expect(await l2.putCopies([cart(id, { epoch: 5, version: 701 })])).toEqual([{ epoch: 6, version: 1 }])
  expect(await l2.getCopy('cart', id)).toEqual(anew)
})

test('fault 47: lines of one position with meta of another are not a copy', async () => {
  const id = newId()
  const older = cart(id, { epoch: 5, version: 1 }, { lists: { items: { a: line(1), b: line(1) }, removed: {} } })
  await l2.putCopies([older])
  const stale = await started.redis.hgetall(keyOf(id))
  await l2.putCopies([
    cart(id, { epoch: 5, version: 2 }, { lists: { items: { a: line(9), b: line(9) }, removed: {} } }),
  ])

  await started.redis.hset(keyOf(id), 'sku:a', stale['sku:a'] ?? '')
  expect(await l2.getCopy('cart', id)).toBeNull()
  await started.redis.hset(keyOf(id), 'sku:b', stale['sku:b'] ?? '', 'sku:a', stale['sku:a'] ?? '')
  expect(await l2.getCopy('cart', id)).toBeNull()
  await started.redis.hset(keyOf(id), 'meta', stale.meta ?? '')
  expect(await l2.getCopy('cart', id)).toEqual(older)
})

test.each<[name: string, break_: (redis: RedisUnderTest['redis'], key: string) => Promise<unknown>]>([
  ['a lost line', (redis, key) => redis.hdel(key, 'sku:a')],
  ['a line too many', (redis, key) => redis.hset(key, 'sku:z', '{"@position":"5-1"}')],
  ['a lost meta', (redis, key) => redis.hdel(key, 'meta')],
  ['a truncated line', (redis, key) => redis.hset(key, 'sku:a', '{"@position":"5-')],
  ['a truncated meta', (redis, key) => redis.hset(key, 'meta', '{"epoch":5,"ver')],
  ['a meta without a version', (redis, key) => redis.hset(key, 'meta', '{"epoch":5,"state":"live"}')],
  ['a meta that is a number', (redis, key) => redis.hset(key, 'meta', '5')],
  [
    'an unknown state',
    (redis, key) =>
      redis.hset(
        key,
        'meta',
        '{"epoch":5,"version":1,"schema":1,"updatedAt":1,"state":"?","seal":null,"rows":2,"lists":{}}',
      ),
  ],
  ['a key of another type', (redis, key) => redis.set(key, 'text')],
])('fault 18: %s is a miss, and a newer copy replaces it', async (_, breakIt) => {
  const id = newId()
  const lists = { items: { a: line(1), b: line(2) }, removed: {} }
  await l2.putCopies([cart(id, { epoch: 5, version: 1 }, { lists })])
  await breakIt(started.redis, keyOf(id))
  expect(await l2.getCopy('cart', id)).toBeNull()
  const newer = cart(id, { epoch: 5, version: 2 }, { lists })
  expect(await l2.putCopies([newer])).toEqual([{ epoch: 5, version: 2 }])
  expect(await l2.getCopy('cart', id)).toEqual(newer)
})

test('fault 18: an evicted copy is a miss', async () => {
  const copy = cart(newId(), { epoch: 5, version: 1 })
  await l2.putCopies([copy])
  await started.redis.del(keyOf(copy.id))
  expect(await l2.getCopy('cart', copy.id)).toBeNull()
})

test('fault 49: ids and SKUs that differ only by case are distinct', async () => {
  const items = { sku: line(1), SKU: line(2) }
  const [lower, upper] = [
    cart('usr_case', { epoch: 1, version: 1 }, { lists: { items, removed: {} } }),
    cart('usr_CASE', { epoch: 1, version: 2 }),
  ]
  await l2.putCopies([lower, upper])
  expect(await l2.getCopy('cart', 'usr_case')).toEqual(lower)
  expect(await l2.getCopy('cart', 'usr_CASE')).toEqual(upper)
})

test('a cart of 700 lines, more than a shopper may add, is read whole', async () => {
  const copy = longCart(newId(), { epoch: 5, version: 200 })
  const items = Object.fromEntries(Array.from({ length: 700 }, (_, n) => [`sku-${n}`, line(n)]))
  await l2.putCopies([copy])
  expect(await l2.getCopy('cart', copy.id)).toEqual(copy)
  const huge = cart(copy.id, { epoch: 5, version: 201 }, { lists: { items } })
  await l2.putCopies([huge])
  expect(await l2.getCopy('cart', copy.id)).toEqual(huge)
})

test('positions of copies are read in one request, and a broken or mixed hash is unreadable', async () => {
  const lists = { items: { a: line(1), b: line(2) }, removed: {} }
  const whole = cart(newId(), { epoch: Date.UTC(2026, 10, 22), version: 7 }, { lists })
  const ended = tombstone(newId(), { epoch: 5, version: 1 })
  const [lost, cut, other] = [1, 2, 3].map((version) => cart(newId(), { epoch: 5, version }, { lists }))
  if (!lost || !cut || !other) throw new Error('three copies')
  await l2.putCopies([whole, ended, lost, cut, other])
  await started.redis.hdel(keyOf(lost.id), 'sku:a')
  await started.redis.hset(keyOf(cut.id), 'meta', '{"epoch":5,"ver')
  await started.redis.set(keyOf(other.id), 'text')
  const heldOf = ({ epoch, version, updatedAt, state }: typeof whole | typeof ended) => {
    return { epoch, version, updatedAt, state }
  }
  const requests: string[] = []
  started.gateway.setIntercept(({ path }) => {
    requests.push(path)
    return null
  })
  const ids = [whole.id, newId(), ended.id, lost.id, cut.id, other.id]
  const held = await l2.heldOf('cart', ids)
  started.gateway.setIntercept(null)
  expect(held).toEqual([heldOf(whole), null, heldOf(ended), 'unreadable', 'unreadable', 'unreadable'])
  expect(requests).toHaveLength(1)
  expect(await l2.heldOf('cart', [])).toEqual([])
})

test('a batch of 100 copies is one request, and one failing command does not fail the others', async () => {
  const requests: string[] = []
  started.gateway.setIntercept(({ path }) => {
    requests.push(path)
    // The pipeline's answer when one of its commands fails:
    return {
      body: (answer) =>
        JSON.stringify(
          JSON.parse(answer).map((item: object, n: number) => (n === 41 ? { error: 'OOM command not allowed' } : item)),
        ),
    }
  })
  const copies = Array.from({ length: 100 }, () => cart(newId('batch'), { epoch: 5, version: 1 }))
  const held = await l2.putCopies(copies)
  started.gateway.setIntercept(null)
  expect(requests).toEqual(['/pipeline'])
  expect(held).toEqual(copies.map((_, n) => (n === 41 ? null : { epoch: 5, version: 1 })))
})

test('the greatest position stays with its own data, in any order of arrival', async () => {
  const position = fc.record({ epoch: fc.integer({ min: 1, max: 3 }), version: fc.integer({ min: 1, max: 3 }) })
  await fc.assert(
    fc.asyncProperty(fc.array(position, { minLength: 1, maxLength: 6 }), async (arrivals) => {
      const id = newId()
      const copyAt = (at: { epoch: number; version: number }) =>
        cart(id, at, { lists: { items: { [`${at.epoch}-${at.version}`]: line(1) } } })
      await l2.putCopies(arrivals.map(copyAt))
      const greatest = arrivals.toSorted(compare).at(-1)
      expect(await l2.getCopy('cart', id)).toEqual(greatest && copyAt(greatest))
    }),
    { numRuns: 50 },
  )
})
