/** Edits of products, categories and units by admins: locked, audited, and visible at once; held units stay visible. */
import { beforeAll, describe, expect, it, vi } from 'vitest'
import {
  adminCategorySchema,
  adminProductListSchema,
  adminProductSchema,
} from '../../src/contract/answers/admin-catalogue.ts'
import { holdListSchema } from '../../src/contract/answers/admin-orders.ts'
import { auditListSchema } from '../../src/contract/answers/audit.ts'
import { categoryListSchema, productSchema } from '../../src/contract/answers/catalogue.ts'
import { orderSchema } from '../../src/contract/answers/orders.ts'
import { orderNumberOf } from '../../src/domain/order/number.ts'
import { operator, type Reply, Shopper, stranger } from './support/client.ts'
import { newKey, ordered, unitsOf } from './support/orders.ts'
import { bindings, product, stock } from './support/shop.ts'

beforeAll(() => stock(product('tea')))

let last = 0
const newSku = () => `edit-${Date.now().toString(36)}-${++last}`
const price = (amount: number) => ({ amount, currency: 'CNY' })
const body = (sku: string, fields: object = {}) => ({
  ...{ sku, title: { en: 'A pot', 'zh-CN': '茶壶' }, category: 'things', price: price(1_000) },
  ...fields,
})

const create = (sku: string, fields: object = {}) => operator.call('POST', '/v1/admin/products', body(sku, fields))
const change = (sku: string, fields: object, ifMatch?: string): Promise<Reply> =>
  operator.call('PATCH', `/v1/admin/products/${sku}`, fields, ifMatch === undefined ? {} : { 'if-match': ifMatch })
const shown = async (sku: string) => (await stranger.get(`/v1/products/${sku}?locale=en`)).as(productSchema)

