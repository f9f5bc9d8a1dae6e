import { createD1Record } from '../../src/tiers/record/d1/record.ts'
import { startD1 } from './support/d1-record.ts'
import { recordContract } from './support/record-contract.ts'
import { cart, line } from './support/samples.ts'

recordContract('D1', async () => {
  const { database, sql, close } = await startD1()
  const loadedAt = Date.UTC(2026, 10, 22, 9, 0, 0, 7)
  return {
    record: createD1Record({ database, now: () => loadedAt, deadlineMs: 10_000 }),
    loadedAt,
    // The value has more than 2 MB.
    impossible: (id) =>
      cart(id, { epoch: 1, version: 1 }, { lists: { items: { a: line(1, { note: 'secret'.repeat(400_000) }) } } }),
    sql,
    close,
  }
})
