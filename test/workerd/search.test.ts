/** Search, lists and suggestions over HTTP. The record's contract suite tests which products are found. */
import { beforeAll, describe, expect, it } from 'vitest'
import { productListSchema, productSchema, suggestionListSchema } from '../../src/contract/answers/catalogue.ts'
import { stranger } from './support/client.ts'
import { bindings, product, record } from './support/shop.ts'

beforeAll(async () => {
  const category = (id: string, parent: string | null, rank: number) => {
    return { id, parent, rank, name: { 'zh-CN': `类 ${id}`, en: `Kind ${id}` } }
  }
  await record.load(
    [category('tea', null, 1), category('green', 'tea', 1), category('ware', null, 2)],
    [
      product('longjing', {
        category: 'green',
        title: { 'zh-CN': '明前龙井绿茶', en: 'Longjing Green Tea' },
        attributes: { origin: { 'zh-CN': '杭州', en: 'Hangzhou' }, weight: '250 g' },
        priceAmount: 26_800,
      }),
      product('biluochun', {
        category: 'green',
        title: { 'zh-CN': '碧螺春绿茶', en: 'Biluochun Green Tea' },
        priceAmount: 19_900,
        onHand: 0,
      }),
      product('oolong', { category: 'tea', title: { 'zh-CN': '乌龙茶', en: 'Oolong Tea' }, priceAmount: 15_800 }),
      product('pot', { category: 'ware', title: { 'zh-CN': '茶壶', en: 'Tea Pot' }, priceAmount: 1_000 }),
      product('pot-2', { category: 'ware', title: { 'zh-CN': '茶壶', en: 'Tea Pot' }, priceAmount: 1_500 }),
      product('stray', { category: 'lost', title: { 'zh-CN': '绿茶糖', en: 'Green Tea Candy' }, priceAmount: 500 }),
      product('deleted', { category: 'tea', title: { 'zh-CN': '绿茶', en: 'Green Tea' }, status: 'deleted' }),
    ],
  )
})

const list = async (query: Readonly<Record<string, string>>, headers = {}) =>
  (await stranger.get(`/v1/products?${new URLSearchParams(query)}`, headers)).as(productListSchema)
const skus = async (query: Readonly<Record<string, string>>) => (await list(query)).items.map(({ sku }) => sku)
const suggest = async (query: Readonly<Record<string, string>>, headers = {}) =>
  (await stranger.get(`/v1/suggestions?${new URLSearchParams(query)}`, headers)).as(suggestionListSchema).items

