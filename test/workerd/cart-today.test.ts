/** The catalogue's part of a cart: today's price, availability, texts and notices; and a cart without the catalogue. */
import { beforeAll, describe, expect, it } from 'vitest'
import { isolate, Shopper } from './support/client.ts'
import { bindings, type NewProduct, product, stock } from './support/shop.ts'

beforeAll(() =>
  stock(
    product('tea', { title: { 'zh-CN': '茶', en: 'Tea' } }),
    product('only-en', { title: { en: 'Only English' } }),
    product('low', { onHand: 5 }),
    product('out', { onHand: 0 }),
  ),
)

/** A cart with one line of two units, read after the product has changed. */
async function changed(sku: string, change: Partial<NewProduct>) {
  await stock(product(sku))
  const shopper = await Shopper.guest()
  const added = await shopper.add(sku, 2)
  await stock(product(sku, change))
  const now = shopper.through(isolate())
  return { shopper: now, added, read: await now.get('/v1/cart') }
}

describe('fault 41: a price that changed since the line was added', () => {
  it('a changed price is shown from and to, the new one is charged, and a notice says so', async () => {
    const { read, added } = await changed('dearer', { priceAmount: 1500 })
    expect(read.cart).toMatchObject({
      version: 1,
      items: [
        {
          unitPrice: { amount: 1500 },
          lineTotal: { amount: 3000 },
          priceChange: { from: { amount: 1000, currency: 'CNY' }, to: { amount: 1500, currency: 'CNY' } },
        },
      ],
      totals: { subtotal: { amount: 3000 }, total: { amount: 3000 } },
      notices: [{ code: 'price_changed', sku: 'dearer' }],
    })
    expect(read.headers.get('etag')?.split('.')[0]).toBe(added.headers.get('etag')?.split('.')[0])
    expect(read.headers.get('etag')).not.toBe(added.headers.get('etag'))
  })

  it('a changed price makes an old ETag miss, so that a read is not 304', async () => {
    const { shopper, added } = await changed('cheaper', { priceAmount: 900 })
    expect((await shopper.get('/v1/cart', { 'if-none-match': added.headers.get('etag') ?? '' })).status).toBe(200)
  })

  it('a changed price does not fail If-Match, because the shopper’s own part has not changed', async () => {
    const { shopper, added } = await changed('steady', { priceAmount: 900 })
    const reply = await shopper.call('DELETE', '/v1/cart/items/steady', undefined, {
      'if-match': added.headers.get('etag') ?? '',
    })
    expect(reply.cart.version).toBe(2)
  })
})

describe('availability', () => {
  it('availability shows the stock, and does not prevent adding a line', async () => {
    const shopper = await Shopper.guest()
    await shopper.fill(['tea', 'low', 'out'])
    const { items, notices } = (await shopper.cart()).cart
    expect(items.map(({ availability }) => availability)).toEqual(['in_stock', 'low_stock', 'out_of_stock'])
    expect(notices).toMatchObject([{ code: 'out_of_stock', sku: 'out' }])
  })

  it('availability changes the ETag', async () => {
    const { read, added } = await changed('sold', { onHand: 0 })
    expect(read.cart.items).toMatchObject([{ availability: 'out_of_stock', selected: true }])
    expect(read.headers.get('etag')).not.toBe(added.headers.get('etag'))
  })
})

