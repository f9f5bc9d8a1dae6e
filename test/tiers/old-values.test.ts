/**
 * Values past their time to live, over a real Redis and a real record that goes down.
 * Invariants: only a caller that accepts old values gets them; they never become current for others; a deleted or
 * unknown key is an error, never an old value.
 */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { TierError } from '../../src/tiers/calls/tier-error.ts'
import { createMysqlRecord } from '../../src/tiers/record/mysql/record.ts'
import type { RecordStore } from '../../src/tiers/record/record.ts'
import { openIsolate } from './support/isolate.ts'
import { type MysqlUnderTest, startMysql } from './support/mysql-record.ts'
import { type RedisUnderTest, startRedis } from './support/redis-l2.ts'
import { newId, product } from './support/samples.ts'

let redis: RedisUnderTest
let mysql: MysqlUnderTest
let record: RecordStore
beforeAll(async () => {
  redis = await startRedis()
  mysql = await startMysql()
  record = createMysqlRecord({
    url: mysql.gateway.url,
    deadlineMs: 10_000,
    breaker: { window: 200, minimumCalls: 200 },
  })
}, 60_000)
afterEach(() => {
  redis.gateway.setIntercept(null)
  mysql.gateway.setIntercept(null)
})
afterAll(async () => {
  await redis.close()
  await mysql.close()
})

const breakRecord = () => mysql.gateway.setIntercept(() => ({ drop: true }))
const l2Key = (sku: string) => `${redis.prefix}product:${sku}`

/** A product that L2 has held for longer than its time to live. */
async function oldProduct(priceAmount = 100): Promise<string> {
  const sku = newId('old')
  await record.load([], [product(sku, { priceAmount })])
  const filler = openIsolate(redis, record)
  await filler.get(sku)
  await filler.settle()
  expect(await redis.redis.ttl(`${redis.prefix}old:product:${sku}`)).toBe(3_600)
  await redis.redis.del(l2Key(sku))
  return sku
}

test('fault 76: while the record is down, old values of L2 answer a caller that accepts them, and no other', async () => {
  const sku = await oldProduct()
  breakRecord()
  const one = openIsolate(redis, record)
  await expect(one.get(sku)).rejects.toThrow(TierError)
  expect((await one.get(sku, 'on_failure'))?.priceAmount).toBe(100)
  // The old value has not become a current one.
  await expect(one.get(sku)).rejects.toThrow(TierError)
  expect(await redis.redis.exists(l2Key(sku))).toBe(0)
  expect(one.held(sku)).toBeNull()
})

test('when the record is back, the same caller gets the current value', async () => {
  const sku = await oldProduct()
  await record.load([], [product(sku, { priceAmount: 200 })])
  const one = openIsolate(redis, record)
  breakRecord()
  expect((await one.get(sku, 'on_failure'))?.priceAmount).toBe(100)
  mysql.gateway.setIntercept(null)
  expect((await one.get(sku, 'on_failure'))?.priceAmount).toBe(200)
  await one.settle()
  expect(await redis.redis.get(`${redis.prefix}old:product:${sku}`)).toContain('"priceAmount":200')
})

test('with Redis down too, the isolate answers from its own expired entries, for an hour', async () => {
  const sku = newId('old')
  await record.load([], [product(sku)])
  const one = openIsolate(redis, record)
  await one.get(sku)
  await one.settle()
  redis.gateway.setIntercept(() => ({ drop: true }))
  breakRecord()
  one.clock.now += 31_000
  await expect(one.get(sku)).rejects.toThrow(TierError)
  expect((await one.get(sku, 'on_failure'))?.sku).toBe(sku)
  one.clock.now += 3_600_000
  await expect(one.get(sku, 'on_failure')).rejects.toThrow(TierError)
})

test('before the record is asked: an old value saves the read, a current one of L2 is preferred', async () => {
  const [sku, unknown] = [await oldProduct(), newId('new')]
  await record.load([], [product(unknown)])
  const one = openIsolate(redis, record)
  expect((await one.get(sku, 'first'))?.priceAmount).toBe(100)
  expect(one.loads).toEqual([])
  expect((await one.get(unknown, 'first'))?.sku).toBe(unknown)
  expect(one.loads).toEqual([[unknown]])
  await record.load([], [product(sku, { priceAmount: 300 })])
  const editor = openIsolate(redis, record)
  await editor.get(sku)
  await editor.settle()
  expect((await openIsolate(redis, record).get(sku, 'first'))?.priceAmount).toBe(300)
})

test('a key without an old value stays an error, also beside one that has one', async () => {
  const sku = await oldProduct()
  breakRecord()
  const one = openIsolate(redis, record)
  await expect(one.get(newId('none'), 'on_failure')).rejects.toThrow(TierError)
  await expect(one.getManyOr('on_failure', sku, newId('none'))).rejects.toThrow(TierError)
})

test('an unreadable old value is none', async () => {
  const sku = await oldProduct()
  await redis.redis.set(`${redis.prefix}old:product:${sku}`, 'junk')
  breakRecord()
  await expect(openIsolate(redis, record).get(sku, 'on_failure')).rejects.toThrow(TierError)
})

test('an older version never replaces a newer old value', async () => {
  const sku = await oldProduct()
  const l2 = redis.open()
  const write = (version: number) => {
    const value = JSON.stringify({ ...product(sku), version })
    return l2.putValues([{ key: `product:${sku}`, version, value, ttlSeconds: 60, oldSeconds: 600 }])
  }
  await write(9)
  await redis.redis.del(l2Key(sku))
  await write(5)
  expect((await l2.getOldValues([`product:${sku}`]))[0]?.version).toBe(9)
  expect((await l2.getValues([`product:${sku}`]))[0]?.version).toBe(5)
})
