// Most rows must not pay for an index that few of them need, because D1 bills each index entry: live copies for that of
// ended copies, and orders for that of open returns. The reads of these few must use the index, and not look at the rest.
import { afterAll, describe, expect, it } from 'vitest'
import { KINDS } from '../../src/domain/copy.ts'
import { OPEN_RETURN_STATES } from '../../src/domain/order/return.ts'
import { toCursor } from '../../src/tiers/record/cursor.ts'
import { createD1Record } from '../../src/tiers/record/d1/record.ts'
import { openD1 } from '../world/d1-database.ts'

const d1 = openD1()
afterAll(() => d1.close())

const asked: string[] = []
const { binding } = d1
const prepare = (query: string) => {
  asked.push(query)
  return binding.prepare(query)
}
// The cast: the record calls only this member of the binding.
const record = createD1Record({ database: { ...binding, prepare } as unknown as D1Database })

function planOf(query: string): string {
  const plan = d1.look(`EXPLAIN QUERY PLAN ${query.replaceAll('?', "'1'")}`)
  return plan.map(({ detail }) => String(detail)).join('\n')
}

describe.each(KINDS)('copies of %ss that ended', (kind) => {
  it('copies that ended are listed and dropped by an index without live copies', async () => {
    asked.length = 0
    await record.listIds(kind, { of: 'ended', from: 1, before: 2 }, 10, '')
    await record.dropTombstones(kind, 2, 10)
    expect(asked).toHaveLength(2)
    for (const query of asked) expect(planOf(query)).toMatch(/INDEX \w+_by_end /)
  })
})

it('orders with an open return are listed in the order of their index, one range for each value', async () => {
  asked.length = 0
  const page = await record.listOrders({ returns: OPEN_RETURN_STATES, limit: 1 })
  const after = toCursor([1, 'ord_1'], 'orders')
  await record.listOrders({ returns: ['requested'], from: 1, limit: 1, after })
  expect([page.items, asked.length]).toEqual([[], 7 + 4])
  for (const query of asked) {
    expect(planOf(query)).toMatch(/^SEARCH orders USING INDEX orders_by_returns \(open_returns=\?[^\n]*$/)
  }
})
