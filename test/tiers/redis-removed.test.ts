/**
 * Redis that was removed from the configuration and added again: its copies lack the writes made meanwhile.
 * Invariant: no copy is served that is older than a write which was confirmed without Redis.
 */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { MESSAGE_SCHEMA } from '../../src/contract/message.ts'
import type { Copy } from '../../src/domain/copy.ts'
import { Registry } from '../../src/domain/metrics/registry.ts'
import { MissedWrites } from '../../src/tiers/missed-writes.ts'
import { createMysqlRecord } from '../../src/tiers/record/mysql/record.ts'
import { consume } from '../../src/worker/queue/consumer.ts'
import { type MysqlUnderTest, startMysql } from './support/mysql-record.ts'
import { type RedisUnderTest, startRedis } from './support/redis-l2.ts'
import { cart, newId } from './support/samples.ts'

const MINUTE_MS = 60_000
let mysql: MysqlUnderTest
let redis: RedisUnderTest
beforeAll(async () => {
  mysql = await startMysql()
  redis = await startRedis()
}, 60_000)
afterAll(async () => {
  await redis.close()
  await mysql.close()
})

/** The consumer of one isolate, with Redis or without; returns the positions that it confirmed. */
async function deliver(copy: Copy, now: number, hasRedis: boolean): Promise<readonly string[]> {
  const record = createMysqlRecord({ url: mysql.gateway.url })
  const l2 = hasRedis ? redis.open() : null
  const missed = new MissedWrites(record, l2)
  const confirmed: string[] = []
  const { kind, id, epoch, version } = copy
  const body = { schema: MESSAGE_SCHEMA, kind, id, epoch, version, requestId: null, copy }
  await consume([{ id: 'message', body, ack: () => {}, retry: () => {} }], {
    now: () => now,
    l2,
    noteMissed: () => missed.note(now),
    record,
    senders: {
      confirm: async (_kind, its) => void confirmed.push(its),
      snapshot: async () => null,
      slowDown: async () => {},
    },
    each: async (items, work) => void (await Promise.all(items.map(work))),
    stockWritten: async () => {},
    metrics: new Registry(),
    log: () => {},
  })
  return confirmed
}

/** The copy in Redis, if a new isolate would show it. */
async function shown(id: string, now: number): Promise<Copy | null> {
  const copy = await redis.open().getCopy('cart', id)
  const missed = new MissedWrites(createMysqlRecord({ url: mysql.gateway.url }), redis.open())
  return copy && !(await missed.mayBeBehind(copy, now)) ? copy : null
}

test('fault 59: after Redis was added again, copies from before its removal are not shown, and newer ones are', async () => {
  const id = newId()
  const start = Date.UTC(2026, 10, 22)
  const copyAt = (version: number, updatedAt: number) => cart(id, { epoch: start, version }, { updatedAt })
  const first = copyAt(1, start)
  expect(await deliver(first, start, true)).toEqual([id])
  expect(await shown(id, start)).toEqual(first)
  const removedAt = start + 60 * MINUTE_MS
  expect(await deliver(copyAt(2, removedAt), removedAt, false)).toEqual([id])
  expect(await redis.open().getCopy('cart', id)).toEqual(first)
  expect(await shown(id, removedAt + MINUTE_MS)).toBeNull()
  const later = copyAt(3, removedAt + 60 * MINUTE_MS)
  expect(await deliver(later, later.updatedAt, true)).toEqual([id])
  expect(await shown(id, later.updatedAt)).toEqual(later)
})

test('fault 59: without Redis nothing is confirmed until the record accepts the mark', async () => {
  const copy = cart(newId(), { epoch: 5, version: 1 })
  mysql.gateway.setIntercept(({ body }) => (body.includes('insert into `watermarks`') ? { drop: true } : null))
  expect(await deliver(copy, copy.updatedAt, false)).toEqual([])
  mysql.gateway.setIntercept(null)
  expect(await deliver(copy, copy.updatedAt, false)).toEqual([copy.id])
})

test('fault 59: an isolate that starts while the record is down shows what the mark in Redis allows, and nothing without one', async () => {
  const copy = cart(newId(), { epoch: 5, version: 1 }, { updatedAt: Date.now() })
  expect(await deliver(copy, copy.updatedAt, true)).toEqual([copy.id])
  expect(await shown(copy.id, copy.updatedAt)).toEqual(copy)
  mysql.gateway.setIntercept(() => ({ drop: true }))
  expect(await shown(copy.id, copy.updatedAt)).toEqual(copy)
  await redis.redis.del(`${redis.prefix}l2_missed`)
  await expect(shown(copy.id, copy.updatedAt)).rejects.toMatchObject({ name: 'TierError' })
  mysql.gateway.setIntercept(null)
})
