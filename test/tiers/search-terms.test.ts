// The cost of a search is bounded: long lists are walked, a few products at a time.
// Invariant: the pages together hold each result of a full scan once, in the same order; in both databases, because
// both read the same SQL.
import { drizzle } from 'drizzle-orm/d1'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type QueryTerm, queryTerms } from '../../src/domain/search/terms.ts'
import { createD1Record } from '../../src/tiers/record/d1/record.ts'
import { catalogueSearch as d1Search } from '../../src/tiers/record/d1/search.ts'
import { openMysql } from '../../src/tiers/record/mysql/client.ts'
import { createMysqlRecord } from '../../src/tiers/record/mysql/record.ts'
import { catalogueSearch as mysqlSearch } from '../../src/tiers/record/mysql/search.ts'
import type { ProductQuery, ProductSort, RecordStore } from '../../src/tiers/record/record.ts'
import { BOUNDS } from '../../src/tiers/record/search/terms.ts'
import { WordCounts } from '../../src/tiers/record/search/word-counts.ts'
import { openD1 } from '../world/d1-database.ts'
import { startMysql } from './support/mysql-record.ts'
import { category, product } from './support/samples.ts'

const PRODUCTS = 60
const WORDS = ['alpha', 'beta', 'gamma', 'delta']
/** A limit so small that every list of more than three products is walked. */
const SMALL = { one: 3, sorted: 3, several: 3, counted: 3, grouped: 3, windows: [4, 8], sample: 20, detailed: 20 }
/** The best products of a word are read first, and all of them although the shop is not small. */
const BEST_FIRST = { ...SMALL, one: 1_000, sample: 3, detailed: 3 }
/** Words that are searched as whole words are grouped by product. */
const GROUPED = { ...SMALL, grouped: 1_000 }
const loose = (...terms: readonly string[]) => terms.map((term): QueryTerm => ({ term, prefix: false, loose: true }))

type Search = Pick<RecordStore, 'listProducts' | 'facets'>

interface Opened {
  readonly record: RecordStore
  search(bounds?: typeof SMALL): Search
  sql(text: string): Promise<unknown>
  close(): Promise<void>
}

async function openedD1(): Promise<Opened> {
  const { binding, look, close } = openD1()
  return {
    record: createD1Record({ database: binding }),
    search: (bounds) => d1Search(drizzle(binding), new WordCounts(), bounds),
    sql: async (text) => look(text),
    close: async () => close(),
  }
}

async function openedMysql(): Promise<Opened> {
  const { gateway, sql, close } = await startMysql()
  return {
    record: createMysqlRecord({ url: gateway.url, deadlineMs: 10_000, loadDeadlineMs: 30_000 }),
    search: (bounds) => mysqlSearch(openMysql(gateway.url, new AbortController().signal), new WordCounts(), bounds),
    sql,
    close,
  }
}

