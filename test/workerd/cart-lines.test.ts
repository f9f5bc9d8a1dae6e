/** The cart's lines over HTTP: the effect of each route, and each refusal with its status and code. */
import { beforeAll, describe, expect, it } from 'vitest'
import { Shopper } from './support/client.ts'
import { diskOf } from './support/objects.ts'
import { product, stock } from './support/shop.ts'
import { DAY, later, MINUTE, SECOND } from './support/time.ts'

beforeAll(() =>
  stock(
    product('tea', { images: ['/pictures/tea.svg'], labels: ['summer-sale'] }),
    product('cup', { priceAmount: 250 }),
    product('Cup', { priceAmount: 990 }),
    product('gone', { status: 'discontinued' }),
    product('secret', { status: 'hidden' }),
  ),
)

describe('a cart', () => {
  it('a cart that was never written is empty, at version 0, and reading it stores nothing', async () => {
    const shopper = await Shopper.guest()
    const reply = await shopper.cart()
    const none = { amount: 0, currency: 'CNY' }
    expect(reply.cart).toEqual({
      id: `crt_${shopper.id.slice(4)}`,
      userId: shopper.id,
      version: 0,
      currency: 'CNY',
      items: [],
      saved: [],
      removed: [],
      inCheckout: [],
      coupons: [],
      totals: {
        itemCount: 0,
        selectedCount: 0,
        subtotal: none,
        discount: none,
        shipping: none,
        tax: none,
        taxIncluded: none,
        total: none,
      },
      notices: [],
      updatedAt: null,
    })
    expect(reply.headers.get('x-cart-source')).toBe('object')
    expect(await diskOf(shopper)).toEqual([])
  })

  it('fault 28: a cart belongs to its shopper, and another shopper sees and changes only their own', async () => {
    const [one, other] = [await Shopper.guest(), await Shopper.guest()]
    await one.add('tea')
    expect((await other.cart()).cart.items).toEqual([])
    ;(await other.call('DELETE', '/v1/cart/items/tea')).refusal(404, 'line_not_found')
    ;(await other.get(`/v1/cart/${one.id}`)).refusal(404, 'not_found')
    expect((await other.call('DELETE', '/v1/cart')).cart.userId).toBe(other.id)
    expect((await one.cart()).cart).toMatchObject({ version: 1, items: [{ sku: 'tea' }] })
  })
})

describe('adding', () => {
  it('adding sums quantities in one line per SKU, with title, picture, labels and price of the catalogue', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea', 2)
    const { cart } = await shopper.add('tea', 3)
    expect(cart.version).toBe(2)
    expect(cart.items).toMatchObject([
      {
        sku: 'tea',
        title: '商品 tea',
        image: '/pictures/tea.svg',
        labels: ['summer-sale'],
        quantity: 5,
        selected: true,
        attributes: {},
        unitPrice: { amount: 1000, currency: 'CNY' },
        lineTotal: { amount: 5000, currency: 'CNY' },
        priceChange: null,
        availability: 'in_stock',
      },
    ])
    expect(cart.totals).toMatchObject({
      itemCount: 5,
      selectedCount: 5,
      subtotal: { amount: 5000 },
      total: { amount: 5000 },
    })
  })

  it('added lines keep the order in which they came', async () => {
    const shopper = await Shopper.guest()
    for (const sku of ['cup', 'tea', 'Cup', 'cup']) await shopper.add(sku)
    expect((await shopper.cart()).cart.items.map(({ sku }) => sku)).toEqual(['cup', 'tea', 'Cup'])
  })

  it('fault 49: SKUs that differ by case are two products', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('cup')
    const { items } = (await shopper.add('Cup')).cart
    expect(items.map(({ sku, unitPrice }) => [sku, unitPrice.amount])).toEqual([
      ['cup', 250],
      ['Cup', 990],
    ])
  })

  it.each(['nothing-like-it', 'gone', 'secret', 'TEA'])(
    'adding %s is refused, because it is not for sale',
    async (sku) => {
      const shopper = await Shopper.guest()
      ;(await shopper.add(sku)).refusal(404, 'unknown_sku')
      expect((await shopper.cart()).cart.version).toBe(0)
    },
  )

  it('adding with other attributes, or with none, makes a line of its own', async () => {
    const shopper = await Shopper.guest()
    const add = (attributes?: object) => shopper.call('POST', '/v1/cart/items', { sku: 'tea', quantity: 1, attributes })
    await add({ engraving: 'For Lin', font: 'serif' })
    await add()
    await add({ engraving: 'For Bo' })
    const { items } = (await add({ font: 'serif', engraving: 'For Lin' })).cart
    expect(items.map(({ sku, quantity, attributes }) => [sku, quantity, attributes])).toEqual([
      ['tea', 2, { engraving: 'For Lin', font: 'serif' }],
      ['tea', 1, {}],
      ['tea', 1, { engraving: 'For Bo' }],
    ])
    expect((await add({})).cart.items[1]).toMatchObject({ quantity: 2, attributes: {} })
    expect(new Set(items.map(({ lineId }) => lineId)).size).toBe(3)
  })

  it('adding does not check the stock', async () => {
    const shopper = await Shopper.guest()
    expect((await shopper.add('tea', 999)).cart.items).toMatchObject([{ quantity: 999 }])
  })
})

