/** The record in D1, in the runtime, because the same calls from Node through a proxy took eight times as long. */
import { createD1Record } from '../../src/tiers/record/d1/record.ts'
import { recordContract } from '../tiers/support/record-contract.ts'
import { cart, line } from '../tiers/support/samples.ts'
import { bindings } from './support/shop.ts'

recordContract('D1', async () => {
  const loadedAt = Date.UTC(2026, 10, 22, 9, 0, 0, 7)
  return {
    record: createD1Record({ database: bindings.RECORD, now: () => loadedAt, deadlineMs: 10_000 }),
    loadedAt,
    // More than the runtime takes in one call; D1 itself takes values up to 2 MB.
    impossible: (id) =>
      cart(id, { epoch: 1, version: 1 }, { lists: { items: { a: line(1, { note: 'secret'.repeat(6_000_000) }) } } }),
    sql: async (statement) => (await bindings.RECORD.prepare(statement).all<Record<string, unknown>>()).results,
    close: async () => {},
  }
})
