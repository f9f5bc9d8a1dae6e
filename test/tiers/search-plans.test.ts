// Products that a search has found are looked up by their SKU, whatever the filter: SQLite chose an index by category and
// price, and read the whole category for each.
import { afterAll, expect, it } from 'vitest'
import { queryTerms } from '../../src/domain/search/terms.ts'
import { createD1Record } from '../../src/tiers/record/d1.ts'
import { openD1 } from '../world/d1-database.ts'

const d1 = openD1()
afterAll(() => d1.close())

it('reads nothing of products by another index than their key in SQLite', async () => {
  const asked: string[] = []
  const { binding } = d1
  const prepare = (query: string) => {
    asked.push(query)
    return binding.prepare(query)
  }
  const database = { ...binding, prepare }
  // The cast: the record asks the binding for nothing else.
  const record = createD1Record({ database: database as unknown as D1Database })
  const filter = { terms: queryTerms('phone'), categories: ['phones'], inStock: true, minPrice: 1, maxPrice: 900 }
  await record.listProducts({ ...filter, sort: 'price', limit: 10 })
  await record.facets(filter)
  const searches = asked.filter((query) => query.includes('matched'))
  expect(searches).toHaveLength(2)
  for (const query of searches) {
    const plan = d1.look(`EXPLAIN QUERY PLAN ${query.replaceAll('?', "'[]'")}`).map(({ detail }) => String(detail))
    expect(plan.filter((step) => / products .*INDEX/.test(step) && !step.includes('(sku=?)'))).toEqual([])
  }
})
