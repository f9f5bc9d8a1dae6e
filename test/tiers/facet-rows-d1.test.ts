/**
 * Rows that D1 reads for lists with facets. Invariant: a list with facets and their counts read at most twice the rows
 * of the same list without any, which reads no rows for facets at all.
 */
import { drizzle } from 'drizzle-orm/d1'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createD1Record } from '../../src/tiers/record/d1/record.ts'
import { catalogueSearch } from '../../src/tiers/record/d1/search.ts'
import type { FacetQuery } from '../../src/tiers/record/record.ts'
import { BOUNDS } from '../../src/tiers/record/search/terms.ts'
import { WordCounts } from '../../src/tiers/record/search/word-counts.ts'
import { type D1UnderTest, startD1 } from './support/d1-record.ts'
import { category, product } from './support/samples.ts'

const COUNT = 300

let d1: D1UnderTest
beforeAll(async () => {
  d1 = await startD1()
  const products = Array.from({ length: COUNT }, (_, at) =>
    product(`tee-${at}`, {
      ...{ category: 'tees', priceAmount: 1_000 + at, attributes: { wool: at % 2 ? 'Lamb' : 'Merino' } },
      family: {
        ...{ id: `tee-${Math.floor(at / 3)}`, title: { en: 'Tee' } },
        options: [{ name: { en: 'Size' }, value: { en: 'SML'[at % 3] ?? '' } }],
      },
    }),
  )
  await createD1Record({ database: d1.database, deadlineMs: 60_000 }).load([category('tees', null, 1)], products)
}, 120_000)
afterAll(() => d1.close())

/** @returns the rows read by the list and by its facets */
async function rowsRead(query: FacetQuery, bounds = BOUNDS) {
  const asked: (readonly [string, readonly unknown[]])[] = []
  const logger = { logQuery: (text: string, params: unknown[]) => void asked.push([text, params]) }
  const search = catalogueSearch(drizzle(d1.database, { logger }), new WordCounts(), bounds)
  const sum = async () => {
    const all = asked.splice(0).map(([text, params]) =>
      d1.database
        .prepare(text)
        .bind(...params)
        .all(),
    )
    return (await Promise.all(all)).reduce((rows, { meta }) => rows + meta.rows_read, 0)
  }
  const { options: _, ...filter } = query
  const { items } = await search.listProducts({ ...filter, sort: 'price', limit: 20 })
  const list = await sum()
  await search.facets(query)
  return { found: items.length, list, facets: await sum() }
}

const CHOICES = [['size:m'], ['size:m', 'size:l', 'wool:merino']]

test.each([
  ['whole', BOUNDS],
  ['walked', { ...BOUNDS, several: 1, counted: 1 }],
])('a %s list with facets and counted options reads at most twice the rows', async (_, bounds) => {
  const filter = { categories: ['tees'] }
  const plain = await rowsRead(filter, bounds)
  const sum = ({ list, facets }: typeof plain) => list + facets
  for (const facets of CHOICES) {
    const narrowed = await rowsRead({ ...filter, facets, options: true }, bounds)
    expect(narrowed.found).toBe(20)
    expect(sum(narrowed)).toBeLessThanOrEqual(2 * sum(plain))
  }
  expect((await rowsRead({ ...filter, facets: ['size:m', 'size:l', 'wool:silk'] }, bounds)).found).toBe(0)
})