describe.each([
  ['D1', openedD1],
  ['MySQL', openedMysql],
] as const)('long lists of %s', (_, open) => {
  let opened: Opened
  beforeAll(async () => {
    opened = await open()
    // Product n has the first word, the second one if 2 divides n, and so on; in every fifth `beta` is only the
    // beginning of a word.
    const products = Array.from({ length: PRODUCTS }, (_, index) => {
      const n = index + 1
      const words = WORDS.filter((_, place) => n % (place + 1) === 0)
      const title = n % 5 === 0 ? words.join(' ').replace('beta', 'betamax') : words.join(' ')
      return product(`w-${String((n * 37) % 101).padStart(3, '0')}`, {
        category: ['walk-a', 'walk-b', 'walk-lost'][n % 3] ?? '',
        title: { en: n === 7 ? `${title} seldom` : title },
        description: { en: '' },
        priceAmount: 100 * (n % 7),
        onHand: n % 4,
      })
    })
    await opened.record.load([category('walk-a', null, 2), category('walk-b', null, 1)], products)
    await opened.sql(
      "insert into product_heat (sku, score, updated_at) select sku, price_amount / 100.0, updated_at from products where price_amount > 300 and sku like 'w-%'",
    )
  }, 60_000)
  afterAll(() => opened.close())

  const pages = async (search: Search, query: Omit<ProductQuery, 'limit' | 'after'>) => {
    const found: string[][] = []
    let after: string | null = null
    do {
      const page = await search.listProducts({ ...query, limit: 3, ...(after && { after }) })
      found.push(page.items.map(({ sku }) => sku))
      after = page.next
    } while (after !== null)
    return found
  }
  const queries: readonly (readonly [name: string, query: Omit<ProductQuery, 'limit' | 'sort'>])[] = [
    ['without words', {}],
    ['one word', { terms: queryTerms('beta') }],
    ['the beginning of a word', { terms: queryTerms('bet') }],
    ['common words', { terms: queryTerms('alpha beta gamma') }],
    ['a rare word', { terms: queryTerms('alpha seldom') }],
    ['words that no product has together', { terms: queryTerms('delta seldom') }],
    ['loose words', { terms: loose('alpha', 'beta', 'gamma') }],
    ['filters', { terms: queryTerms('alpha'), minPrice: 100, maxPrice: 400, inStock: true }],
    ['categories', { terms: queryTerms('alpha'), categories: ['walk-a', 'walk-lost'] }],
  ]
  const sorts: readonly ProductSort[] = ['place', 'relevance', 'price', '-price', 'newest', 'hot']

  test.each(queries)(
    '%s: pages hold what a look at all finds, each product once',
    async (_, query) => {
      for (const sort of sorts) {
        const whole = await opened.search(BOUNDS as typeof SMALL).listProducts({ ...query, sort, limit: 100 })
        const expected = whole.items.map(({ sku }) => sku)
        const walked = (await pages(opened.search(SMALL), { ...query, sort })).flat()
        // By relevance the word in the fewest products orders a long list; other orders do not change.
        if (sort === 'relevance') expect([sort, walked.toSorted()]).toEqual([sort, expected.toSorted()])
        else expect([sort, walked]).toEqual([sort, expected])
      }
    },
    60_000,
  )

  test.each([['beta'], ['bet'], ['alpha']])(
    'products of %s are found by their scores, though only the best are looked up',
    async (word) => {
      for (const filter of [{}, { minPrice: 200, inStock: true }, { categories: ['walk-a'] }]) {
        const query = { terms: queryTerms(word), sort: 'relevance', ...filter } as const
        const whole = await opened.search(BOUNDS as typeof SMALL).listProducts({ ...query, limit: 100 })
        const found = (await pages(opened.search(BEST_FIRST), query)).flat()
        expect(found).toEqual(whole.items.map(({ sku }) => sku))
      }
    },
    60_000,
  )

  test.each([
    ['loose words', loose('alpha', 'beta', 'gamma')],
    ['whole words', ['alpha', 'gamma'].map((term): QueryTerm => ({ term, prefix: false }))],
    ['both', [...loose('beta', 'gamma', 'delta'), { term: 'alpha', prefix: false }]],
  ] as const)('%s: grouping by rows finds the same products as a look at each', async (_, terms) => {
    const whole = await opened.search(BOUNDS as typeof SMALL).listProducts({ terms, sort: 'relevance', limit: 100 })
    const found = (await pages(opened.search(GROUPED), { terms, sort: 'relevance' })).flat()
    expect(found).toEqual(whole.items.map(({ sku }) => sku))
    expect(found.length).toBeGreaterThan(0)
  })

  test('an exact word ranks before words that begin with it, and greater weights rank first', async () => {
    const walked = (await pages(opened.search(SMALL), { terms: queryTerms('beta'), sort: 'relevance' })).flat()
    const isWord = async (sku: string) => (await opened.record.getProduct(sku))?.title.en?.split(' ').includes('beta')
    const words = await Promise.all(walked.map(isWord))
    expect(words).toEqual(words.toSorted((a, b) => Number(b) - Number(a)))
  })

  test('a page may be short but never expensive: the search reads no more products than its windows have', async () => {
    const lengths = (await pages(opened.search(SMALL), { terms: queryTerms('delta gamma'), sort: 'newest' })).map(
      (page) => page.length,
    )
    // Five of 60 products match, and the search reads at most 12 products for a page.
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(5)
    expect(lengths.length).toBeGreaterThanOrEqual(PRODUCTS / 12)
  })

  test('facets of many products are estimated from a sample, those of few are counted', async () => {
    const terms = queryTerms('alpha')
    const exact = await opened.search(BOUNDS as typeof SMALL).facets({ terms })
    expect(exact.estimated).toBeUndefined()
    const { estimated, categories } = await opened.search(SMALL).facets({ terms })
    expect(estimated).toBe(true)
    // All products have the word, so the sample represents all.
    expect(Math.abs(categories.reduce((sum, { count }) => sum + count, 0) - PRODUCTS)).toBeLessThan(3)
    const all = await opened.search(SMALL).facets({})
    expect([all.estimated, all.categories.map(({ id }) => id)]).toEqual([true, ['walk-a', 'walk-b', 'walk-lost']])
    expect(Math.abs(all.categories.reduce((sum, { count }) => sum + count, 0) - PRODUCTS)).toBeLessThan(3)
    const counted = await opened.search(SMALL).facets({ terms: queryTerms('alpha seldom') })
    expect([counted.estimated, counted.categories]).toEqual([undefined, [{ id: 'walk-b', count: 1 }]])
  })
})

test('a word is counted once, not at each search', async () => {
  const counts = new WordCounts()
  const asked: (readonly number[])[] = []
  const count = async (unknown: readonly number[]) => {
    asked.push(unknown)
    return unknown.map((place) => (place === 0 ? 60 : 30))
  }
  expect(await counts.of(['one', 'two'], count)).toEqual([60, 30])
  expect(await counts.of(['two', 'one'], count)).toEqual([30, 60])
  expect(asked).toEqual([[0, 1]])
})
