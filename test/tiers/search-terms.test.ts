// The cost of a search: one rare word bounds the products that are looked at; where all words are common, three decide.
import { drizzle } from 'drizzle-orm/d1'
import { expect, test } from 'vitest'
import { productTerms } from '../../drizzle/d1/schema.ts'
import { type QueryTerm, queryTerms } from '../../src/domain/search/terms.ts'
import { CommonWords } from '../../src/tiers/record/common-words.ts'
import { planFor } from '../../src/tiers/record/search-terms.ts'
import { openD1 } from '../world/d1-database.ts'

const PRODUCTS = 60
const bounds = { rareRows: 10, deciding: 3 }

/** Product n has the word `every<k>` where k divides n, and product 7 has a word that no other has. */
async function search(text: string | readonly QueryTerm[], limits = bounds): Promise<readonly string[]> {
  const sqlite = openD1()
  try {
    const db = drizzle(sqlite.binding)
    for (let n = 1; n <= PRODUCTS; n++) {
      const words = [1, 2, 3, 4].filter((k) => n % k === 0).map((k) => `every${k}`)
      const rows = [...words, ...(n === 7 ? ['seldom'] : [])].map((term) => ({ term, sku: `p${n}`, weight: 20 }))
      await db.insert(productTerms).values(rows)
    }
    const plan = await planFor(
      typeof text === 'string' ? queryTerms(text) : text,
      productTerms,
      { count: (statement) => db.all(statement) },
      new CommonWords(),
      limits,
    )
    const found = plan ? await db.all<{ sku: string }>(plan.matching) : []
    return found.map(({ sku }) => sku).sort()
  } finally {
    sqlite.close()
  }
}
const multiples = (k: number) => Array.from({ length: PRODUCTS / k }, (_, n) => `p${k * (n + 1)}`).sort()

test('a search with a rare word finds exactly the products that have all words', async () => {
  expect(await search('every1 seldom')).toEqual(['p7'])
  expect(await search('seldom every2')).toEqual([])
})

test('up to three common words must all be there', async () => {
  expect(await search('every1')).toEqual(multiples(1))
  expect(await search('every2 every3')).toEqual(multiples(6))
  expect(await search('every4 every3 every1')).toEqual(multiples(12))
})

test('the three words in the fewest products decide among more common ones, so that each further word costs nothing', async () => {
  expect(await search('every1 every2 every3 every4')).toEqual(multiples(12))
})

test('words beyond the bound of counting are told apart by all their rows, in whatever order they are named', async () => {
  // Each is in more products than are counted at first.
  for (const text of ['every1 every2 every4', 'every4 every2 every1', 'every2 every4 every1']) {
    expect(await search(text, { rareRows: 2, deciding: 1 })).toEqual(multiples(4))
  }
})

test('a common word is counted whole once, and not at each search', async () => {
  const words = new CommonWords()
  const [one, two] = queryTerms('every1 every2') as [QueryTerm, QueryTerm]
  const asked: (readonly QueryTerm[])[] = []
  const count = async (unknown: readonly QueryTerm[]) => {
    asked.push(unknown)
    return unknown.map((term) => (term === one ? 60 : 30))
  }
  expect(await words.rarestFirst([one, two], count)).toEqual([two, one])
  expect(await words.rarestFirst([two, one], count)).toEqual([two, one])
  expect(asked).toEqual([[one, two]])
})

test('more than half of the loose terms must be there, and absent ones do not decide', async () => {
  const loose = (...terms: readonly string[]) => terms.map((term): QueryTerm => ({ term, prefix: false, loose: true }))
  expect(await search(loose('every4', 'every3', 'none'))).toEqual(multiples(12))
  expect(await search(loose('seldom', 'every1', 'none', 'every2'))).toEqual([])
  expect(await search(loose('seldom', 'every1', 'none'))).toEqual(['p7'])
  // All are common: more than half of the three in the fewest products.
  expect(await search(loose('every1', 'every2', 'every3', 'none', 'absent'))).toEqual(
    [...new Set([...multiples(2), ...multiples(3)])].sort(),
  )
})
