/** The limits of a cart, also for a client that keeps trying to exceed them (fault 50). */
import { beforeAll, describe, expect, it } from 'vitest'
import { Shopper } from './support/client.ts'
import { drained, inRecord, rowsIn, snapshotOf } from './support/objects.ts'
import { record, stockMany } from './support/shop.ts'

let skus: readonly string[]
beforeAll(async () => {
  skus = await stockMany('p', 260, { title: { 'zh-CN': '名'.repeat(80) } })
})

const minimal = { prefer: 'return=minimal' }
const sku = (index: number) => skus[index] ?? ''

describe('a cart', () => {
  it('a cart holds 200 lines', async () => {
    const shopper = await Shopper.guest()
    await shopper.fill(skus.slice(0, 200))
    ;(await shopper.add(sku(200))).refusal(409, 'line_limit')
    expect((await shopper.add(sku(0))).cart.items).toHaveLength(200)
    await shopper.call('DELETE', `/v1/cart/items/${sku(0)}`)
    await shopper.add(sku(200))
    ;(await shopper.call('POST', `/v1/cart/items/${sku(0)}/restore`)).refusal(409, 'line_limit')
  })

  it('a cart holds 999 units per line, however they are added', async () => {
    const shopper = await Shopper.guest()
    await shopper.add(sku(0), 999)
    ;(await shopper.add(sku(0))).refusal(409, 'quantity_limit')
    ;(await shopper.add(sku(1), 1000)).refusal(409, 'quantity_limit')
    ;(await shopper.add(sku(1), Number.MAX_SAFE_INTEGER)).refusal(409, 'quantity_limit')
    ;(await shopper.call('PATCH', `/v1/cart/items/${sku(0)}`, { quantity: 1000 })).refusal(409, 'quantity_limit')
    expect((await shopper.cart()).cart).toMatchObject({ version: 1, items: [{ quantity: 999 }] })
  })

  it('a cart keeps the newest 50 removed lines', async () => {
    const shopper = await Shopper.guest()
    await shopper.fill(skus.slice(0, 60))
    const { removed } = (await shopper.call('DELETE', '/v1/cart')).cart
    expect(removed).toHaveLength(50)
    await shopper.add(sku(100))
    const next = (await shopper.call('DELETE', `/v1/cart/items/${sku(100)}`)).cart.removed
    expect(next).toHaveLength(50)
    expect(next[0]?.sku).toBe(sku(100))
  })
})

describe('attributes', () => {
  const add = async (attributes: object) =>
    (await Shopper.guest()).call('POST', '/v1/cart/items', { sku: sku(0), quantity: 1, attributes })
  const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']))

  it('a line has at most ten attributes', async () => {
    expect((await add(keys(10))).status).toBe(200)
    ;(await add(keys(11))).refusal(400, 'invalid_request')
  })

  it('attributes take at most 1 KiB as JSON in UTF-8', async () => {
    expect((await add({ a: 'x'.repeat(1024 - 8) })).status).toBe(200)
    ;(await add({ a: 'x'.repeat(1024 - 7) })).refusal(400, 'invalid_request')
    expect((await add({ a: '茶'.repeat(338) })).status).toBe(200)
    ;(await add({ a: '茶'.repeat(339) })).refusal(400, 'invalid_request')
  })

  it.each([{ a: 1 }, { a: null }, { a: {} }, { a: ['b'] }, [], 'text', null, { '': 'empty key' }])(
    '%j is refused as attributes',
    async (attributes) => {
      ;(await add(attributes as object)).refusal(400, 'invalid_request')
    },
  )

  it('fault 38: markup, SQL and JavaScript property names in attributes stay plain text', async () => {
    const nasty = { constructor: "'); DROP TABLE rows;--", toString: '<script>alert(1)</script>', 'a"b': '\u2028"\\' }
    const reply = await add(nasty)
    expect(reply.cart.items[0]?.attributes).toEqual(nasty)
    expect(reply.headers.get('content-type')).toBe('application/json')
  })
})

const largest = { attributes: { text: 'x'.repeat(1000) } }

describe('fault 12: a cart near the message limit', () => {
  it('a cart near the message limit travels as a position only, and the consumer fetches its copy', async () => {
    const shopper = await Shopper.guest()
    await shopper.fill(skus.slice(0, 200), { attributes: { text: 'x'.repeat(900) } })
    expect(await drained(shopper)).toMatchObject({ id: shopper.id, version: 5, copy: null })
    expect((await shopper.call('PATCH', `/v1/cart/items/${sku(0)}`, { quantity: 2 })).status).toBe(200)
    await inRecord(shopper, 6)
    const copy = await record.getCopy('cart', shopper.id)
    expect(copy).toEqual(await snapshotOf(shopper))
    expect(new TextEncoder().encode(JSON.stringify(copy)).byteLength).toBeGreaterThan(200_000)
  })

  it('a cart refuses to grow beyond the size that can be copied in one piece', async () => {
    const shopper = await Shopper.guest()
    await shopper.fill(skus.slice(0, 50), largest)
    await shopper.call('DELETE', '/v1/cart', undefined, minimal)
    let refused = 0
    for (let from = 50; from < 250 && refused === 0; from += 40) {
      const operations = skus
        .slice(from, from + 40)
        .map((name) => ({ type: 'add', sku: name, quantity: 1, ...largest }))
      const reply = await shopper.call('POST', '/v1/cart/batch', { operations, atomic: false }, minimal)
      refused = (JSON.parse(reply.text) as { results: { code?: string }[] }).results.filter(
        ({ code }) => code === 'cart_too_large',
      ).length
    }
    expect(refused).toBeGreaterThan(0)
    const one = () => shopper.call('POST', '/v1/cart/items', { sku: sku(255), quantity: 1, ...largest })
    ;(await one()).refusal(409, 'cart_too_large')
    const line = (await shopper.cart()).cart.items[0]?.sku
    expect((await shopper.call('PATCH', `/v1/cart/items/${line}`, { quantity: 2 })).status).toBe(200)
    expect((await shopper.call('DELETE', `/v1/cart/items/${line}`)).status).toBe(200)
    const shrunk = await shopper.call('PATCH', `/v1/cart/items/${sku(51)}`, { attributes: {} })
    const [size] = await rowsIn(shopper, 'SELECT sum(length(CAST(value AS BLOB))) AS bytes FROM rows')
    expect(Number(size?.bytes)).toBeLessThanOrEqual(288 * 1024)
    await inRecord(shopper, shrunk.cart.version)
  })
})

describe('fault 50: a client that adds and removes new SKUs without end', () => {
  it('lists, ring and snapshot stay bounded, and the drain goes on', async () => {
    const shopper = await Shopper.guest()
    for (let round = 0; round < 6; round++) {
      const names = skus.slice(round * 40, round * 40 + 40)
      for (const type of ['add', 'remove']) {
        const operations = names.map((name) => ({
          type,
          sku: name,
          ...(type === 'add' && { quantity: 1, ...largest }),
        }))
        expect((await shopper.call('POST', '/v1/cart/batch', { operations }, minimal)).status).toBe(200)
      }
    }
    expect((await shopper.cart()).cart).toMatchObject({ version: 12, items: [] })
    expect((await shopper.cart()).cart.removed).toHaveLength(50)
    expect(await rowsIn(shopper, 'SELECT list, count(*) AS count FROM rows GROUP BY list')).toEqual([
      { list: 'removed', count: 50 },
    ])
    await inRecord(shopper, 12)
    expect(await record.getCopy('cart', shopper.id)).toEqual(await snapshotOf(shopper))
  })
})