describe('a product', () => {
  it('a product is created, shown, found in its category, and listed in the audit', async () => {
    const sku = newSku()
    const reply = await create(sku, {
      attributes: { colour: { en: 'blue', 'zh-CN': '蓝' }, size: 'L' },
      labels: ['new'],
    })
    expect(reply.status, reply.text).toBe(201)
    expect(reply.headers.get('etag')).toBe('"1"')
    expect(reply.as(adminProductSchema)).toMatchObject({
      sku,
      version: 1,
      status: 'active',
      availability: 'out_of_stock',
    })
    expect(await shown(sku)).toMatchObject({ title: 'A pot', attributes: { colour: 'blue', size: 'L' }, version: 1 })
    const { items } = (await operator.get(`/v1/admin/audit?subject=product:${sku}`)).as(auditListSchema)
    expect(items).toMatchObject([{ action: 'create', changes: { title: { from: null, to: { en: 'A pot' } } } }])
    ;(await create(sku)).refusal(409, 'already_exists')
  })

  it('a hidden product is in the list of its status and in no public one', async () => {
    const sku = newSku()
    await create(sku, { status: 'hidden' })
    const list = async (query: string) => (await operator.get(`/v1/admin/products${query}`)).as(adminProductListSchema)
    expect((await list('?status=hidden&limit=1')).items).toMatchObject([{ sku, status: 'hidden' }])
    expect((await list('')).items.map((each) => each.sku)).not.toContain(sku)
    ;(await operator.get('/v1/admin/products?status=deleted')).refusal(400, 'invalid_request')
    ;(await operator.get('/v1/admin/products?cursor=x')).refusal(400, 'invalid_request')
    ;(await stranger.get('/v1/admin/products?status=hidden')).refusal(401, 'unauthenticated')
  })

  it('an edit needs the version that was seen, and its refusal shows the current product', async () => {
    const sku = newSku()
    await create(sku)
    ;(await change(sku, { price: price(900) })).refusal(428, 'precondition_required')
    const edited = await change(sku, { price: price(900) }, '"1"')
    expect(edited.as(adminProductSchema)).toMatchObject({ version: 2, price: price(900), title: { en: 'A pot' } })
    const late = await change(sku, { price: price(800) }, '"1"')
    const refusal = late.refusal(412, 'version_mismatch')
    expect(refusal.current).toMatchObject({ version: 2, price: price(900) })
    expect(late.headers.get('etag')).toBe('"2"')
    const etag = (await stranger.get(`/v1/products/${sku}`)).headers.get('etag') ?? ''
    expect((await change(sku, { price: price(700) }, etag)).as(adminProductSchema).version).toBe(3)
    expect((await change(sku, { price: price(700) }, '*')).as(adminProductSchema).version).toBe(3)
    for (const other of ['"nonsense"', '"0-99.x"'])
      (await change(sku, { price: price(1) }, other)).refusal(412, 'version_mismatch')
    ;(await change(sku, { price: price(1) }, 'x')).refusal(400, 'invalid_request')
  })

  it('a product weighs nothing until it is weighed, also one that is created again after its deletion', async () => {
    const sku = newSku()
    expect((await create(sku)).as(adminProductSchema).weightGrams).toBe(0)
    expect((await change(sku, { weightGrams: 850 }, '"1"')).as(adminProductSchema)).toMatchObject({ weightGrams: 850 })
    const edited = await change(sku, { price: price(900) }, '"2"')
    expect(edited.as(adminProductSchema)).toMatchObject({ weightGrams: 850, version: 3 })
    const path = `/v1/admin/products/${sku}`
    expect((await operator.call('DELETE', path, undefined, { 'if-match': '"3"' })).status).toBe(204)
    expect((await create(sku)).as(adminProductSchema).weightGrams).toBe(0)
  })

  it('one of ten simultaneous edits of a product is accepted', async () => {
    const sku = newSku()
    await create(sku)
    const replies = await Promise.all(Array.from({ length: 10 }, (_, n) => change(sku, { price: price(n + 1) }, '"1"')))
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(412)])
    expect((await shown(sku)).version).toBe(2)
  })

  it('an edited product is shown at once, and a cart shows the change of its price', async () => {
    const sku = newSku()
    await create(sku)
    const shopper = await Shopper.guest()
    const etag = (await shopper.add(sku, 2)).headers.get('etag')
    await shown(sku)
    await change(sku, { price: price(1_200), title: { en: 'A better pot' } }, '"1"')
    expect(await shown(sku)).toMatchObject({ title: 'A better pot', price: price(1_200) })
    const read = await shopper.cart({ 'if-none-match': etag ?? '' })
    expect(read.cart).toMatchObject({
      items: [
        { title: 'A better pot', unitPrice: price(1_200), priceChange: { from: price(1_000), to: price(1_200) } },
      ],
      notices: [
        { code: 'out_of_stock', sku },
        { code: 'price_changed', sku },
      ],
    })
    await change(sku, { status: 'discontinued' }, '"2"')
    expect((await shopper.cart()).cart).toMatchObject({
      items: [{ availability: 'discontinued', selected: false }],
      notices: [{ code: 'discontinued' }],
    })
  })

  it('fault 42: a deleted product is gone for everybody, and carts keep their lines of it', async () => {
    const sku = newSku()
    await create(sku)
    const shopper = await Shopper.guest()
    await shopper.add(sku, 1)
    const path = `/v1/admin/products/${sku}`
    ;(await operator.call('DELETE', path)).refusal(428, 'precondition_required')
    ;(await operator.call('DELETE', path, undefined, { 'if-match': '"7"' })).refusal(412, 'version_mismatch')
    expect((await operator.call('DELETE', path, undefined, { 'if-match': '"1"' })).status).toBe(204)
    ;(await stranger.get(`/v1/products/${sku}`)).refusal(404, 'not_found')
    ;(await operator.get(path)).refusal(404, 'not_found')
    ;(await change(sku, { price: price(1) }, '"2"')).refusal(404, 'not_found')
    ;(await shopper.add(sku, 1)).refusal(404, 'unknown_sku')
    expect((await shopper.cart()).cart.items).toMatchObject([{ sku, availability: 'discontinued', quantity: 1 }])
    const again = (await create(sku, { title: { en: 'Back again' } })).as(adminProductSchema)
    expect(again.version).toBe(3)
    expect(await shown(sku)).toMatchObject({ title: 'Back again', version: 3 })
  })

  it.each<[string, object]>([
    ['a price in another currency', { price: { amount: 1, currency: 'EUR' } }],
    ['a negative price', { price: price(-1) }],
    ['a price of half a cent', { price: price(0.5) }],
    ['a price that is too large', { price: price(2 ** 53) }],
    ['no title', { title: {} }],
    ['an empty title', { title: { en: ' ' } }],
    ['a category that is not there', { category: 'nowhere' }],
    ['an image that is a script', { images: ['javascript:alert(1)'] }],
    ['an image over plain HTTP', { images: ['http://example.com/x.png'] }],
    ['a status that only Pannier sets', { status: 'deleted' }],
    ['a negative weight', { weightGrams: -1 }],
    ['half a gram', { weightGrams: 0.5 }],
    ['a version', { version: 7 }],
    ['units on hand', { onHand: 7 }],
    ['a sku with a slash', { sku: 'a/b' }],
    ['too many labels', { labels: Array<string>(21).fill('x') }],
  ])('fault 30: a product with %s is refused and not stored', async (_, fields) => {
    const sku = newSku()
    ;(await create(sku, fields)).refusal(400, 'invalid_request')
    ;(await operator.get(`/v1/admin/products/${sku}`)).refusal(404, 'not_found')
  })

  it('fault 38: SQL and HTML in the texts of a product stay plain text', async () => {
    const sku = newSku()
    const text = `'); DROP TABLE products;-- <script>alert("1")</script> % _ \\ 你好`
    await create(sku, { title: { en: text }, attributes: { [text.slice(0, 50)]: text } })
    expect(await shown(sku)).toMatchObject({ title: text, attributes: { [text.slice(0, 50)]: text } })
  })
})

