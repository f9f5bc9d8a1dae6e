import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HeatRecord } from '../../src/tiers/record/heat.ts'
import { openMysql } from '../../src/tiers/record/mysql/client.ts'
import { heatRecord } from '../../src/tiers/record/mysql/heat.ts'
import { createMysqlRecord } from '../../src/tiers/record/mysql/record.ts'
import { batch, newNoon, views } from './support/heat-contract.ts'
import { heatRecordContract } from './support/heat-record-contract.ts'
import { type MysqlUnderTest, startMysql } from './support/mysql-record.ts'

/** Each call uses a client of its own, as in the record, because a client does not survive a failed transaction. */
function heatOf({ gateway }: MysqlUnderTest): HeatRecord {
  const open = () => heatRecord(openMysql(gateway.url, new AbortController().signal))
  return {
    countHeat: (batches, now) => open().countHeat(batches, now),
    hottest: (window, now, limit) => open().hottest(window, now, limit),
    heatRank: (window, now, sku) => open().heatRank(window, now, sku),
    tendHeat: (now) => open().tendHeat(now),
  }
}

heatRecordContract('MySQL', async () => {
  const mysql = await startMysql()
  return { heat: heatOf(mysql), sql: mysql.sql, close: mysql.close }
})

let mysql: MysqlUnderTest
let heat: HeatRecord
beforeAll(async () => {
  mysql = await startMysql()
  heat = heatOf(mysql)
}, 60_000)
afterAll(() => mysql.close())

test.each([
  ['before it took effect', false],
  ['when it has taken effect', true],
])('a COMMIT that fails %s leaves nothing half, and the repeat makes it whole and once', async (_, execute) => {
  const now = newNoon()
  const counted = batch(now, { tea: views(3) })
  mysql.gateway.setIntercept(({ body }) => (/"COMMIT"/i.test(body) ? { drop: true, execute } : null))
  await expect(heat.countHeat([counted], now)).rejects.toThrow()
  mysql.gateway.setIntercept(null)
  expect(await heat.hottest('day', now, 10)).toEqual(execute ? [{ sku: 'tea', score: 3 }] : [])
  await heat.countHeat([counted], now)
  expect(await heat.hottest('day', now, 10)).toEqual([{ sku: 'tea', score: 3 }])
})

test('fault 79: a count that was abandoned while it waited for a lock leaves no transaction that would make the next ones wait', async () => {
  const now = newNoon()
  const record = createMysqlRecord({ url: mysql.gateway.url, deadlineMs: 300 })
  await heat.countHeat([batch(now, { tea: views(1) })], now)
  await mysql.sql('begin')
  await mysql.sql('select * from product_heat_days for update')
  const counts = [batch(now, { tea: views(2) }), batch(now, { tea: views(3) })]
  for (const each of counts) await expect(record.countHeat([each], now)).rejects.toThrow('no answer')
  await mysql.sql('rollback')
  // The repeat waits for the abandoned ones, which end when the lock is free, far before the database's limit of 20 s.
  await createMysqlRecord({ url: mysql.gateway.url, deadlineMs: 10_000 }).countHeat(counts, now)
  expect(await heat.hottest('day', now, 10)).toEqual([{ sku: 'tea', score: 6 }])
})

test('a call that ended at its deadline is given away to be kept until its ROLLBACK was answered', async () => {
  const now = newNoon()
  const kept: Promise<unknown>[] = []
  const defer = (work: Promise<unknown>) => void kept.push(work)
  const record = createMysqlRecord({ url: mysql.gateway.url, deadlineMs: 300, defer })
  let isRolledBack = false
  mysql.gateway.setIntercept(({ body }) => {
    if (body.includes('"ROLLBACK"')) isRolledBack = true
    return body.includes('insert into `product_heat_days`') ? { delayMs: 400 } : null
  })
  await expect(record.countHeat([batch(now, { tea: views(2) })], now)).rejects.toThrow('no answer')
  expect(kept).toHaveLength(1)
  await Promise.all(kept)
  mysql.gateway.setIntercept(null)
  expect(isRolledBack).toBe(true)
})
