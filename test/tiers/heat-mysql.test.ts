import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HeatRecord } from '../../src/tiers/record/heat.ts'
import { openMysql } from '../../src/tiers/record/mysql/client.ts'
import { heatRecord } from '../../src/tiers/record/mysql/heat.ts'
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