describe('a category', () => {
  const id = () => `cat-${Date.now().toString(36)}-${++last}`
  const make = (fields: object) => operator.call('POST', '/v1/admin/categories', { name: { en: 'Pots' }, ...fields })
  const edit = (which: string, fields: object, version: number) =>
    operator.call('PATCH', `/v1/admin/categories/${which}`, fields, { 'if-match': `"${version}"` })

  it('a category is created below another, edited, shown in the tree, and deleted when it is empty', async () => {
    const [above, below] = [id(), id()]
    expect((await make({ id: above })).as(adminCategorySchema)).toMatchObject({ parent: null, version: 1 })
    expect((await make({ id: below, parent: above })).status).toBe(201)
    ;(await make({ id: below })).refusal(409, 'already_exists')
    ;(await make({ id: id(), parent: 'nowhere' })).refusal(400, 'invalid_request')
    ;(await edit(above, { parent: below }, 1)).refusal(400, 'invalid_request')
    expect((await edit(above, { name: { en: 'Fine pots' } }, 1)).as(adminCategorySchema).version).toBe(2)
    ;(await edit(above, { rank: 3 }, 1)).refusal(412, 'version_mismatch')
    const sku = newSku()
    await create(sku, { category: below })
    const tree = (await stranger.get('/v1/categories?locale=en')).as(categoryListSchema)
    expect(tree.items.find((item) => item.id === above)).toMatchObject({
      name: 'Fine pots',
      count: 1,
      children: [{ id: below, count: 1 }],
    })
    const drop = (which: string, version: number) =>
      operator.call('DELETE', `/v1/admin/categories/${which}`, undefined, { 'if-match': `"${version}"` })
    ;(await drop(above, 2)).refusal(409, 'category_not_empty')
    ;(await drop(below, 1)).refusal(409, 'category_not_empty')
    await operator.call('DELETE', `/v1/admin/products/${sku}`, undefined, { 'if-match': '*' })
    expect((await drop(below, 1)).status).toBe(204)
    expect((await drop(above, 2)).status).toBe(204)
    ;(await operator.get(`/v1/admin/categories/${above}`)).refusal(404, 'not_found')
    const { items } = (await operator.get(`/v1/admin/audit?subject=category:${above}`)).as(auditListSchema)
    expect(items.map(({ action }) => action)).toEqual(['delete', 'edit', 'create'])
  })
})

