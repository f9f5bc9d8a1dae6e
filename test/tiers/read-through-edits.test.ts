/**
 * An edit among slow reads, over a real Redis and a real record; and the counters of the read path.
 * Invariant: after an edit's second put, no reader that had loaded an older version has left it in a tier, even if the
 * tiers lost data in between.
 */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Product } from '../../src/domain/product.ts'
import { createD1Record } from '../../src/tiers/record/d1/record.ts'
import type { RecordStore } from '../../src/tiers/record/record.ts'
import { type D1UnderTest, startD1 } from './support/d1-record.ts'
import { type IsolateOptions, openIsolate } from './support/isolate.ts'
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
afterEach(() => redis.gateway.setIntercept(null))
afterAll(async () => {
  await redis.close()
  await d1.close()
})

const isolate = (more?: IsolateOptions) => openIsolate(redis, record, more)

/** The product as the record then has it: one version later. */
async function edit(sku: string, priceAmount: number): Promise<Product> {
  await record.load([], [product(sku, { priceAmount })])
  const edited = await record.getProduct(sku)
  if (!edited) throw new Error('the record has lost it')
  return edited
}

async function stored(): Promise<string> {
  const sku = newId('sku')
  await edit(sku, 100)
  return sku
}

const l2Key = (sku: string) => `${redis.prefix}product:${sku}`

/** The version that L2 holds, or null. */
async function inL2(sku: string): Promise<number | null> {
  const text = await redis.redis.get(l2Key(sku))
  return text === null ? null : Number.parseInt(text, 10)
}

/** An isolate whose first read has the record's answer, and receives it only when the test releases it. */
function slowIsolate() {
  const loaded = Promise.withResolvers<void>()
  const held = Promise.withResolvers<void>()
  let first = true
  const one = isolate({
    async load(skus) {
      const answer = await record.getProducts(skus)
      if (!first) return answer
      first = false
      loaded.resolve()
      await held.promise
      return answer
    },
  })
  return { one, loaded: loaded.promise, letGo: held.resolve }
}

/** The state of the editing isolate after the reader's end and before the second put. */
interface Interleaving {
  readonly reader: 'this' | 'another'
  readonly lost: 'nothing' | 'memory' | 'L2' | 'memory and L2'
  readonly answered: number
  readonly memory: number | null
  readonly l2: number | null
}

const INTERLEAVINGS: readonly Interleaving[] = [
  { reader: 'this', lost: 'nothing', answered: 2, memory: 2, l2: 2 },
  { reader: 'this', lost: 'L2', answered: 2, memory: 2, l2: null },
  { reader: 'this', lost: 'memory', answered: 1, memory: 1, l2: 2 },
  { reader: 'this', lost: 'memory and L2', answered: 1, memory: 1, l2: 1 },
  { reader: 'another', lost: 'nothing', answered: 1, memory: 2, l2: 2 },
  { reader: 'another', lost: 'L2', answered: 1, memory: 2, l2: 1 },
  { reader: 'another', lost: 'memory and L2', answered: 1, memory: null, l2: 1 },
]

test.each(INTERLEAVINGS)('an edit survives a slow reader in $reader isolate ($lost lost meanwhile)', async (each) => {
  const sku = await stored()
  const slow = slowIsolate()
  const editor = each.reader === 'this' ? slow.one : isolate()
  const reading = slow.one.get(sku)
  await slow.loaded

  const edited = await edit(sku, 200)
  await editor.put(edited)
  expect([editor.held(sku), await inL2(sku)]).toEqual([2, 2])

  if (each.lost.includes('memory')) editor.clock.now += 30_001
  if (each.lost.includes('L2')) await redis.redis.del(l2Key(sku))
  slow.letGo()
  expect((await reading)?.version).toBe(each.answered)
  await slow.one.settle()
  expect([editor.held(sku), await inL2(sku)]).toEqual([each.memory, each.l2])

  await editor.put(edited)
  expect([editor.held(sku), await inL2(sku)]).toEqual([2, 2])
  // An isolate that was not notified drops the version at the end of its TTL.
  slow.one.clock.now += 30_001
  expect((await slow.one.get(sku))?.priceAmount).toBe(200)
})

test('a read after an edit does not join a read that began before it', async () => {
  const sku = await stored()
  const { one, loaded, letGo } = slowIsolate()
  const before = one.get(sku)
  await loaded
  await one.put(await edit(sku, 200))
  one.clock.now += 30_001
  expect((await one.get(sku))?.version).toBe(2)
  expect(one.stats().reads).toMatchObject({ joined: 0, hits: { l2: 1 } })
  letGo()
  expect((await before)?.version).toBe(2)
  await one.settle()
  expect([one.held(sku), await inL2(sku)]).toEqual([2, 2])
})

test('the second put of an edit does not undo a later edit', async () => {
  const sku = await stored()
  const one = isolate()
  const second = await edit(sku, 200)
  await one.put(second)
  await one.put(await edit(sku, 300))
  await one.put(second)
  expect([one.held(sku), await inL2(sku)]).toEqual([3, 3])
})

test('an edit is in memory at once, and the editor learns if L2 did not accept it', async () => {
  const sku = await stored()
  const one = isolate()
  redis.gateway.setIntercept(() => ({ drop: true }))
  const putting = one.put(await edit(sku, 200))
  expect(one.held(sku)).toBe(2)
  await expect(putting).rejects.toMatchObject({ outcome: 'down' })
  expect(one.stats().reads.errors).toBe(1)

  const embedded = isolate({ l2: null })
  await embedded.put(await edit(sku, 300))
  expect((await embedded.get(sku))?.version).toBe(3)
  expect(embedded.loads).toEqual([])
})

test('hits, misses, fills, flights and errors are counted by tier', async () => {
  const [known, other, none] = [await stored(), await stored(), newId('none')]
  const first = isolate()
  await Promise.all([first.getMany(known, none), first.get(known)])
  await first.settle()
  await first.get(known)
  expect(first.stats().memory).toMatchObject({ entries: 2, evicted: 0, expired: 0, replaced: 0 })
  expect(first.stats().reads).toEqual({
    hits: { memory: 1, l2: 0 },
    misses: { memory: 3, l2: 2 },
    joined: 1,
    loads: 2,
    absent: 1,
    errors: 0,
    fills: { memory: 2, l2: 2 },
  })

  const second = isolate({ load: () => Promise.reject(new Error('the record is down')) })
  await second.getMany(known, none)
  redis.gateway.setIntercept(() => ({ drop: true }))
  await expect(second.get(other)).rejects.toThrow('the record is down')
  expect(second.stats().reads).toEqual({
    hits: { memory: 0, l2: 2 },
    misses: { memory: 3, l2: 1 },
    joined: 0,
    loads: 0,
    absent: 0,
    errors: 2,
    fills: { memory: 2, l2: 0 },
  })

  const embedded = isolate({ l2: null })
  await embedded.get(other)
  expect(embedded.stats().reads).toMatchObject({ misses: { memory: 1, l2: 0 }, loads: 1, fills: { memory: 1, l2: 0 } })
})

test('a failed fill of L2 counts as an error and not as a fill', async () => {
  const sku = await stored()
  const one = isolate()
  redis.gateway.setIntercept(({ path }) => (path === '/pipeline' ? { drop: true } : null))
  expect((await one.get(sku))?.version).toBe(1)
  await one.settle()
  expect(one.stats().reads).toMatchObject({ errors: 1, loads: 1, fills: { memory: 1, l2: 0 } })
})
