// SQLite once chose an index by category and price for products that a search had found, and read the whole category
// for each. Found products must be looked up by SKU; samples and lists are read along one index, without a sort.
import { drizzle } from 'drizzle-orm/d1'
import { afterAll, expect, it } from 'vitest'
import { queryTerms } from '../../src/domain/search/terms.ts'
import { createD1Record } from '../../src/tiers/record/d1/record.ts'
import { catalogueSearch } from '../../src/tiers/record/d1/search.ts'
import { WordCounts } from '../../src/tiers/record/search/word-counts.ts'
import { openD1 } from '../world/d1-database.ts'
import { category, product } from './support/samples.ts'

const d1 = openD1()
afterAll(() => d1.close())

const SMALL = { one: 1, sorted: 1, several: 1, counted: 1, grouped: 1, windows: [2, 4], sample: 3, detailed: 3 }

/** A D1 with a list of its statements. */
function listening() {
  const asked: string[] = []
  const { binding } = d1
  const prepare = (query: string) => {
    asked.push(query)
    return binding.prepare(query)
  }
  // The cast: the record calls only this member of the binding.
  return { asked, database: { ...binding, prepare } as unknown as D1Database }
}

function planOf(query: string): readonly string[] {
  return d1.look(`EXPLAIN QUERY PLAN ${query.replaceAll('?', "'[]'")}`).map(({ detail }) => String(detail))
}

it('SQLite reads found products only by their key', async () => {
  const { asked, database } = listening()
  const record = createD1Record({ database })
  const filter = { terms: queryTerms('phone'), categories: ['phones'], inStock: true, minPrice: 1, maxPrice: 900 }
  await record.listProducts({ ...filter, sort: 'price', limit: 10 })
  await record.facets(filter)
  const searches = asked.filter((query) => query.includes('matched'))
  expect(searches).toHaveLength(2)
  for (const query of searches) {
    expect(planOf(query).filter((step) => / products .*INDEX/.test(step) && !step.includes('(sku=?)'))).toEqual([])
  }
})

it.each([
  [
    'a sample with words',
    'facets',
    { terms: queryTerms('alpha') },
    'SCAN product_words USING COVERING INDEX product_words_by_lot',
  ],
  ['a sample without', 'facets', {}, 'SEARCH products USING COVERING INDEX products_by_lot'],
  [
    'the prices of a category',
    'price',
    { categories: ['a'] },
    'SEARCH products USING COVERING INDEX products_by_category_price',
  ],
  ['the prices of all', 'price', {}, 'SEARCH products USING COVERING INDEX products_by_price'],
  ['the newest', 'newest', {}, 'SEARCH products USING COVERING INDEX products_by_creation'],
] as const)('%s: an index delivers the rows in order, without a sort', async (_, kind, filter, step) => {
  const names = ['1', '2', '3', '4', '5']
  const products = names.map((name) => product(`p-${name}`, { category: 'a', title: { en: 'alpha' } }))
  await createD1Record({ database: d1.binding }).load([category('a', null, 1)], products)
  const { asked, database } = listening()
  const search = catalogueSearch(drizzle(database), new WordCounts(), SMALL)
  if (kind === 'facets') await search.facets(filter)
  else await search.listProducts({ ...filter, sort: kind, limit: 2 })
  const read = asked
    .filter((query) => query.includes('looked') || kind === 'facets')
    .map(planOf)
    .filter((plan) => plan.some((each) => each.startsWith(step)))
  expect(read.length).toBeGreaterThan(0)
  expect(read.flat().filter((each) => each.includes('TEMP B-TREE FOR ORDER BY'))).toEqual([])
})

it('a condition on the terms of many products is read once per statement, not for each term', async () => {
  const { asked, database } = listening()
  const record = createD1Record({ database })
  const one = { ...product('p-9'), held: 0, version: 1, createdAt: 1, updatedAt: 1 }
  const terms = [{ term: 'alpha', weight: 1 }]
  await record.writeProducts([{ product: one, terms, audit: null }])
  await record.indexProducts([{ product: one, terms }])
  const ofTerms = asked.filter((query) => /^(insert into|delete from) "product_(terms|words)"/.test(query))
  expect(ofTerms).toHaveLength(8)
  expect(ofTerms.flatMap(planOf).filter((step) => step.includes('CORRELATED'))).toEqual([])
})