describe('setting a line', () => {
  it('setting a line changes the named fields and keeps the others', async () => {
    const shopper = await Shopper.guest()
    await shopper.call('POST', '/v1/cart/items', { sku: 'tea', quantity: 2, attributes: { a: 'b' } })
    const set = async (fields: object) => (await shopper.call('PATCH', '/v1/cart/items/tea', fields)).cart
    expect((await set({ quantity: 7 })).items).toMatchObject([{ quantity: 7, selected: true, attributes: { a: 'b' } }])
    expect(await set({ selected: false })).toMatchObject({
      items: [{ quantity: 7, selected: false }],
      totals: { itemCount: 7, selectedCount: 0, total: { amount: 0 } },
    })
    expect((await set({ attributes: {} })).items).toMatchObject([{ quantity: 7, selected: false, attributes: {} }])
  })

  it('setting quantity 0 removes the line, which can be restored', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea', 2)
    const { cart } = await shopper.call('PATCH', '/v1/cart/items/tea', { quantity: 0 })
    expect(cart).toMatchObject({ items: [], removed: [{ sku: 'tea', quantity: 2 }] })
  })

  it('setting a line that does not exist is refused', async () => {
    const shopper = await Shopper.guest()
    ;(await shopper.call('PATCH', '/v1/cart/items/tea', { quantity: 1 })).refusal(404, 'line_not_found')
    ;(await shopper.call('PATCH', '/v1/cart/items/tea', { quantity: 0 })).refusal(404, 'line_not_found')
  })
})

describe('removing and restoring', () => {
  it('a removed line is kept for 24 hours and restored unchanged, in its place', async () => {
    const shopper = await Shopper.guest()
    await shopper.call('POST', '/v1/cart/items', { sku: 'tea', quantity: 2, attributes: { a: 'b' } })
    await shopper.add('cup')
    await shopper.call('PUT', '/v1/cart/selection', { selected: false, skus: ['tea'] })
    const { cart } = await shopper.call('DELETE', '/v1/cart/items/tea')
    expect(cart.items.map(({ sku }) => sku)).toEqual(['cup'])
    const until = new Date(cart.removed[0]?.restorableUntil ?? 0).getTime()
    expect(Math.abs(until - (Date.now() + DAY))).toBeLessThan(MINUTE)
    await later(DAY - MINUTE, async () => {
      const restored = (await shopper.call('POST', '/v1/cart/items/tea/restore')).cart
      expect(restored.items).toMatchObject([
        { sku: 'tea', quantity: 2, selected: false, attributes: { a: 'b' } },
        { sku: 'cup' },
      ])
      expect(restored.removed).toEqual([])
    })
  })

  it('a removed line is forgotten after 24 hours', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    await shopper.call('DELETE', '/v1/cart/items/tea')
    await later(DAY + SECOND, async () => {
      ;(await shopper.call('POST', '/v1/cart/items/tea/restore')).refusal(409, 'not_restorable')
      expect((await shopper.cart()).cart.removed).toEqual([])
    })
  })

  it('removing or restoring a line that does not exist is refused', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    ;(await shopper.call('DELETE', '/v1/cart/items/cup')).refusal(404, 'line_not_found')
    ;(await shopper.call('POST', '/v1/cart/items/tea/restore')).refusal(409, 'not_restorable')
  })

  it('a removed line is not restored beside a new one of the same SKU', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea', 5)
    await shopper.call('DELETE', '/v1/cart/items/tea')
    expect((await shopper.add('tea', 1)).cart).toMatchObject({ items: [{ quantity: 1 }], removed: [] })
    ;(await shopper.call('POST', '/v1/cart/items/tea/restore')).refusal(409, 'not_restorable')
  })
})

describe('selecting and clearing', () => {
  it('selecting works on some lines, or on all', async () => {
    const shopper = await Shopper.guest()
    await shopper.fill(['tea', 'cup', 'Cup'])
    const select = async (body: object) =>
      (await shopper.call('PUT', '/v1/cart/selection', body)).cart.items.map(({ selected }) => selected)
    expect(await select({ selected: false })).toEqual([false, false, false])
    expect(await select({ selected: true, skus: ['cup', 'Cup'] })).toEqual([false, true, true])
    expect(await select({ selected: false, skus: ['Cup', 'Cup'] })).toEqual([false, true, false])
    expect(await select({ selected: true })).toEqual([true, true, true])
  })

  it('a selection with an unknown line is refused, and changes nothing', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    ;(await shopper.call('PUT', '/v1/cart/selection', { selected: false, skus: ['tea', 'cup'] })).refusal(
      404,
      'line_not_found',
    )
    expect((await shopper.cart()).cart).toMatchObject({ version: 1, items: [{ selected: true }] })
  })

  it('clearing removes every line, and each can be restored', async () => {
    const shopper = await Shopper.guest()
    await shopper.fill(['tea', 'cup'])
    const { cart } = await shopper.call('DELETE', '/v1/cart')
    expect(cart).toMatchObject({ version: 2, items: [], totals: { itemCount: 0, total: { amount: 0 } } })
    expect(cart.removed.map(({ sku }) => sku).sort()).toEqual(['cup', 'tea'])
    expect((await shopper.call('POST', '/v1/cart/items/cup/restore')).cart.items).toMatchObject([{ sku: 'cup' }])
  })
})