describe('units', () => {
  it('units are counted and corrected, but never below the held units', async () => {
    await stock(product('jar', { onHand: 5 }))
    const put = (body: object, headers = {}) => operator.call('PUT', '/v1/admin/stock/jar', body, headers)
    expect(await unitsOf('jar')).toMatchObject({ onHand: 5, held: 0, available: 5 })
    const shopper = await Shopper.guest()
    await shopper.add('jar', 4)
    await ordered(shopper)
    expect(JSON.parse((await put({ adjust: 3 })).text)).toMatchObject({ onHand: 8, held: 4, available: 4 })
    ;(await put({ onHand: 3 })).refusal(409, 'units_held')
    expect(JSON.parse((await put({ onHand: 4 })).text)).toMatchObject({ onHand: 4, held: 4, available: 0 })
    const { version } = await unitsOf('jar')
    ;(await put({ adjust: 1 }, { 'if-match': `"${version - 1}"` })).refusal(412, 'version_mismatch')
    const key = { 'idempotency-key': newKey() }
    await put({ adjust: 2 }, key)
    const again = await put({ adjust: 2 }, key)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(await unitsOf('jar')).toMatchObject({ onHand: 6 })
    for (const bad of [{ onHand: -1 }, { onHand: 1.5 }, { adjust: '1' }, {}, { onHand: 1, adjust: 1 }]) {
      ;(await put(bad)).refusal(400, 'invalid_request')
    }
    ;(await operator.get('/v1/admin/stock/nothing')).refusal(404, 'not_found')
  })

  it('the orders that hold units are listed page by page, and only as long as they hold them', async () => {
    await stock(product('urn', { onHand: 50 }))
    const shopper = await Shopper.guest()
    const made: string[] = []
    for (const quantity of [1, 2, 3]) {
      await shopper.add('urn', quantity)
      made.push((await ordered(shopper)).id)
    }
    const page = async (query: string) => (await operator.get(`/v1/admin/stock/urn/holds?${query}`)).as(holdListSchema)
    const first = await page('limit=2')
    const second = await page(`limit=2&cursor=${first.nextCursor}`)
    const all = [...first.items, ...second.items]
    expect(all.map(({ orderId, quantity }) => [orderId, quantity])).toEqual(made.map((id, n) => [id, n + 1]))
    expect(all[0]).toMatchObject({ number: orderNumberOf(made[0] ?? ''), isOverdue: false })
    expect(second.nextCursor).toBeNull()
    const reply = await operator.call('POST', `/v1/admin/orders/${made[0]}/cancel`)
    expect(reply.as(orderSchema)).toMatchObject({ status: 'cancelled', history: [{}, { to: 'cancelled' }] })
    expect((await page('limit=9')).items.map(({ orderId }) => orderId)).toEqual(made.slice(1))
    ;(await operator.get('/v1/admin/stock/urn/holds?limit=0')).refusal(400, 'invalid_request')
    ;(await operator.get('/v1/admin/stock/nothing/holds')).refusal(404, 'not_found')
  })

  it('units arrive in the record, and the catalogue shows them', async () => {
    await stock(product('bowl', { onHand: 7 }))
    const shopper = await Shopper.guest()
    await shopper.add('bowl', 7)
    await ordered(shopper)
    await vi.waitUntil(
      async () => (await bindings.RECORD.prepare("SELECT held FROM products WHERE sku = 'bowl'").first())?.held === 7,
      { timeout: 10_000 },
    )
    await vi.waitUntil(
      async () => JSON.parse((await shopper.get('/v1/products/bowl')).text).availability === 'out_of_stock',
      { timeout: 10_000 },
    )
  })
})
