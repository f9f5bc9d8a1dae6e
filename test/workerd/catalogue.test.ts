/** The public catalogue: products, categories and pictures. */
import { beforeAll, describe, expect, it } from 'vitest'
import { cartSchema } from '../../src/contract/answers/cart.ts'
import { categoryListSchema, productListSchema, productSchema } from '../../src/contract/answers/catalogue.ts'
import { isolate, Shopper, stranger } from './support/client.ts'
import { objectCount } from './support/objects.ts'
import { bindings, product, record } from './support/shop.ts'

beforeAll(async () => {
  const name = (id: string) => ({ 'zh-CN': `类 ${id}`, en: `Kind ${id}` })
  const category = (id: string, parent: string | null, rank: number) => ({ id, parent, rank, name: name(id) })
  await record.load(
    [
      category('drinks', null, 1),
      category('teas', 'drinks', 1),
      category('green', 'teas', 1),
      category('pots', null, 2),
    ],
    [
      product('longjing', {
        category: 'green',
        labels: ['spring'],
        attributes: { origin: 'Hangzhou' },
        compareAtAmount: 1200,
      }),
      product('puer', { category: 'teas', onHand: 0, title: { 'zh-CN': '普洱' } }),
      product('water', { category: 'drinks', onHand: 3 }),
      product('pot', { category: 'pots', images: ['/pictures/pot.svg'] }),
      product('hidden', { category: 'teas', status: 'hidden' }),
      product('old', { category: 'teas', status: 'discontinued' }),
    ],
  )
})

const list = async (query = '', headers = {}) =>
  (await stranger.get(`/v1/products${query}`, headers)).as(productListSchema)
const skus = async (query: string) => (await list(query)).items.map(({ sku }) => sku)

describe('the list of products', () => {
  it('the list has the products for sale, in the order of the categories', async () => {
    expect(await skus('')).toEqual(['water', 'puer', 'longjing', 'pot'])
  })

  it('the list can be filtered by a category, with its subcategories, and by stock', async () => {
    expect(await skus('?category=teas')).toEqual(['puer', 'longjing'])
    expect(await skus('?category=drinks&inStock=true')).toEqual(['water', 'longjing'])
    expect(await skus('?category=nothing')).toEqual([])
    expect(await skus('?inStock=false')).toHaveLength(4)
  })

  it('the pages of the list neither repeat nor omit a product', async () => {
    const first = await list('?limit=3')
    expect(first.nextCursor).not.toBeNull()
    const second = await list(`?limit=3&cursor=${first.nextCursor}`)
    expect([...first.items, ...second.items].map(({ sku }) => sku)).toEqual(['water', 'puer', 'longjing', 'pot'])
    expect(second.nextCursor).toBeNull()
  })

  it.each([
    'cursor=nonsense',
    'cursor=W10',
    `cursor=${btoa('{"a":1}')}`,
    'limit=0',
    'limit=101',
    'limit=ten',
    'inStock=maybe',
  ])('the list refuses ?%s', async (query) => {
    ;(await stranger.get(`/v1/products?${query}`)).refusal(400, 'invalid_request')
  })

  it.each(['/v1/products', '/v1/products/longjing', '/v1/categories', '/v1/rankings/hot', '/v1/suggestions?query=tea'])(
    '%s ignores unknown query parameters, such as those of a campaign',
    async (path) => {
      const mark = `${path.includes('?') ? '&' : '?'}utm_source=letter&fbclid=x&__proto__=y`
      const [plain, marked] = [await stranger.get(path), await stranger.get(path + mark)]
      expect(marked.status).toBe(200)
      expect(marked.text).toBe(plain.text)
    },
  )

  it('the list is 503 while the record is down, never empty', async () => {
    const down = isolate({
      RECORD: { prepare: () => ({ bind: () => ({ raw: () => Promise.reject(new Error('D1_ERROR')) }) }) },
    })
    const reply = await stranger.through(down).get('/v1/products')
    reply.refusal(503, 'unavailable')
    expect(reply.headers.get('retry-after')).not.toBeNull()
  })
})

