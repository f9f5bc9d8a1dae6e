import { createMysqlRecord } from '../../src/tiers/record/mysql/record.ts'
import { startMysql } from './support/mysql-record.ts'
import { recordContract } from './support/record-contract.ts'
import { cart } from './support/samples.ts'

recordContract('MySQL', async () => {
  const { gateway, sql, close } = await startMysql()
  const loadedAt = Date.UTC(2026, 10, 22, 9, 0, 0, 7)
  return {
    record: createMysqlRecord({ url: gateway.url, now: () => loadedAt, deadlineMs: 10_000 }),
    loadedAt,
    // The id is longer than its column.
    impossible: (id) => cart(`${id}${'secret'.repeat(50)}`, { epoch: 1, version: 1 }),
    sql,
    close,
  }
})
