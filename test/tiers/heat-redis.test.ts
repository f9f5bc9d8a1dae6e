/**
 * Heat in Redis: the contract of all tiers, and the failures that only Redis has.
 * Invariant: after a failed call the batch may or may not be counted; sending it again makes it counted once.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Fault } from '../../dev/gateways/http-gateway.ts'
import { dayOf, GUARD_DAYS, type HeatBatch } from '../../src/domain/heat.ts'
import { chanceOf } from '../support/chance.ts'
import { batch, heatContract, newNoon, views } from './support/heat-contract.ts'
import { type RedisUnderTest, startRedis } from './support/redis-l2.ts'

const DOWN = { name: 'TierError', tier: 'l2', outcome: 'down' }

let started: RedisUnderTest
beforeAll(async () => {
  started = await startRedis()
})
afterEach(() => started.gateway.setIntercept(null))
afterAll(() => started.close())

const dayKey = (now: number) => `${started.prefix}{heat}:day:${dayOf(now)}`
const open = () => started.open({ breaker: { minimumCalls: 20 } })

describe('heat in Redis', () => {
  heatContract(open)

  test('heat is in the sorted set of its day and expires with it; every key is in one slot of a cluster', async () => {
    const now = newNoon()
    await open().countHeat([batch(now, { tea: views(3), cup: { adds: 1 } })], now)
    expect(await started.redis.zrange(dayKey(now), '0', '-1', 'WITHSCORES')).toEqual(['tea', '3', 'cup', '5'])
    await open().hottest('week', now, 10)
    const keys = await started.redis.keys(`${started.prefix}*heat*`)
    expect(keys.every((key) => key.includes('{heat}:'))).toBe(true)
    const ttls = await Promise.all(keys.map((key) => started.redis.ttl(key)))
    expect(ttls.every((ttl) => ttl > 0 && ttl <= GUARD_DAYS * 24 * 3600)).toBe(true)
  })

  test('a day that is not a sorted set fails only its own batches, and marks none of them as counted', async () => {
    const now = newNoon()
    const [broken, whole] = [batch(now, { tea: views(1) }), batch(now, { tea: views(1) }, 1)]
    await started.redis.set(dayKey(now), 'junk')
    expect(await open().countHeat([broken, whole], now)).toEqual(new Set([whole.id]))
    await expect(open().countHeat([broken], now)).rejects.toMatchObject(DOWN)
    await started.redis.del(dayKey(now))
    await open().countHeat([broken, whole], now)
    expect(await started.redis.zscore(dayKey(now), 'tea')).toBe('1')
  })

  test('with 17 % of the calls failing, before or after they took effect, the counts are exact', async () => {
    const now = newNoon()
    const random = chanceOf(17)
    const faults: readonly Fault[] = [{ drop: true }, { drop: true, execute: true }]
    let failed = 0
    started.gateway.setIntercept(() => (random() < 0.17 ? (faults[++failed % 2] ?? null) : null))
    const waiting: HeatBatch[] = Array.from({ length: 200 }, (_, n) =>
      batch(now, { tea: views(1), [`t${n % 7}`]: views(n) }),
    )
    const sums = new Map<string, number>()
    for (const { sku, ...count } of waiting.flatMap(({ counts }) => counts))
      sums.set(sku, (sums.get(sku) ?? 0) + count.views)
    const l2 = started.open({ breaker: { minimumCalls: 1_000, window: 1_000 } })
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      // Every third batch arrives again although it was counted.
      const counted = await l2.countHeat([next], now).catch(() => null)
      if (!counted || random() < 0.33) waiting.push(next)
    }
    expect(failed).toBeGreaterThan(20)
    started.gateway.setIntercept(null)
    const found = await open().hottest('day', now, 100)
    expect(new Map(found.map(({ sku, score }) => [sku, score]))).toEqual(sums)
  })

  test('many readers share one union for some seconds', async () => {
    const now = newNoon()
    await open().countHeat([batch(now, { tea: views(3) })], now)
    await open().hottest('day', now, 10)
    await open().countHeat([batch(now, { tea: views(3) })], now)
    expect(await open().heatRank('day', now, 'tea')).toEqual({ rank: 1, score: 3 })
  })
})

const answers: readonly [name: string, fault: Fault][] = [
  ['a page', { status: 520, body: '<html>secret-sku</html>' }],
  ['an empty object', { body: '{}' }],
  ['a list that is too short', { body: '[]' }],
  ['half a pair', { body: '{"result":["secret-sku"]}' }],
  ['a score that is not a number', { body: '{"result":["secret-sku","x"]}' }],
  ['an error', { status: 400, body: '{"error":"ERR secret-sku"}' }],
  ['a cut connection', { drop: true }],
]

describe('a Redis that gives a wrong answer causes an error, never a ranking', () => {
  test.each(answers)('%s from Redis causes an error', async (_, fault) => {
    const now = newNoon()
    started.gateway.setIntercept(() => fault)
    const l2 = open()
    const calls = [
      () => l2.countHeat([batch(now, { 'secret-sku': views(1) })], now),
      () => l2.hottest('day', now, 10),
      () => l2.heatRank('day', now, 'secret-sku'),
    ]
    for (const call of calls) {
      const failed: unknown = await call().catch((error: unknown) => error)
      expect(failed).toMatchObject(DOWN)
      expect(String(failed)).not.toContain('secret-sku')
    }
  })
})