describe('a product', () => {
  it('a product shows texts in the wanted locale, price, stock and version', async () => {
    const reply = await stranger.get('/v1/products/longjing?locale=en')
    expect(reply.as(productSchema)).toEqual({
      sku: 'longjing',
      title: 'Product longjing',
      description: 'A product.',
      category: 'green',
      price: { amount: 1000, currency: 'CNY' },
      compareAtPrice: { amount: 1200, currency: 'CNY' },
      images: [],
      attributes: { origin: 'Hangzhou' },
      labels: ['spring'],
      availability: 'in_stock',
      version: 1,
    })
  })

  it('a discontinued product is shown as such, and a hidden or absent one is 404', async () => {
    expect((await stranger.get('/v1/products/old')).as(productSchema).availability).toBe('discontinued')
    ;(await stranger.get('/v1/products/hidden')).refusal(404, 'not_found')
    ;(await stranger.get('/v1/products/LONGJING')).refusal(404, 'not_found')
    ;(await stranger.get('/v1/products/no%20sku')).refusal(400, 'invalid_request')
  })

  it('a product has an ETag of version, locale and availability, and answers it with 304', async () => {
    const reply = await stranger.get('/v1/products/longjing')
    const etag = reply.headers.get('etag') ?? ''
    expect(reply.headers.get('vary')).toContain('Accept-Language')
    const again = await stranger.get('/v1/products/longjing', { 'if-none-match': etag })
    expect([again.status, again.text]).toEqual([304, ''])
    expect((await stranger.get('/v1/products/longjing?locale=en', { 'if-none-match': etag })).status).toBe(200)
    await bindings.RECORD.prepare("UPDATE products SET on_hand = 0 WHERE sku = 'longjing'").run()
    const sold = await stranger.through(isolate()).get('/v1/products/longjing', { 'if-none-match': etag })
    expect(sold.as(productSchema).availability).toBe('out_of_stock')
    await bindings.RECORD.prepare("UPDATE products SET on_hand = 50 WHERE sku = 'longjing'").run()
  })
})

describe('categories', () => {
  it('categories are a tree with names and counts of the products for sale in and below them', async () => {
    const { items } = (await stranger.get('/v1/categories', { 'accept-language': 'en' })).as(categoryListSchema)
    expect(items).toEqual([
      {
        id: 'drinks',
        name: 'Kind drinks',
        count: 3,
        children: [
          {
            id: 'teas',
            name: 'Kind teas',
            count: 2,
            children: [{ id: 'green', name: 'Kind green', count: 1, children: [] }],
          },
        ],
      },
      { id: 'pots', name: 'Kind pots', count: 1, children: [] },
    ])
  })
})

it('reading the catalogue reaches no object', async () => {
  const before = await objectCount()
  for (const path of ['/v1/products', '/v1/products/pot', '/v1/categories', '/pictures/iphone-15.svg'])
    await stranger.get(path)
  expect(await objectCount()).toBe(before)
})

describe('a picture', () => {
  it('the picture of a demo product is served', async () => {
    const reply = await stranger.get('/pictures/iphone-15.svg')
    expect(reply.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8')
    expect(reply.text).toMatch(/^<svg /)
    expect(reply.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  it.each(['/pictures/none.svg', '/pictures/..%2Fpot.svg', '/pictures/.svg'])('the picture %s is 404', async (path) => {
    ;(await stranger.get(path)).refusal(404, 'not_found')
  })
})

describe('hostile queries and paths', () => {
  it.each([
    '/v1/products?__proto__=x',
    '/v1/products?__proto__[a]=x',
    '/v1/products?constructor=x',
    '/v1/products?limit=%00',
    '/v1/products?category=%F0%9F',
    '/v1/products?locale=%',
    '/v1/products/%',
    '/v1/products/%00',
    '/v1/products/%ed%a0%80',
    '/v1/cart/history?__proto__=x',
    '/v1/cart/history?after=9007199254740993',
    '/v1/cart/history?after=1e400',
    '/v1/cart/items/%zz',
    '/pictures/%zz.svg',
    '/pictures/__proto__.svg',
    '/%zz',
    `/v1/products?cursor=${'a'.repeat(512)}`,
    `/v1/products?cursor=${btoa('[1e308,"x"]')}`,
    `/v1/products?cursor=${btoa('[null,null]')}`,
    `/v1/products/${'a'.repeat(10_000)}`,
  ])('%s does not cause a 5xx', async (path) => {
    const shopper = await Shopper.guest()
    expect((await shopper.get(path)).status).toBeLessThan(500)
  })

  it('hostile headers do not cause a 5xx', async () => {
    const shopper = await Shopper.guest()
    const headers = {
      'accept-language': `${';q=,'.repeat(5000)}*;q=__proto__`,
      'if-none-match': '"'.repeat(5000),
      prefer: ';,='.repeat(5000),
      origin: '\u00ff'.repeat(100),
      'cf-connecting-ip': ':::::::::%',
    }
    expect((await shopper.cart(headers)).as(cartSchema).version).toBe(0)
  })
})
