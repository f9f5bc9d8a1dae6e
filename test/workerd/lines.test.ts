/**
 * Several lines of one SKU over HTTP: routes that name a line, checkout, merge, and carts from before lines had ids.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { cartSchema, minimalSchema } from '../../src/contract/answers/cart.ts'
import { orderSchema, quoteSchema } from '../../src/contract/answers/orders.ts'
import type { LiveCopy } from '../../src/domain/copy.ts'
import { operator, Shopper } from './support/client.ts'
import { rowsIn, snapshotOf } from './support/objects.ts'
import { product, stock } from './support/shop.ts'

const ADDRESS = { name: '林小雨', line1: '中山路 1 号', city: '上海', postalCode: '200000', country: 'CN' }
const LIN = { engraving: 'For Lin' }
const BO = { engraving: 'For Bo' }

beforeAll(() => stock(product('ring', { onHand: 100 }), product('cup', { onHand: 100 })))

/** A shopper with two engraved rings, and the ids of both lines. */
async function engraved() {
  const shopper = await Shopper.guest()
  const add = (attributes: object, quantity: number) =>
    shopper.call('POST', '/v1/cart/items', { sku: 'ring', quantity, attributes })
  await add(LIN, 1)
  const { items } = (await add(BO, 2)).cart
  const [lin = '', bo = ''] = items.map(({ lineId }) => lineId)
  return { shopper, lin, bo }
}

const path = (name: string, rest = '') => `/v1/cart/items/${encodeURIComponent(name)}${rest}`

describe('a line id', () => {
  it('a line id names one line on every route, and leaves the other lines of the SKU unchanged', async () => {
    const { shopper, lin, bo } = await engraved()
    const set = (await shopper.call('PATCH', path(lin), { quantity: 5, selected: false })).cart
    expect(set.items).toMatchObject([
      { lineId: lin, quantity: 5, selected: false, attributes: LIN },
      { lineId: bo, quantity: 2, selected: true, attributes: BO },
    ])
    const removed = (await shopper.call('DELETE', path(bo))).cart
    expect(removed).toMatchObject({
      items: [{ lineId: lin }],
      removed: [{ sku: 'ring', lineId: bo, quantity: 2, attributes: BO }],
    })
    expect((await shopper.call('POST', path(bo, '/restore'))).cart.items).toMatchObject([
      { lineId: lin },
      { lineId: bo },
    ])
    expect((await shopper.call('POST', path(lin, '/save'))).cart).toMatchObject({
      items: [{ lineId: bo }],
      saved: [{ lineId: lin, attributes: LIN }],
    })
    await shopper.call('POST', path(bo, '/save'))
    const moved = (await shopper.call('POST', `/v1/cart/saved/${lin}/move`)).cart
    expect(moved).toMatchObject({ items: [{ lineId: lin, quantity: 5 }], saved: [{ lineId: bo }] })
    expect((await shopper.call('DELETE', `/v1/cart/saved/${bo}`)).cart.saved).toEqual([])
    expect((await shopper.call('POST', '/v1/cart/undo')).cart.saved).toMatchObject([{ lineId: bo, attributes: BO }])
  })

  it('a line id selects and orders one of several lines', async () => {
    const { shopper, lin, bo } = await engraved()
    const { items } = (await shopper.call('PUT', '/v1/cart/selection', { selected: false, skus: [bo] })).cart
    expect(items.map(({ selected }) => selected)).toEqual([true, false])
    const quote = await shopper.call('POST', '/v1/checkout/quote', { address: ADDRESS, skus: [bo, lin] })
    expect(quote.as(quoteSchema).lines).toMatchObject([
      { lineId: lin, quantity: 1, attributes: LIN },
      { lineId: bo, quantity: 2, attributes: BO },
    ])
  })

  it('a line id that the cart does not have is not found', async () => {
    const { shopper } = await engraved()
    ;(await shopper.call('DELETE', path('ring~none'))).refusal(404, 'line_not_found')
    ;(await shopper.call('DELETE', path('ring~'))).refusal(400, 'invalid_request')
    ;(await shopper.call('POST', '/v1/checkout/quote', { skus: ['ring~none'] })).refusal(404, 'line_not_found')
  })
})

describe('a SKU', () => {
  it('a SKU with several lines is ambiguous: each route refuses it with the ids, and changes nothing', async () => {
    const { shopper, lin, bo } = await engraved()
    const ambiguous = [
      shopper.call('PATCH', path('ring'), { quantity: 1 }),
      shopper.call('DELETE', path('ring')),
      shopper.call('POST', path('ring', '/save')),
      shopper.call('PUT', '/v1/cart/selection', { selected: false, skus: ['ring'] }),
      shopper.call('POST', '/v1/cart/batch', { operations: [{ type: 'remove', sku: 'ring' }] }),
      shopper.call('POST', '/v1/checkout/quote', { skus: ['ring'] }),
    ]
    for (const reply of await Promise.all(ambiguous)) {
      expect(reply.refusal(409, 'ambiguous_line').lineIds).toEqual([lin, bo])
    }
    expect((await shopper.cart()).cart.version).toBe(2)
    await shopper.call('DELETE', path(lin))
    expect((await shopper.call('PATCH', path('ring'), { quantity: 9 })).cart.items).toMatchObject([
      { lineId: bo, quantity: 9 },
    ])
  })
})