describe('fault 42: a product that vanished', () => {
  it.each(['hidden', 'discontinued'] as const)(
    'a line of a product that became %s stays, unselected, at its old price',
    async (status) => {
      const { shopper, read } = await changed(`past-${status}`, { status, priceAmount: 7 })
      expect(read.cart).toMatchObject({
        items: [
          {
            quantity: 2,
            selected: false,
            availability: 'discontinued',
            unitPrice: { amount: 1000 },
            priceChange: null,
          },
        ],
        totals: { itemCount: 2, selectedCount: 0, total: { amount: 0 } },
        notices: [{ code: 'discontinued' }],
      })
      const path = `/v1/cart/items/past-${status}`
      ;(await shopper.call('PATCH', path, { selected: true })).refusal(409, 'not_selectable')
      ;(await shopper.call('PUT', '/v1/cart/selection', { selected: true, skus: [`past-${status}`] })).refusal(
        409,
        'not_selectable',
      )
      ;(await shopper.call('POST', '/v1/cart/items', { sku: `past-${status}`, quantity: 1 })).refusal(
        404,
        'unknown_sku',
      )
      expect((await shopper.call('PUT', '/v1/cart/selection', { selected: true })).cart.items).toMatchObject([
        { selected: false },
      ])
      expect((await shopper.call('PATCH', path, { quantity: 1 })).cart.items).toMatchObject([{ quantity: 1 }])
      expect((await shopper.call('DELETE', path)).cart.items).toEqual([])
      expect((await shopper.call('POST', `${path}/restore`)).cart.items).toHaveLength(1)
    },
  )

  it('a product whose row is deleted is shown as it was when it was added', async () => {
    await stock(product('deleted', { title: { 'zh-CN': '旧的' }, images: ['/a.svg'], labels: ['l'] }))
    const shopper = await Shopper.guest()
    await shopper.add('deleted')
    await bindings.RECORD.prepare("DELETE FROM products WHERE sku = 'deleted'").run()
    const { cart } = await shopper.through(isolate()).get('/v1/cart')
    expect(cart.items).toMatchObject([
      { title: '旧的', image: '/a.svg', labels: ['l'], availability: 'discontinued', selected: false },
    ])
  })
})

describe('texts', () => {
  it.each([
    [{}, '', '茶'],
    [{ 'accept-language': 'en-GB,en;q=0.9,zh;q=0.1' }, '', 'Tea'],
    [{ 'accept-language': 'fr, zh;q=0.5, en;q=0.4' }, '', '茶'],
    [{ 'accept-language': 'en;q=0, zh-CN' }, '', '茶'],
    [{ 'accept-language': 'zh-CN' }, '?locale=en', 'Tea'],
    [{ 'accept-language': 'en' }, '?locale=zh', '茶'],
    [{}, '?locale=fr', '茶'],
    [{ 'accept-language': `${'x,'.repeat(3000)}en` }, '', '茶'],
  ])('texts follow ?locale=, then Accept-Language, then the deployment: %j %s', async (headers, query, title) => {
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    expect((await shopper.get(`/v1/cart${query}`, headers)).cart.items).toMatchObject([{ title }])
  })

  it('texts that a product lacks in the wanted locale come in another', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('only-en')
    expect((await shopper.cart({ 'accept-language': 'zh-CN' })).cart.items).toMatchObject([{ title: 'Only English' }])
  })
})

describe('without the catalogue', () => {
  const broken = () =>
    isolate({
      RECORD: { prepare: () => ({ bind: () => ({ raw: () => Promise.reject(new Error('D1_ERROR: down')) }) }) },
    })

  it('a cart without the catalogue shows its lines as they were added, with a notice', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea', 3)
    const { cart } = await shopper.through(broken()).get('/v1/cart')
    expect(cart).toMatchObject({
      items: [{ title: '茶', quantity: 3, selected: true, availability: null, unitPrice: { amount: 1000 } }],
      totals: { total: { amount: 3000 } },
      notices: [{ code: 'catalogue_unavailable' }],
    })
  })

  it('without the catalogue, adding is refused, and writes that need no product are accepted', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    const without = shopper.through(broken())
    const refused = await without.call('POST', '/v1/cart/items', { sku: 'tea', quantity: 1 })
    refused.refusal(503, 'unavailable')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await without.call('PATCH', '/v1/cart/items/tea', { quantity: 4 })).cart.items).toMatchObject([
      { quantity: 4 },
    ])
    expect((await without.call('DELETE', '/v1/cart/items/tea')).cart.items).toEqual([])
  })
})
