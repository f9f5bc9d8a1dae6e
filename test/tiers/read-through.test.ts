/**
 * The three laws of the read path, over a real Redis and a real record: a tier's error is a miss, never an answer; a
 * hit in a lower tier fills the tiers above it; an older version never replaces a newer one.
 */
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { createD1Record } from '../../src/tiers/record/d1/record.ts'
import type { RecordStore } from '../../src/tiers/record/record.ts'
import { type D1UnderTest, startD1 } from './support/d1-record.ts'
import { type IsolateOptions, type Load, openIsolate } from './support/isolate.ts'
import { type RedisUnderTest, startRedis } from './support/redis-l2.ts'
import { newId, product } from './support/samples.ts'

let redis: RedisUnderTest
let d1: D1UnderTest
let record: RecordStore
beforeAll(async () => {
  redis = await startRedis()
  d1 = await startD1()
  record = createD1Record({ database: d1.database, now: () => 1_000, deadlineMs: 10_000 })
}, 60_000)
afterEach(() => {
  redis.gateway.setIntercept(null)
  vi.useRealTimers()
})
afterAll(async () => {
  await redis.close()
  await d1.close()
})

const isolate = (more?: IsolateOptions) => openIsolate(redis, record, more)

const stored = async (...prices: number[]) => {
  const sku = newId('sku')
  for (const priceAmount of prices) await record.load([], [product(sku, { priceAmount })])
  return sku
}
const l2Key = (sku: string) => `${redis.prefix}product:${sku}`

test('a hit in the record fills L2 and the isolate, so that neither asks again', async () => {
  const sku = await stored(100)
  const first = isolate()
  expect((await first.get(sku))?.priceAmount).toBe(100)
  await first.settle()
  await first.get(sku)
  expect(first.loads).toEqual([[sku]])

  const second = isolate()
  expect(await second.get(sku)).toEqual(await record.getProduct(sku))
  expect(second.loads).toEqual([])
  expect(await redis.redis.ttl(l2Key(sku))).toBe(300)
})

test('a hit in L2 fills the isolate', async () => {
  const sku = await stored(100)
  const before = isolate()
  await before.get(sku)
  await before.settle()
  const after = isolate()
  await after.get(sku)
  redis.gateway.setIntercept(() => ({ drop: true }))
  expect((await after.get(sku))?.priceAmount).toBe(100)
  expect(after.loads).toEqual([])
})

test('after an entry of the isolate expires, L2 is asked again', async () => {
  const sku = await stored(100)
  const one = isolate()
  await one.get(sku)
  await one.settle()
  await redis
    .open()
    .putValues([
      { key: `product:${sku}`, version: 9, value: JSON.stringify({ ...product(sku), version: 9 }), ttlSeconds: 60 },
    ])
  expect((await one.get(sku))?.version).toBe(1)
  one.clock.now += 30_001
  expect((await one.get(sku))?.version).toBe(9)
})

test('fault 17: a timeout of Redis counts as a miss, and the record answers', async () => {
  const sku = await stored(100)
  redis.gateway.setIntercept(() => ({ delayMs: 60_000 }))
  const one = isolate({ l2: redis.open({ deadlineMs: 30, pipelineDeadlineMs: 30 }) })
  expect((await one.get(sku))?.priceAmount).toBe(100)
  expect(await one.get(newId('none'))).toBeNull()
  await one.settle()
})

test.each([
  ['truncated', () => '1 {"sku":'],
  ['of another version than it says', (sku: string) => `7 ${JSON.stringify({ ...product(sku), version: 1 })}`],
  ['junk', () => 'junk'],
])('fault 18: a value in Redis that is %s is a miss: the record answers', async (_, junk) => {
  const sku = await stored(100)
  await redis.redis.set(l2Key(sku), junk(sku))
  const one = isolate()
  expect(await one.get(sku)).toEqual(await record.getProduct(sku))
  expect(one.loads).toEqual([[sku]])
  await one.settle()
})

test('fault 18: an older version from the record does not replace the newer one in L2', async () => {
  const sku = await stored(100, 200)
  const newest = isolate()
  await newest.get(sku)
  await newest.settle()
  const versionTwo = await redis.redis.get(l2Key(sku))
  // Another isolate read version 1 earlier, and fills late.
  redis.gateway.setIntercept(({ body }) => (body.includes('mget') ? { drop: true } : null))
  const late = isolate({
    load: async () => new Map([[sku, { ...product(sku), held: 0, version: 1, createdAt: 1, updatedAt: 1 }]]),
  })
  await late.get(sku)
  await late.settle()
  expect(await redis.redis.get(l2Key(sku))).toBe(versionTwo)
})

