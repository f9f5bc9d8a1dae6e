/** Lists of products: what the URL says is what is shown, and a URL that cannot be answered is answered kindly. */
import { beforeAll, describe, expect, it } from 'vitest'
import { product, record, stock, stockMany } from '../support/shop.ts'
import { Visitor } from './visitor.ts'

const visitor = new Visitor()

beforeAll(async () => {
  await record.load([{ id: 'teas', parent: null, name: { en: 'Teas', 'zh-CN': '茶' }, rank: 1 }], [])
  await stockMany('listed', 30)
  await stock(
    product('longjing', { title: { en: 'Longjing', 'zh-CN': '龙井' }, category: 'teas', priceAmount: 26800 }),
    product('sold-out', { category: 'teas', onHand: 0 }),
  )
})

function skusIn(text: string): readonly string[] {
  return [...text.matchAll(/<li class="tile" id="p-([^"]+)">/g)].map(([, sku = '']) => sku)
}

describe('a list of products', () => {
  it('the link to more products leads to the rest, and no product is shown twice', async () => {
    const first = await visitor.page('/en/products')
    const [, more = ''] = /rel="next" href="([^"]+)"/.exec(first.text) ?? []
    const second = await visitor.page(more.replaceAll('&amp;', '&'))
    const skus = [...skusIn(first.text), ...skusIn(second.text)]
    expect(skusIn(first.text)).toHaveLength(24)
    expect(new Set(skus).size).toBe(skus.length)
    expect(second.text).toContain('Back to the start')
    expect(second.text).toContain('name="robots" content="noindex"')
  })

  it('a category has a path of its own, which search engines may list', async () => {
    const page = await visitor.page('/zh/c/teas')
    expect(skusIn(page.text)).toEqual(expect.arrayContaining(['longjing', 'sold-out']))
    expect(page.text).toContain('<link rel="canonical" href="https://pannier.test/zh/c/teas">')
    expect(page.text).toContain('<h1>茶</h1>')
    expect(page.text).toContain('"@type":"BreadcrumbList"')
  })

  it('a product names itself to programs that show links', async () => {
    const { text } = await visitor.page('/zh/products/longjing')
    expect(text).toContain('<meta property="og:type" content="product">')
    expect(text).toContain('<meta property="og:title" content="龙井 · Pannier 百宁">')
    expect(text).toContain('<meta property="og:url" content="https://pannier.test/zh/products/longjing">')
    expect(text).toMatch(/"@type":"Product".*"@type":"Offer"/s)
  })

  it('words are found, and stay in the search field', async () => {
    const page = await visitor.page(`/zh/products?query=${encodeURIComponent('龙井')}`)
    expect(skusIn(page.text)).toEqual(['longjing'])
    expect(page.text).toContain('name="query" value="龙井"')
    expect(page.text).toContain('noindex')
  })

  it('filters by price in whole units and by stock stay in the links of the page', async () => {
    const page = await visitor.page('/en/c/teas?minPrice=268&maxPrice=268.00&inStock=true&sort=price')
    expect(skusIn(page.text)).toEqual(['longjing'])
    expect(page.text).toContain('/en/c/teas?sort=-price&amp;inStock=true&amp;minPrice=268&amp;maxPrice=268.00')
  })

  it('a list that finds nothing says so and offers others', async () => {
    const page = await visitor.page('/en/products?query=qwertyuiop')
    expect(page.text).toContain('Nothing found for “qwertyuiop”')
    expect(skusIn(page.text).length).toBeGreaterThan(0)
  })

  it('an unknown category is a page that does not exist', async () => {
    expect((await visitor.get('/en/c/nothing')).status).toBe(404)
  })

  it.each([
    ['a cursor of no list', 'cursor=nonsense', 'This part of the list has moved on'],
    ['an unknown sort', 'sort=wrong', 'A filter was not valid'],
    ['a price that is no number', 'minPrice=abc', 'A filter was not valid'],
    ['words that are too long', `query=${'x'.repeat(201)}`, 'A filter was not valid'],
  ])('%s is left out, and the page says so', async (_, query, words) => {
    const page = await visitor.page(`/en/products?${query}`)
    expect(page.text).toContain(words)
    expect(skusIn(page.text)).toHaveLength(24)
  })

  it('markup in the words of a search stays text', async () => {
    const page = await visitor.page(`/en/products?query=${encodeURIComponent('"><img src=x onerror=alert(1)>')}`)
    expect(page.text).not.toContain('<img src=x')
  })
})

describe('a product’s page', () => {
  it('the page has the price, the availability, and both for search engines', async () => {
    const page = await visitor.page('/en/products/longjing')
    expect(page.text).toContain('¥268.00')
    expect(page.text).toContain('In stock')
    const [, data = ''] = /<script type="application\/ld\+json">(.*?)<\/script>/.exec(page.text) ?? []
    expect(JSON.parse(data)).toMatchObject({
      '@type': 'Product',
      sku: 'longjing',
      offers: { price: '268.00', priceCurrency: 'CNY', availability: 'https://schema.org/InStock' },
    })
  })

  it('a product that is sold out has no form', async () => {
    const page = await visitor.page('/en/products/sold-out')
    expect(page.text).toContain('Sold out')
    expect(page.text).not.toContain('class="add"')
  })

  it.each(['0', '-1', '1.5', 'two', ''])(
    'the quantity %j is refused at its field, with what was typed',
    async (typed) => {
      const reply = await new Visitor().post('/en/products/longjing', { quantity: typed })
      expect(reply.status).toBe(422)
      expect(reply.text).toContain(`required value="${typed}" aria-invalid="true" aria-describedby="quantity-error"`)
      expect(reply.text).toContain('Type a whole number from 1 on.')
    },
  )

  it('a quantity that the cart cannot hold is refused at its field', async () => {
    const reply = await new Visitor().post('/en/products/longjing', { quantity: '100000' })
    expect(reply.status).toBe(422)
    expect(reply.text).toContain('Your cart cannot hold more units of this product.')
  })

  it('an unknown product is a page that does not exist, for reading and for adding', async () => {
    expect((await visitor.get('/en/products/none')).status).toBe(404)
    expect((await visitor.post('/en/products/none', { quantity: '1' })).status).toBe(404)
  })

  it('a body that is no form is refused', async () => {
    const reply = await visitor.post('/en/products/longjing', { quantity: '1' }, { 'content-type': 'text/plain' })
    expect(reply.status).toBe(415)
  })
})

describe('for search engines', () => {
  it('the sitemap has every product in each language', async () => {
    const { text, headers } = await visitor.get('/sitemap.xml')
    expect(headers.get('content-type')).toContain('application/xml')
    for (const language of ['zh', 'en']) {
      expect(text).toContain(`<loc>https://pannier.test/${language}/products/longjing</loc>`)
    }
  })

  it('robots.txt names the sitemap and keeps robots out of carts', async () => {
    const { text } = await visitor.get('/robots.txt')
    expect(text).toContain('Sitemap: https://pannier.test/sitemap.xml')
    expect(text).toContain('Disallow: /en/cart')
  })
})
