/** Families over HTTP: listed once with their prices, chosen by options, and edited like products. */
import { beforeAll, describe, expect, it } from 'vitest'
import { adminProductSchema } from '../../src/contract/answers/admin-catalogue.ts'
import { familyChoiceSchema, productListSchema, productSchema } from '../../src/contract/answers/catalogue.ts'
import { operator, Shopper, stranger } from './support/client.ts'
import { record } from './support/shop.ts'

const price = (amount: number) => ({ amount, currency: 'CNY' })
const family = (size: string, colour: string, id = 'kite') => ({
  id,
  title: { en: 'Kite', 'zh-CN': '风筝' },
  options: [
    { name: { en: 'Size', 'zh-CN': '尺寸' }, value: { en: size } },
    { name: { en: 'Colour' }, value: { en: colour } },
  ],
})
const create = (sku: string, amount: number, of: object | null) =>
  operator.call('POST', '/v1/admin/products', {
    ...{ sku, title: { en: `Kite ${sku}` }, category: 'kites', price: price(amount), family: of },
  })
const list = async (query = '') =>
  (await stranger.get(`/v1/products?category=kites&locale=en&${query}`)).as(productListSchema).items

beforeAll(async () => {
  await operator.call('POST', '/v1/admin/categories', { id: 'kites', name: { en: 'Kites' } })
  for (const [sku, amount, size, colour] of [
    ['kite-s-red', 1_000, '1 m', 'Red'],
    ['kite-l-red', 3_000, '2 m', 'Red'],
    ['kite-l-blue', 3_500, '2 m', 'Blue'],
  ] as const) {
    const reply = await create(sku, amount, family(size, colour))
    expect(reply.status, reply.text).toBe(201)
  }
  await record.setStock([{ sku: 'kite-l-blue', onHand: 2 }])
})

describe('a family', () => {
  it('a list shows a family once, with its prices, its best availability, and the variant that fits the search', async () => {
    const [first, ...others] = await list()
    expect(others).toEqual([])
    expect(first).toMatchObject({
      sku: 'kite-l-blue',
      family: { id: 'kite', title: 'Kite', options: [{ name: 'Size', value: '2 m' }, { value: 'Blue' }] },
      variants: {
        count: 3,
        priceRange: { from: price(1_000), to: price(3_500) },
        availability: 'low_stock',
      },
    })
    expect((await list('query=kite%20red%202m'))[0]?.sku).toBe('kite-l-red')
    expect((await list('query=1%20m'))[0]?.sku).toBe('kite-s-red')
  })

  it('a list narrows by options, shows the variant that has them, and counts the family once', async () => {
    const [first, ...others] = await list('facet=size:2%20m&facet=Colour:RED')
    expect([first?.sku, others.length]).toEqual(['kite-l-red', 0])
    expect(await list('facet=size:1%20m&facet=colour:blue')).toEqual([])
    const either = await list('facet=size:1%20m&facet=size:2%20m&facet=colour:blue')
    expect(either.map(({ sku }) => sku)).toEqual(['kite-l-blue'])
    const answer = await stranger.get('/v1/products?category=kites&locale=zh-CN&facet=size:2%20m&count=options')
    expect(answer.as(productListSchema).facets.options).toEqual([
      {
        name: '尺寸',
        values: [
          { value: '1 m', facet: 'size:1 m', count: 1 },
          { value: '2 m', facet: 'size:2 m', count: 1 },
        ],
      },
      {
        name: 'Colour',
        values: [
          { value: 'Red', facet: 'colour:red', count: 1 },
          { value: 'Blue', facet: 'colour:blue', count: 1 },
        ],
      },
    ])
    expect((await stranger.get('/v1/products?category=kites')).as(productListSchema).facets.options).toBeUndefined()
    const many = Array.from({ length: 13 }, (_, at) => `facet=${at}`).join('&')
    for (const wrong of [many, `facet=${'x'.repeat(201)}`, 'count=all']) {
      expect((await stranger.get(`/v1/products?${wrong}`)).refusal(400, 'invalid_request').errors).toHaveLength(1)
    }
  })

  it('the variants of a family have their values in the order of the options', async () => {
    const choice = (await stranger.get('/v1/families/kite?locale=en')).as(familyChoiceSchema)
    expect(choice.options).toEqual([
      { name: 'Size', values: ['1 m', '2 m'] },
      { name: 'Colour', values: ['Red', 'Blue'] },
    ])
    expect(choice.variants.map(({ sku, values, availability }) => [sku, ...values, availability])).toEqual([
      ['kite-l-blue', '2 m', 'Blue', 'low_stock'],
      ['kite-l-red', '2 m', 'Red', 'out_of_stock'],
      ['kite-s-red', '1 m', 'Red', 'out_of_stock'],
    ])
    ;(await stranger.get('/v1/families/none')).refusal(404, 'not_found')
  })

  it('a cart takes the SKU of a variant, and the id of a family is not a SKU', async () => {
    const shopper = await Shopper.guest()
    expect((await shopper.call('POST', '/v1/cart/items', { sku: 'kite-l-blue', quantity: 1 })).status).toBe(200)
    const refused = await shopper.call('POST', '/v1/cart/items', { sku: 'kite', quantity: 1 })
    refused.refusal(404, 'unknown_sku')
    expect((await stranger.get('/v1/products/kite-l-blue?locale=en')).as(productSchema).family?.id).toBe('kite')
  })

  it('a variant with the options of another one, or with other options, is refused', async () => {
    for (const wrong of [
      family('2 m', 'Blue'),
      { ...family('3 m', 'Blue'), options: family('3 m', 'Blue').options.slice(1) },
      { ...family('3 m', 'Blue'), options: [] },
      { ...family('3 m', 'Blue'), title: {} },
    ]) {
      expect((await create('kite-x', 1, wrong)).refusal(400, 'invalid_request').errors?.[0]?.path).toMatch(/^family/)
    }
  })

  it('a product leaves its family by an edit and is then listed by itself', async () => {
    await create('kite-free', 500, family('5 m', 'Green'))
    expect((await list()).length).toBe(1)
    const edited = await operator.call('PATCH', '/v1/admin/products/kite-free', { family: null }, { 'if-match': '"1"' })
    expect(edited.as(adminProductSchema).family).toBeNull()
    expect((await list()).map(({ family: of }) => of?.id).sort()).toEqual(['kite', undefined])
  })
})
