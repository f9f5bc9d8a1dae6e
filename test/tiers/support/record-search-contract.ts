/**
 * The search contract of every record.
 * Invariant: both databases give the same results in the same order as the model in memory; any input is treated as
 * text.
 */
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import catalogue from '../../../demo/catalogue.json' with { type: 'json' }
import { queryTerms } from '../../../src/domain/search/terms.ts'
import type { LoadedCategory, LoadedProduct } from '../../../src/tiers/record/record.ts'
import { GOLDEN } from './golden-queries.ts'
import type { RecordUnderTest } from './record-contract.ts'
import { ownSearchContract } from './record-search-own-contract.ts'
import { category } from './samples.ts'
import { modelOf } from './search-model.ts'

interface Catalogue {
  readonly categories: readonly LoadedCategory[]
  readonly products: readonly LoadedProduct[]
}

// The casts: another test checks the shape of the demo catalogue.
const demo = catalogue as unknown as Catalogue
// These products have categories of their own, apart from what other suites load into the same record.
const demoProducts = demo.products.map((each) => ({ ...each, category: `demo-${each.category}` }))
const demoCategories = demo.categories.map((each) => category(`demo-${each.id}`, null, each.rank))

export function searchContract(open: () => RecordUnderTest): void {
  const record = () => open().record
  const inDemo = demoCategories.map(({ id }) => id)
  const search = async (text: string) => {
    const query = { terms: queryTerms(text), sort: 'relevance', categories: inDemo, limit: 100 } as const
    return (await record().listProducts(query)).items.map(({ sku }) => sku)
  }

  describe('search in the demo catalogue', () => {
    const model = modelOf(demoProducts)
    beforeAll(() => record().load(demoCategories, demoProducts), 60_000)

    test.each(GOLDEN)('%s', async (query, ...first) => {
      expect((await search(query)).slice(0, first.length)).toEqual(first)
    })

    test('any words of the catalogue find the same products as in the model, in the same order', async () => {
      const texts = demoProducts.flatMap(({ title, description }) => [
        ...Object.values(title),
        ...Object.values(description),
      ])
      const piece = fc
        .tuple(fc.constantFrom(...texts), fc.nat(), fc.integer({ min: 1, max: 6 }))
        .map(([text, place, length]) => text.slice(place % text.length, (place % text.length) + length))
      const query = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(' '))
      await fc.assert(
        fc.asyncProperty(query, async (text) => {
          if (queryTerms(text).length > 0) expect(await search(text)).toEqual(model(text).slice(0, 100))
        }),
        { numRuns: 150 },
      )
    }, 60_000)

    test('facets of any search add up to its list', async () => {
      for (const text of ['手机', 'tea', 'a', '的', 'usb']) {
        const filter = { terms: queryTerms(text), categories: inDemo }
        const { categories, prices } = await record().facets(filter)
        const found = await record().listProducts({ ...filter, limit: 100 })
        expect(categories).toEqual(
          [...Map.groupBy(found.items, (item) => item.category)]
            .map(([id, items]) => ({ id, count: items.length }))
            .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
        )
        for (const { from, to, count } of prices) {
          const within = found.items.filter(({ priceAmount }) => priceAmount >= from && priceAmount < (to ?? Infinity))
          expect([from, within.length]).toEqual([from, count])
        }
        expect(prices.reduce((sum, { count }) => sum + count, 0)).toBe(found.items.length)
      }
    })
  })

  ownSearchContract(open)
}
