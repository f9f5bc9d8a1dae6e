/**
 * Search, sorts, filters, facets and pages, in small catalogues made for these tests.
 * Invariant: the pages show each product that is present all the time exactly once, even if others are edited.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { queryTerms } from '../../../src/domain/search/terms.ts'
import type { LoadedProduct, ProductQuery, ProductSort } from '../../../src/tiers/record/record.ts'
import type { RecordUnderTest } from './record-contract.ts'
import { category, product } from './samples.ts'

const HARD = 'cable 100% "quoted" O’Brien _under_ a*b c\\d (near) 1=1; 数据线'
const sorts: readonly ProductSort[] = ['place', 'relevance', 'price', '-price', 'newest', 'hot']

export function ownSearchContract(open: () => RecordUnderTest): void {
  const record = () => open().record
  const list = async (query: Omit<ProductQuery, 'limit'>) => {
    const page = await record().listProducts({ limit: 100, ...query })
    return page.items.map(({ sku }) => sku)
  }

  describe('search in a catalogue of its own', () => {
    const shelves = ['search-a', 'search-b']
    const loaded = [
      product('s-hard', { category: 'search-a', title: { en: HARD }, priceAmount: 999 }),
      product('s-1', { category: 'search-a', title: { en: 'Cable one' }, priceAmount: 1_000, onHand: 0 }),
      product('s-2', { category: 'search-b', title: { en: 'Cable two' }, priceAmount: 1_999 }),
      product('s-3', { category: 'search-b', title: { de: 'Zwei Kabel' }, priceAmount: 2_000 }),
      product('s-4', { category: 'search-b', title: { en: 'Four' }, priceAmount: 0, attributes: { kind: 'cable' } }),
      product('s-5', {
        category: 'search-b',
        title: { en: 'Five' },
        attributes: { tint: { fr: 'Écru', de: 'Natur' } },
      }),
      product('s-hidden', { category: 'search-a', title: { en: 'Cable' }, status: 'hidden' }),
      product('s-gone', { category: 'search-a', title: { en: 'Cable' }, status: 'discontinued' }),
    ].map((each) => ({ ...each, description: { en: '' } }))
    const find = (text: string, more: Omit<ProductQuery, 'limit'> = {}) =>
      list({ terms: queryTerms(text), sort: 'relevance', categories: shelves, ...more })

    beforeAll(async () => {
      await record().load([category('search-a', null, 90), category('search-b', null, 80)], loaded)
      const times = ['s-2', 's-hard', 's-1', 's-3', 's-4', 's-5']
      for (const [hour, sku] of times.entries()) {
        await open().sql(`update products set created_at = '2026-11-2${hour} 10:00:00.000' where sku = '${sku}'`)
      }
      const heat = [
        ['s-1', 0.1 + 0.2],
        ['s-2', 1e-7],
        ['s-hidden', 99],
      ]
      for (const [sku, score] of heat) {
        await open().sql(
          `insert into product_heat (sku, score, updated_at) values ('${sku}', ${score}, '2026-11-22 10:00:00.000')`,
        )
      }
    })

    test('only products for sale are found, titles before attributes, short titles before long ones', async () => {
      expect(await find('cable')).toEqual(['s-1', 's-2', 's-hard', 's-4'])
    })

    test('every language and every attribute is searched', async () => {
      expect(await find('kabel')).toEqual(['s-3'])
      expect(await find('ecru')).toEqual(['s-5'])
      expect(await find('natur')).toEqual(['s-5'])
    })

    test.each<[ProductSort, string[]]>([
      ['place', ['s-2', 's-4', 's-1', 's-hard']],
      ['price', ['s-4', 's-hard', 's-1', 's-2']],
      ['-price', ['s-2', 's-1', 's-hard', 's-4']],
      ['newest', ['s-4', 's-1', 's-hard', 's-2']],
      ['hot', ['s-1', 's-2', 's-4', 's-hard']],
    ])('a search can be sorted by %s', async (sort, order) => {
      expect(await find('cable', { sort })).toEqual(order)
      const pages: string[] = []
      let after: string | null | undefined
      do {
        const page = await record().listProducts({
          terms: queryTerms('cable'),
          categories: shelves,
          sort,
          limit: 1,
          ...(after && { after }),
        })
        pages.push(...page.items.map(({ sku }) => sku))
        after = page.next
      } while (after)
      expect(pages).toEqual(order)
    })

    test('filters limit a search by inclusive prices, stock and categories', async () => {
      expect(await find('cable', { minPrice: 999, maxPrice: 1_000 })).toEqual(['s-1', 's-hard'])
      expect(await find('cable', { inStock: true })).toEqual(['s-2', 's-hard', 's-4'])
      expect(await find('cable', { categories: ['search-b'] })).toEqual(['s-2', 's-4'])
      expect(await find('cable', { minPrice: 2_001 })).toEqual([])
      expect(await list({ categories: shelves, maxPrice: 999, sort: 'relevance' })).toEqual(['s-4', 's-hard'])
    })

    test('price ranges begin at 1, 2 and 5 times a power of ten, and 0', async () => {
      const { prices } = await record().facets({ categories: shelves })
      expect(prices).toEqual([
        { from: 0, to: 1, count: 1 },
        { from: 500, to: 1_000, count: 1 },
        { from: 1_000, to: 2_000, count: 2 },
        { from: 2_000, to: 5_000, count: 1 },
        { from: 500_000, to: 1_000_000, count: 1 },
      ])
      expect(await record().facets({ categories: [] })).toEqual({ categories: [], prices: [] })
    })

    const texts: readonly (readonly [text: string, found: readonly string[]])[] = [
      ['100%', ['s-hard']],
      ['"quoted"', ['s-hard']],
      ["O'Brien", ['s-hard']],
      ['+cable -quoted', ['s-hard']],
      ['cable* two*', ['s-2']],
      ['_under_', ['s-hard']],
      ['(near)', ['s-hard']],
      ['数据线', ['s-hard']],
      ['cable\0', ['s-1', 's-2', 's-hard', 's-4']],
      ['cable\ud800', ['s-1', 's-2', 's-hard', 's-4']],
      ['cable '.repeat(1_700), ['s-1', 's-2', 's-hard', 's-4']],
      ['cable OR four', []],
      ['NOT cable', []],
      ['c%le', []],
      ['c_ble', []],
      ['ca?le', []],
      ['cab\0le', []],
      ["cable' or '1'='1", []],
      ["'; drop table products; --", []],
      ['/*!50000 select sleep(9) */', []],
      ['x'.repeat(10_000), []],
      ['词'.repeat(10_000), []],
    ]
    test.each(texts.map(([text, found]) => [text.slice(0, 30), text, found] as const))(
      'a query is treated as text: %j',
      async (_, text, found) => {
        expect(await find(text)).toEqual(found)
        const { categories } = await record().facets({ terms: queryTerms(text), categories: shelves })
        expect(categories.reduce((sum, { count }) => sum + count, 0)).toBe(found.length)
      },
    )

    test('all terms of the longest allowed query are searched', async () => {
      const words = Array.from({ length: 16 }, (_, n) => `word${String.fromCharCode(97 + n)}`)
      const all = product('s-words', { category: 'search-b', title: { en: words.join(' ') }, description: { en: '' } })
      await record().load([], [all])
      const query = { sort: 'newest', minPrice: 1, maxPrice: 1e9, inStock: true, limit: 1 } as const
      expect(await find(words.join(' '), query)).toEqual(['s-words'])
      expect(await find([...words.slice(1), 'other'].join(' '), query)).toEqual([])
      expect(await find(`${words.join(' ')} dropped`)).toEqual(['s-words'])
      await record().load([], [{ ...all, status: 'hidden' }])
    })

    test('terms from elsewhere are treated as text too', async () => {
      for (const term of ["'", '"', '\\', '%', '_', '\0', '', '; --', '?', ':a', '\u{10ffff}', '词'.repeat(64)]) {
        for (const prefix of [true, false]) {
          const found = await list({ terms: [{ term, prefix }], categories: ['search-a', 'search-b'] })
          expect(found.length === 0 || term === '').toBe(true)
        }
      }
    })

    test('a cursor of another sort or of another query is refused', async () => {
      const terms = queryTerms('cable')
      const next = async (sort: ProductSort) => (await record().listProducts({ terms, sort, limit: 1 })).next ?? ''
      for (const sort of sorts) {
        const after = await next(sorts[(sorts.indexOf(sort) + 1) % sorts.length] ?? 'place')
        await expect(record().listProducts({ terms, sort, limit: 1, after })).rejects.toMatchObject({
          outcome: 'refused',
        })
      }
      const after = await next('price')
      for (const other of [queryTerms('kabel'), []]) {
        const refused = record().listProducts({ terms: other, sort: 'price', limit: 1, after })
        await expect(refused).rejects.toMatchObject({ outcome: 'refused' })
      }
    })
  })

  describe('pages of a search', () => {
    const gadget = (n: number, more: Partial<LoadedProduct> = {}) =>
      product(`g-${String(n).padStart(3, '0')}`, {
        category: 'gadgets',
        title: { en: n % 3 === 0 ? 'Gadget' : `Gadget number ${n}` },
        description: { en: '' },
        priceAmount: 100 + (n % 5),
        ...more,
      })

    test.each(sorts)(
      'pages sorted by %s hold each product that is present all the time exactly once',
      async (sort) => {
        const query = { terms: queryTerms('gadget'), categories: ['gadgets'], sort, limit: 7 }
        const steady = Array.from({ length: 40 }, (_, n) => gadget(10 * n + 5))
        const fickle = Array.from({ length: 40 }, (_, n) => gadget(10 * n))
        await record().load([], [...steady, ...fickle])
        const seen: string[] = []
        let after: string | null = null
        for (let turn = 0; ; turn++) {
          const page = await record().listProducts({ ...query, ...(after && { after }) })
          seen.push(...page.items.map(({ sku }) => sku))
          after = page.next
          if (after === null) break
          const come = Array.from({ length: 5 }, (_, n) => gadget(10 * (turn * 5 + n) + 1))
          const edited = fickle.slice(turn * 4, turn * 4 + 2).map((each) => ({ ...each, priceAmount: 1_000 - turn }))
          const gone = fickle.slice(turn * 4 + 2, turn * 4 + 4).map((each) => ({ ...each, status: 'hidden' as const }))
          const touched = steady.slice(turn, turn + 1).map((each) => ({ ...each, description: { en: `turn ${turn}` } }))
          await record().load([], [...come, ...edited, ...gone, ...touched])
        }
        const skus = steady.map(({ sku }) => sku)
        expect(seen.filter((sku) => skus.includes(sku)).toSorted()).toEqual(skus)
        await record().load(
          [],
          [...Array(400).keys()].map((n) => gadget(n, { status: 'hidden' })),
        )
      },
      60_000,
    )
  })
}
