/**
 * The contract of every record for families. Invariant: lists show one variant of each family, the cheapest for sale,
 * and a search for words of any variant finds it, after every edit and after an edit that stopped half-way.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import guide from '../../../docs/operating.md?raw'
import { MAX_CHOSEN } from '../../../src/domain/catalogue/facet.ts'
import type { Product } from '../../../src/domain/product.ts'
import { indexTerms, queryTerms } from '../../../src/domain/search/terms.ts'
import type { RecordUnderTest } from './record-contract.ts'
import { category, product } from './samples.ts'

const AT = Date.UTC(2026, 10, 24, 9)

export function familiesContract(open: () => RecordUnderTest): void {
  const record = () => open().record
  const held = async (sku: string) => (await record().getProduct(sku)) as Product
  const write = async (sku: string, more: Partial<Product>) => {
    const before = await record().getProduct(sku)
    const made = { ...product(sku, { category: 'wear' }), held: 0, createdAt: AT, updatedAt: AT, ...before, ...more }
    const next = { ...made, version: (before?.version ?? 0) + 1 }
    return record().writeProducts([{ product: next, terms: indexTerms(next), audit: null }])
  }
  const shirt = (size: string, more: Partial<Product> = {}, id = 'shirt') =>
    write(`${id}-${size}`.toLowerCase(), {
      title: { en: `Heron shirt ${size}` },
      family: { id, title: { en: 'Heron shirt' }, options: [{ name: { en: 'Size' }, value: { en: size } }] },
      ...more,
    })
  const listed = async (query: string, more: object = {}) => {
    const terms = queryTerms(query)
    const filter = { categories: ['wear'], ...(terms.length > 0 && { terms }), ...more }
    const page = await record().listProducts({ ...filter, sort: 'price', limit: 20 })
    const facets = await record().facets(filter)
    return [page.items.map(({ sku }) => sku), facets.categories.reduce((sum, { count }) => sum + count, 0)]
  }

  describe('families', () => {
    beforeAll(async () => {
      await record().load([category('wear', null, 90)], [])
      await shirt('Small', { priceAmount: 900 })
      await shirt('Medium', { priceAmount: 800, onHand: 0 })
      await shirt('Large', { priceAmount: 1_000 })
      await write('belt', { priceAmount: 850, title: { en: 'Belt' } })
    })

    test('a list shows and counts a family once, by its cheapest variant, beside products without one', async () => {
      expect(await listed('')).toEqual([['shirt-medium', 'belt'], 2])
      expect((await held('shirt-large')).status).toBe('active')
      const wear = (await record().listCategories()).find(({ id }) => id === 'wear')
      expect(wear?.count).toBe(2)
    })

    test('a search for words of any variant finds the family once', async () => {
      for (const query of ['large', 'heron', 'shirt-small', 'heron large']) {
        expect(await listed(query)).toEqual([['shirt-medium'], 1])
      }
      expect(await listed('huge')).toEqual([[], 0])
    })

    test('a family is in stock while one of its variants is', async () => {
      expect(await listed('', { inStock: true })).toEqual([['shirt-medium', 'belt'], 2])
      await record().setStock(['shirt-small', 'shirt-large'].map((sku) => ({ sku, onHand: 0 })))
      expect(await listed('', { inStock: true })).toEqual([['belt'], 1])
    })

    test('the variants of several families are read at once, only those for sale', async () => {
      await shirt('One', {}, 'scarf')
      await shirt('Two', { status: 'hidden' }, 'scarf')
      const found = await record().variantsOf(['shirt', 'scarf', 'none'])
      const skus = (id: string) => found.get(id)?.map(({ sku }) => sku)
      expect([skus('shirt'), skus('scarf'), skus('none')]).toEqual([
        ['shirt-large', 'shirt-medium', 'shirt-small'],
        ['scarf-one'],
        undefined,
      ])
      expect(found.get('shirt')?.[0]).toMatchObject({ priceAmount: 1_000, family: { title: { en: 'Heron shirt' } } })
    })

    test('a list and its facets narrow by options and attributes: one variant must have one of each name', async () => {
      const coat = (size: string, colour: string, more: Partial<Product> = {}) =>
        write(`coat-${size}-${colour}`, {
          ...{ title: { en: 'Coat' }, category: 'coats', attributes: { wool: { en: 'Merino', 'zh-CN': '美利奴' } } },
          family: {
            ...{ id: 'coat', title: { en: 'Coat' } },
            options: [
              { name: { en: 'Size', 'zh-CN': '尺码' }, value: { en: size } },
              { name: { en: 'Colour' }, value: { en: colour } },
            ],
          },
          ...more,
        })
      await coat('S', 'Red')
      await coat('L', 'Red', { attributes: { wool: { en: 'Lamb’s "wool"\n=x:y' } } })
      await coat('L', 'Blue')
      await coat('M', 'Green', { status: 'hidden' })
      await write('sock', { category: 'coats', attributes: { colour: 'RED', wool: 'Merino' } })
      const found = async (...facets: string[]) => {
        const filter = { categories: ['coats'], facets }
        const { items } = await record().listProducts({ ...filter, limit: 20 })
        const counts = await record().facets({ ...filter, options: true })
        const options = (counts.options ?? []).map(({ key, count }) => `${key} ${count}`)
        expect(counts.categories.reduce((sum, { count }) => sum + count, 0)).toBe(items.length)
        return [
          items.map(({ sku, family }) => family?.id ?? sku).sort(),
          options.filter((each) => /^(size|colour|wool)/.test(each)).sort(),
        ]
      }
      const lamb = 'wool:lamb’s "wool" =x:y'
      // The values of a name are counted as if none of them were chosen.
      expect(await found('colour:red')).toEqual([
        ['coat', 'sock'],
        ['colour:blue 1', 'colour:red 2', 'size:l 1', 'size:s 1', `${lamb} 1`, 'wool:merino 2'],
      ])
      expect(await found('colour:red', 'size:l')).toEqual([
        ['coat'],
        ['colour:blue 1', 'colour:red 1', 'size:l 1', 'size:s 1', `${lamb} 1`],
      ])
      expect(await found('colour:blue', 'wool:merino')).toEqual([
        ['coat'],
        ['colour:blue 1', 'colour:red 2', 'size:l 1', 'wool:merino 1'],
      ])
      // Values of one name are alternatives, also where one variant must have a value of each name.
      expect(await found('size:s', 'size:m')).toEqual([
        ['coat'],
        ['colour:red 1', 'size:l 1', 'size:s 1', 'wool:merino 1'],
      ])
      expect(await found('colour:blue', 'colour:red', 'size:s', 'wool:merino')).toEqual([
        ['coat'],
        ['colour:blue 0', 'colour:red 1', 'size:l 1', 'size:s 1', 'wool:merino 1'],
      ])
      expect((await found('colour:blue', 'size:s', 'size:l'))[0]).toEqual(['coat'])
      expect(await found('size:s', 'colour:blue')).toEqual([
        [],
        ['colour:blue 0', 'colour:red 1', 'size:l 1', 'size:s 0'],
      ])
      for (const none of [
        ['size:s', 'size:m', 'colour:blue'],
        ['size:m'],
        ['x:y'],
        ['colour:re'],
        ['%'],
        ["' or 1 --"],
      ]) {
        expect((await found(...none))[0]).toEqual([])
      }
    })

    test('a search of as many words and facets as a request may have is answered', async () => {
      const terms = queryTerms('coat ab cd ef gh ij kl mn op qr st uv wx yz aa bb cc')
      const facets = Array.from({ length: MAX_CHOSEN }, (_, at) => `n${at % 5}:${at}`)
      const filter = { ...{ terms, facets, categories: ['wear'], inStock: true }, ...{ minPrice: 1, maxPrice: 9_000 } }
      for (const sort of ['relevance', 'price', 'hot'] as const) {
        expect((await record().listProducts({ ...filter, sort, limit: 5 })).items).toEqual([])
      }
      expect(await record().facets({ ...filter, options: true })).toEqual({ categories: [], prices: [], options: [] })
    })

    test('the documented statements have products of earlier releases indexed again, and only those without facets', async () => {
      const statements = /--command "\n(\s*UPDATE products[^"]+)"/.exec(guide)?.[1]?.split(';').slice(0, -1) ?? []
      expect(statements).toHaveLength(2)
      await write('scarf-plain', {})
      await record().putWatermark('catalogue', { place: { updatedAt: AT, sku: '' }, begunAt: null })
      const isEarlier = `sku in ('sock', 'coat-L-Blue') and instr(words, '=') > 0`
      await open().sql(`update product_words set words = substr(words, 1, instr(words, '=') - 1) where ${isEarlier}`)
      const marked = async () => {
        const rows = await open().sql('select sku from products where indexed_version < version order by sku')
        return rows.map(({ sku }) => String(sku))
      }
      const before = await marked()
      const found = async () => {
        const { items } = await record().listProducts({ facets: ['colour:red'], categories: ['coats'], limit: 20 })
        return items.map(({ sku, family }) => family?.id ?? sku).sort()
      }
      expect(await found()).toEqual([])
      for (const statement of statements) await open().sql(statement)
      expect(await record().getWatermark('catalogue')).toBeNull()
      const stale = (await marked()).filter((sku) => !before.includes(sku))
      expect(stale).toEqual(['coat-L-Blue', 'sock'])
      const read = await record().productsAsIndexed(stale)
      await record().indexProducts(read.map(({ product: each }) => ({ product: each, terms: indexTerms(each) })))
      expect([await found(), await marked()]).toEqual([['coat', 'sock'], before])
    })

    test('a family of a hundred variants is found by the options of its last one', async () => {
      const write = Array.from({ length: 100 }, (_, at) => `n${String(at).padStart(3, '0')}`)
      const items = write.map((size, at) => {
        const family = {
          id: 'nail',
          title: { en: 'Nail' },
          options: [
            { name: { en: 'Length' }, value: { en: size } },
            { name: { en: 'Head' }, value: { en: at % 2 ? 'flat' : 'round' } },
          ],
        }
        const made = { ...product(`nail-${size}`, { category: 'wear', priceAmount: 1_000 + at }), family }
        return { ...made, ...{ held: 0, weightGrams: 0, version: 1, createdAt: AT, updatedAt: AT } }
      })
      await record().writeProducts(items.map((each) => ({ product: each, terms: indexTerms(each), audit: null })))
      for (const [facets, count] of [
        [['length:n099', 'head:flat'], 1],
        [['length:n099', 'head:round'], 0],
        [['length:n049', 'head:flat'], 1],
        [['length:n050', 'head:flat'], 0],
        [['length:n001', 'length:n098', 'head:flat'], 1],
        [['length:n001', 'length:n098', 'head:round'], 1],
        [['length:n001', 'length:n099', 'head:round'], 0],
      ] as const) {
        expect([facets, (await record().listProducts({ facets, limit: 5 })).items.length]).toEqual([facets, count])
      }
    })

    test('edits that hide, move or delete the shown variant list another one, with the words that are left', async () => {
      await shirt('Medium', { status: 'hidden' })
      expect(await listed('heron shirt large')).toEqual([['shirt-small'], 1])
      await write('shirt-small', { family: null })
      expect((await listed('heron'))[0]).toContain('shirt-large')
      expect(await listed('small')).toEqual([['shirt-small'], 1])
      await write('shirt-large', { status: 'deleted' })
      expect(await listed('large')).toEqual([[], 0])
    })

    test('writes of the variants of one family at the same time list it once', async () => {
      const sizes = ['A', 'B', 'C', 'D', 'E', 'F']
      await Promise.all(sizes.map((size, at) => shirt(size, { priceAmount: 500 + at }, 'rush').catch(() => null)))
      await shirt('Z', { priceAmount: 400 }, 'rush')
      const rows = await open().sql(`select sku from products where family = 'rush' and status = 'active'`)
      expect(rows.map(({ sku }) => sku)).toEqual(['rush-z'])
    })

    test('an edit by another system counts as not indexed until its family is listed again', async () => {
      await open().sql(`update products set status = 'hidden', version = version + 1 where sku = 'rush-z'`)
      const [changed] = await record().productsAsIndexed(['rush-z'])
      expect(changed?.indexed).toBe(false)
      const { product: hidden } = changed as NonNullable<typeof changed>
      await record().indexProducts([{ product: hidden, terms: indexTerms(hidden) }])
      expect((await record().productsAsIndexed(['rush-z']))[0]?.indexed).toBe(true)
      expect((await listed('heron'))[0]).toContain('rush-a')
    })
  })
}