describe('a search', () => {
  it('a search works in every language, and shows the best first unless another order is requested', async () => {
    expect(await skus({ query: '绿茶' })).toEqual(['biluochun', 'longjing', 'stray'])
    expect(await skus({ query: 'green te' })).toEqual(['biluochun', 'longjing', 'stray'])
    expect(await skus({ query: '杭州' })).toEqual(['longjing'])
    expect(await skus({ query: '绿茶', sort: 'price' })).toEqual(['stray', 'biluochun', 'longjing'])
    expect(await skus({ query: '绿茶', sort: '-price' })).toEqual(['longjing', 'biluochun', 'stray'])
    expect(await skus({ query: '绿茶', sort: 'newest' })).toHaveLength(3)
  })

  it('a search finds a product by its SKU, whole or by its beginning, and suggests its title', async () => {
    expect((await skus({ query: 'BILUOCHUN' }))[0]).toBe('biluochun')
    expect(await skus({ query: 'pot-2' })).toEqual(['pot-2'])
    expect((await suggest({ query: 'biluo', locale: 'en' }))[0]).toEqual({
      text: 'Biluochun Green Tea',
      sku: 'biluochun',
    })
    expect(await suggest({ query: 'pot-2', locale: 'en' })).toEqual([{ text: 'Tea Pot', sku: 'pot-2' }])
  })

  it('price, stock and category narrow a search and its facets', async () => {
    expect(await skus({ query: 'tea', minPrice: '1500', maxPrice: '19900' })).toEqual(['oolong', 'biluochun', 'pot-2'])
    const { items, facets } = await list({ query: 'tea', category: 'tea', inStock: 'true', locale: 'en' })
    expect(items.map(({ sku }) => sku)).toEqual(['oolong', 'longjing'])
    const cny = (amount: number) => ({ amount, currency: 'CNY' })
    expect(facets).toEqual({
      categories: [
        { id: 'tea', name: 'Kind tea', count: 1 },
        { id: 'green', name: 'Kind green', count: 1 },
      ],
      priceRanges: [
        { from: cny(10_000), to: cny(20_000), count: 1 },
        { from: cny(20_000), to: cny(50_000), count: 1 },
      ],
    })
  })

  it('a facet counts products of an unknown category under its id, last', async () => {
    const { facets } = await list({ query: '绿茶' })
    expect(facets.categories.map(({ id, name, count }) => [id, name, count])).toEqual([
      ['green', '类 green', 2],
      ['lost', 'lost', 1],
    ])
  })

  it('a search comes in pages, and refuses a cursor of another search', async () => {
    const first = await list({ query: '茶', limit: '4' })
    const cursor = first.nextCursor ?? ''
    const second = await list({ query: '茶', limit: '4', cursor })
    const all = [...first.items, ...second.items].map(({ sku }) => sku)
    expect(all).toEqual(await skus({ query: '茶' }))
    expect(new Set(all).size).toBe(6)
    expect(second.nextCursor).toBeNull()
    for (const other of [{ query: '绿茶' }, { query: '茶', sort: 'price' }, {}]) {
      const reply = await stranger.get(`/v1/products?${new URLSearchParams({ ...other, cursor })}`)
      expect(reply.refusal(400, 'invalid_request').errors?.[0]?.path).toBe('cursor')
    }
  })

  it('a text without words finds nothing, and an empty text finds everything', async () => {
    for (const query of ['%', '。', '"', "'--", '\0', '🛒', '*']) {
      expect(await list({ query })).toEqual({
        items: [],
        nextCursor: null,
        facets: { categories: [], priceRanges: [] },
      })
      expect(await suggest({ query })).toEqual([])
    }
    for (const query of ['', '  ']) expect(await skus({ query })).toHaveLength(6)
  })

  it.each(["tea' or 1=1 --", 'tea"; drop table products', 'tea/**/union select', 'ca%y', 't__z', '词'.repeat(200)])(
    'the query %s is plain text',
    async (query) => {
      expect(await skus({ query })).toEqual([])
    },
  )

  it.each([
    { query: 'x'.repeat(201) },
    { minPrice: '-1' },
    { minPrice: '1.5' },
    { maxPrice: 'cheap' },
    { maxPrice: '1e400' },
    { sort: 'place' },
    { sort: '' },
  ])('a search refuses %o', async (query) => {
    ;(await stranger.get(`/v1/products?${new URLSearchParams(query as Record<string, string>)}`)).refusal(
      400,
      'invalid_request',
    )
  })
})

describe('suggestions', () => {
  it('suggestions are titles in the wanted language, each once, for an unfinished word', async () => {
    expect(await suggest({ query: '茶壶', locale: 'zh-CN' })).toEqual([{ text: '茶壶', sku: 'pot' }])
    expect(await suggest({ query: 'oo' }, { 'accept-language': 'en' })).toEqual([{ text: 'Oolong Tea', sku: 'oolong' }])
    expect(await suggest({ query: 'oo' })).toEqual([{ text: '乌龙茶', sku: 'oolong' }])
    expect(await suggest({ query: 'tea p', locale: 'en' })).toEqual([{ text: 'Tea Pot', sku: 'pot' }])
  })

  it('there are at most as many suggestions as requested', async () => {
    expect(await suggest({ query: '茶' })).toHaveLength(5)
    expect(await suggest({ query: '茶', limit: '2' })).toHaveLength(2)
  })

  it.each(['', '?query=', '?query=tea&limit=11', '?query=tea&limit=0', `?query=${'x'.repeat(201)}`])(
    'suggestions for the query "%s" are empty or refused',
    async (query) => {
      const reply = await stranger.get(`/v1/suggestions${query}`)
      if (query === '?query=') expect(reply.as(suggestionListSchema).items).toEqual([])
      else reply.refusal(400, 'invalid_request')
    },
  )
})

describe('a product', () => {
  it('a product shows attributes in the wanted language, and those without languages unchanged', async () => {
    const attributes = async (locale: string) =>
      (await stranger.get(`/v1/products/longjing?locale=${locale}`)).as(productSchema).attributes
    expect(await attributes('en')).toEqual({ origin: 'Hangzhou', weight: '250 g' })
    expect(await attributes('zh-CN')).toEqual({ origin: '杭州', weight: '250 g' })
  })

  it('a deleted product is found nowhere', async () => {
    ;(await stranger.get('/v1/products/deleted')).refusal(404, 'not_found')
    expect(await skus({ query: 'green tea' })).not.toContain('deleted')
  })
})

it('the hottest products come first on request', async () => {
  await bindings.RECORD.prepare(
    "insert into product_heat (sku, score, updated_at) values ('oolong', 2.5, '2026-11-24 10:00:00.000'), ('pot', 7, '2026-11-24 10:00:00.000')",
  ).run()
  expect((await skus({ query: 'tea', sort: 'hot' })).slice(0, 3)).toEqual(['pot', 'oolong', 'biluochun'])
})