describe('a batch', () => {
  it('a batch takes lineId or sku, and names the ambiguous operation and the changed lines', async () => {
    const { shopper, lin, bo } = await engraved()
    const batch = (body: object) => shopper.call('POST', '/v1/cart/batch', body)
    const operations = [
      { type: 'set', lineId: lin, quantity: 3 },
      { type: 'select', sku: bo, selected: false },
    ]
    const minimal = await shopper.call('POST', '/v1/cart/batch', { operations }, { prefer: 'return=minimal' })
    expect(minimal.as(minimalSchema).changed.sort()).toEqual([lin, bo].sort())
    const mixed = [
      { type: 'set', lineId: bo, quantity: 7 },
      { type: 'remove', sku: 'ring' },
    ]
    expect((await batch({ operations: mixed })).refusal(409, 'ambiguous_line')).toMatchObject({
      index: 1,
      lineIds: [lin, bo],
    })
    const each = (await batch({ operations: mixed, atomic: false })).as(cartSchema)
    expect(each.results).toMatchObject([
      { status: 'accepted' },
      { status: 'refused', code: 'ambiguous_line', lineIds: [lin, bo] },
    ])
    for (const names of [{}, { sku: 'ring', lineId: lin }]) {
      const { errors } = (await batch({ operations: [{ type: 'remove', ...names }] })).refusal(400, 'invalid_request')
      expect(errors).toMatchObject([{ path: 'operations.0.sku' }])
    }
  })
})

describe('setting attributes', () => {
  it('equal attributes join two lines: the named line stays, with the units of both', async () => {
    const { shopper, lin, bo } = await engraved()
    const { cart } = await shopper.call('PATCH', path(bo), { attributes: LIN })
    expect(cart).toMatchObject({ items: [{ lineId: bo, quantity: 3, attributes: LIN }], removed: [] })
    ;(await shopper.call('DELETE', path(lin))).refusal(404, 'line_not_found')
    expect((await shopper.call('POST', '/v1/cart/undo')).cart.items).toMatchObject([
      { lineId: lin, quantity: 1, attributes: LIN },
      { lineId: bo, quantity: 2, attributes: BO },
    ])
    await shopper.call('PATCH', path(lin), { quantity: 998 })
    ;(await shopper.call('PATCH', path(bo), { attributes: LIN })).refusal(409, 'quantity_limit')
  })
})

describe('an order', () => {
  it('an order holds all lines of a SKU together, and gives each line back with its attributes', async () => {
    const { shopper, lin, bo } = await engraved()
    const units = async () => JSON.parse((await operator.get('/v1/admin/stock/ring')).text)
    const before = (await units()).held
    const placed = await shopper.call(
      'POST',
      '/v1/checkout',
      { address: ADDRESS },
      { 'idempotency-key': `k-${shopper.id}` },
    )
    expect(placed.status, placed.text).toBe(201)
    const order = placed.as(orderSchema)
    expect(order.lines).toMatchObject([
      { sku: 'ring', lineId: lin, quantity: 1, attributes: LIN },
      { sku: 'ring', lineId: bo, quantity: 2, attributes: BO },
    ])
    expect(order.totals.subtotal.amount).toBe(3000)
    expect((await units()).held).toBe(before + 3)
    const away = (await shopper.cart()).cart
    expect(away).toMatchObject({ items: [], inCheckout: [{ orderId: order.id, skus: ['ring'], lineIds: [lin, bo] }] })
    await shopper.call('POST', '/v1/cart/items', { sku: 'ring', quantity: 4, attributes: BO })
    expect((await shopper.call('POST', `/v1/orders/${order.id}/cancel`)).status).toBe(200)
    const { items } = (await shopper.cart()).cart
    expect(items.map(({ quantity, attributes }) => [quantity, attributes])).toEqual([
      [1, LIN],
      [6, BO],
    ])
    expect((await units()).held).toBe(before)
  })

  it('an order is short when all its lines of a SKU together need more units than there are', async () => {
    await stock(product('rare', { onHand: 3 }))
    const shopper = await Shopper.guest()
    for (const attributes of [LIN, BO]) {
      await shopper.call('POST', '/v1/cart/items', { sku: 'rare', quantity: 2, attributes })
    }
    const reply = await shopper.call(
      'POST',
      '/v1/checkout',
      { address: ADDRESS },
      { 'idempotency-key': `k-${shopper.id}` },
    )
    expect(reply.refusal(409, 'insufficient_stock').errors).toMatchObject([{ sku: 'rare', requested: 4, available: 3 }])
    expect((await shopper.cart()).cart.items).toHaveLength(2)
  })
})

describe('the copy', () => {
  it('the copy has a SKU’s first line under the SKU, others with their line id, also after a removal', async () => {
    const { shopper, lin, bo } = await engraved()
    const itemsOf = async () => Object.keys(((await snapshotOf(shopper)) as LiveCopy).lists.items ?? {})
    expect(await itemsOf()).toEqual(['ring', `ring#${bo}`])
    await shopper.call('DELETE', path(lin))
    expect(await itemsOf()).toEqual(['ring'])
    expect(await rowsIn(shopper, "SELECT key FROM rows WHERE list = 'items'")).toEqual([{ key: 'ring' }])
  })
})