test('without L2 the record answers and the isolate is filled', async () => {
  const sku = await stored(100)
  const one = isolate({ l2: null })
  await one.get(sku)
  expect((await one.get(sku))?.priceAmount).toBe(100)
  expect(one.loads).toEqual([[sku]])
})

test('a product that does not exist is remembered as absent, for a short time only', async () => {
  const sku = newId('sku')
  const one = isolate()
  expect(await one.get(sku)).toBeNull()
  await one.settle()
  expect(await one.get(sku)).toBeNull()
  expect(await isolate().get(sku)).toBeNull()
  expect(one.loads).toEqual([[sku]])
  expect(await redis.redis.ttl(l2Key(sku))).toBe(5)

  await record.load([], [product(sku)])
  await redis.redis.del(l2Key(sku))
  one.clock.now += 5_001
  expect((await one.get(sku))?.sku).toBe(sku)
})

test('while the record is down, a read is an error and never an absent product, unless a tier above has the product', async () => {
  const [known, unknown] = [await stored(100), await stored(100)]
  const filled = isolate()
  await filled.get(known)
  await filled.settle()
  const down = isolate({ load: () => Promise.reject(new Error('the record is down')) })
  expect((await down.get(known))?.priceAmount).toBe(100)
  await expect(down.get(unknown)).rejects.toThrow('the record is down')
  await expect(down.getMany(known, unknown)).rejects.toThrow('the record is down')
  await expect(down.get(unknown)).rejects.toThrow('the record is down')
  expect(down.loads).toHaveLength(3)
})

test('a read of many keys asks each tier once, for the keys that the tiers above lack', async () => {
  const [a, b, c, none] = [await stored(1), await stored(2), await stored(3), newId('none')]
  const before = isolate()
  await before.get(b)
  await before.settle()
  const one = isolate()
  await one.get(a)
  await one.settle()
  const requests: string[] = []
  redis.gateway.setIntercept(({ path }) => {
    requests.push(path)
    return null
  })
  const found = await one.getMany(a, b, c, none, c)
  expect([...found].map(([sku, { priceAmount }]) => [sku, priceAmount]).toSorted()).toEqual([
    [a, 1],
    [b, 2],
    [c, 3],
  ])
  expect(one.loads).toEqual([[a], [c, none]])
  await one.settle()
  // This is one MGET and one pipeline of writes.
  expect(requests).toEqual(['/', '/pipeline'])
})

test('the answer does not wait for the fill of L2', async () => {
  const sku = await stored(100)
  const { promise: held, resolve: letGo } = Promise.withResolvers<null>()
  redis.gateway.setIntercept(({ path }) => (path === '/pipeline' ? held : null))
  const one = isolate()
  expect((await one.get(sku))?.priceAmount).toBe(100)
  expect(await redis.redis.exists(l2Key(sku))).toBe(0)
  letGo(null)
  await one.settle()
  expect(await redis.redis.exists(l2Key(sku))).toBe(1)
})

test('simultaneous readers of one key share one read and its failure', async () => {
  const sku = await stored(100)
  const one = isolate({ l2: null })
  const all = await Promise.all([one.get(sku), one.get(sku), one.getMany(sku, newId('none'))])
  expect(all[0]).toEqual(all[1])
  expect(one.loads.flat().filter((loaded) => loaded === sku)).toEqual([sku])

  const down = isolate({ l2: null, load: () => Promise.reject(new Error('the record is down')) })
  const outcomes = await Promise.allSettled([down.get(sku), down.get(sku)])
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(down.loads).toEqual([[sku]])
})

test('a reader stops waiting for a shared read whose request was cancelled', async () => {
  const sku = await stored(100)
  const value = await record.getProduct(sku)
  vi.useFakeTimers()
  let calls = 0
  const load: Load = () => {
    calls += 1
    return calls === 1 ? new Promise(() => {}) : Promise.resolve(new Map(value ? [[sku, value]] : []))
  }
  const one = isolate({ l2: null, load })
  void one.get(sku)
  const joined = one.get(sku)
  await vi.advanceTimersByTimeAsync(4_000)
  expect(await joined).toEqual(value)
  expect((await one.get(sku))?.sku).toBe(sku)
  expect(calls).toBe(2)
})
