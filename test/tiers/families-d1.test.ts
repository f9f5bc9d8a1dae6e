/**
 * The guard of D1 when it lists a family. Invariant: a listing that was computed from variants which have changed since
 * writes nothing, because the edit that came between has made a newer one.
 */
import { drizzle } from 'drizzle-orm/d1'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Product } from '../../src/domain/product.ts'
import { productEdits } from '../../src/tiers/record/d1/products.ts'
import type { Listing } from '../../src/tiers/record/families.ts'
import { type D1UnderTest, startD1 } from './support/d1-record.ts'
import { product } from './support/samples.ts'

let d1: D1UnderTest
beforeAll(async () => {
  d1 = await startD1()
}, 60_000)
afterAll(() => d1.close())

const write = (sku: string, more: Partial<Product> = {}) =>
  productEdits(drizzle(d1.database)).writeProducts([
    {
      product: {
        ...{ ...product(sku), held: 0, version: 1, createdAt: 0, updatedAt: 0 },
        ...{ weightGrams: 0, family: { id: 'hat', title: { en: 'Hat' }, options: [] } },
        ...more,
      },
      ...{ terms: [], audit: null },
    },
  ])
const list = async (more: Partial<Listing>) => {
  const terms = [{ term: 'hat', weight: 1 }]
  const listing = { family: 'hat', count: 2, versions: 2, shown: 'hat-a', terms, facets: [], media: [], ...more }
  return [...(await productEdits(drizzle(d1.database)).listFamilies([listing]))]
}
const listed = async () => [
  await d1.sql(`select sku, status from products where family = 'hat' order by sku`),
  (await d1.sql(`select sku from product_terms where term = 'hat'`)).map(({ sku }) => sku),
  (await d1.sql(`select sku from product_words`)).map(({ sku }) => sku),
]

test('a listing takes effect only while number and versions of the variants are as they were read', async () => {
  await write('hat-a')
  await write('hat-b')
  const before = await listed()
  for (const stale of [{ count: 1 }, { count: 3 }, { versions: 1 }, { versions: 3 }, { count: 0, versions: 0 }]) {
    expect([stale, await list(stale)]).toEqual([stale, []])
    expect(await listed()).toEqual(before)
  }
  expect(await list({})).toEqual(['hat'])
  const [rows, terms, words] = await listed()
  expect(rows).toEqual([
    { sku: 'hat-a', status: 'active' },
    { sku: 'hat-b', status: 'variant' },
  ])
  expect([terms, words]).toEqual([['hat-a'], ['hat-a']])
  await write('hat-b', { version: 2 })
  expect(await list({ shown: 'hat-b' })).toEqual([])
  expect(await list({ shown: 'hat-b', versions: 3 })).toEqual(['hat'])
})
