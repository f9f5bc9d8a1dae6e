/**
 * The numbering in the real runtime. Invariants: one number for each key, and no gap, while calls arrive at once and
 * objects are aborted; a storage that was lost is restored from the copy; a shop without a seller says so.
 */
import { abortAllDurableObjects, runInDurableObject } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import type { IssuedDocuments } from '../../src/contract/rpc/invoices.ts'
import type { Sale } from '../../src/domain/invoices/document.ts'
import { InvoicesDurableObject } from '../../src/objects/invoices/invoices-object.ts'
import { operator } from './support/client.ts'
import { paid, withOrder } from './support/orders.ts'
import { bindings, product, stock } from './support/shop.ts'

const SELLER = { SELLER_NAME: 'Tea House', SELLER_ADDRESS: '1 Bund', SELLER_TAX_ID: 'DE1' }
const env = { ...bindings, ...SELLER }
const line = {
  sku: 'tea',
  title: 'Tea',
  quantity: 1,
  unitPrice: 119,
  discount: 0,
  ratePpm: 190_000,
  tax: 19,
  gross: 119,
}
const sale = (order: number): Sale => ({
  ...{
    orderId: `ord_${order}`,
    orderNumber: `n${order}`,
    currency: 'EUR',
    locale: 'en',
    paidAt: 0,
    buyer: null,
    known: {},
  },
  ...{ lines: [line], shipping: null, refunds: [{ id: `ref_${order}`, amount: 19, at: 0, lines: [] }] },
})

function issue(order: number): Promise<IssuedDocuments> {
  return runInDurableObject(bindings.INVOICES.getByName('numbers'), (_, state) =>
    new InvoicesDurableObject(state, env).issue(sale(order)),
  )
}

async function inNumbers<Value>(read: (object: InvoicesDurableObject) => Promise<Value>): Promise<Value> {
  return runInDurableObject(bindings.INVOICES.getByName('numbers'), (_, state) =>
    read(new InvoicesDurableObject(state, env)),
  )
}

describe('the numbering of a shop', () => {
  it('numbers are consecutive and unique while calls arrive at once and objects are aborted', async () => {
    const answered = new Map<string, string>()
    const orders = Array.from({ length: 12 }, (_, at) => at)
    for (let turn = 0; turn < 3; turn++) {
      const calls = [...orders, ...orders].map((order) => issue(order).catch(() => ({})))
      if (turn < 2) await abortAllDurableObjects()
      for (const issued of await Promise.all(calls)) {
        for (const [key, { number }] of Object.entries(issued)) {
          expect(number).toBe(answered.get(key) ?? number)
          answered.set(key, number)
        }
      }
    }
    expect(answered.size).toBe(2 * orders.length)
    expect(new Set(answered.values()).size).toBe(2 * orders.length)
    const stored = await inNumbers(async (object) => object.stored(0, 100))
    for (const kind of ['invoice', 'credit_note']) {
      const numbers = stored.filter((document) => document.kind === kind).map(({ seq }) => seq)
      expect(numbers).toEqual(orders.map((order) => order + 1))
    }
  })

  it('a numbering without its storage continues after the last number, and has all documents again', async () => {
    await issue(100)
    const before = await inNumbers(async (object) => object.stored(0, 100))
    await runInDurableObject(bindings.INVOICES.getByName('numbers'), (_, state) => state.storage.deleteAll())
    await abortAllDurableObjects()
    const { ord_101: next } = await issue(101)
    expect(next?.number).toMatch(/^INV-\d{4}-0000/)
    const after = await inNumbers(async (object) => object.stored(0, 100))
    expect(after.slice(0, before.length)).toEqual(before)
    expect(after.filter(({ kind }) => kind === 'invoice').map(({ seq }) => seq)).toEqual(
      Array.from({ length: after.length / 2 }, (_, at) => at + 1),
    )
  })
})

describe('a shop without a seller', () => {
  it('the shop answers that it issues no invoices, and an order has none', async () => {
    await stock(product('tea', { onHand: 10 }))
    const { shopper, order } = await withOrder(1)
    await paid(shopper, order)
    ;(await shopper.get(`/v1/orders/${order.id}/invoice`)).refusal(409, 'invoices_off')
    ;(await operator.get(`/v1/admin/orders/${order.id}/invoice`)).refusal(409, 'invoices_off')
    ;(await operator.get('/v1/admin/invoices')).refusal(409, 'invoices_off')
    ;(await operator.get('/v1/admin/export/invoices')).refusal(409, 'invoices_off')
    ;(await operator.get('/v1/admin/invoices?month=2026-13')).refusal(400, 'invalid_request')
  })
})
