// A write of a live copy must not pay for the index of ended copies that the sweeps need, because D1 bills each index
// entry; and these sweeps must not read all live copies.
import { afterAll, describe, expect, it } from 'vitest'
import { KINDS } from '../../src/domain/copy.ts'
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

describe.each(KINDS)('copies of %ss that ended', (kind) => {
  it('copies that ended are listed and dropped by an index without live copies', async () => {
    asked.length = 0
    await record.listIds(kind, { of: 'ended', from: 1, before: 2 }, 10, '')
    await record.dropTombstones(kind, 2, 10)
    expect(asked).toHaveLength(2)
    for (const query of asked) {
      const plan = d1.look(`EXPLAIN QUERY PLAN ${query.replaceAll('?', "'1'")}`).map(({ detail }) => String(detail))
      expect(plan.join('\n')).toMatch(/INDEX \w+_by_end /)
    }
  })
})
