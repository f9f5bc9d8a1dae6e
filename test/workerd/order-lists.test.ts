/**
 * Lists of orders, and erasure in them. Invariants: a fresh order is listed at once; an erased person is in no order.
 */

import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type * as z from 'zod/mini'
import { orderListSchema } from '../../src/contract/answers/orders.ts'
import { newId } from '../../src/domain/id.ts'
import { operator, type Reply, Shopper } from './support/client.ts'
import { checkOut, ordered, orderIn, paid, withOrder } from './support/orders.ts'
import { registered } from './support/person.ts'
import { bindings, product, record, stock } from './support/shop.ts'

beforeAll(() => stock(product('tea', { priceAmount: 1000, onHand: 10_000 }), product('cup', { onHand: 10_000 })))
afterEach(() => vi.restoreAllMocks())

describe('lists', () => {
  it('a list shows a fresh order at once, the newest first, page by page', async () => {
    const shopper = await Shopper.guest()
    const made: string[] = []
    for (let index = 0; index < 5; index++) {
      await shopper.add('cup')
      made.unshift((await ordered(shopper)).id)
    }
    const list = async (query = '') => (await shopper.get(`/v1/orders${query}`)).as(orderListSchema)
    expect((await list()).items.map(({ id }) => id)).toEqual(made)
    await vi.waitUntil(
      async () =>
        (await bindings.RECORD.prepare('SELECT id FROM orders WHERE owner = ?').bind(shopper.id).all()).results
          .length === 5,
      { timeout: 10_000 },
    )
    const first = await list('?limit=2')
    expect(first.items.map(({ id }) => id)).toEqual(made.slice(0, 2))
    const second = await list(`?limit=3&cursor=${first.nextCursor}`)
    expect(second.items.map(({ id }) => id)).toEqual(made.slice(2))
    expect(second.nextCursor).toBeNull()
    ;(await shopper.get('/v1/orders?cursor=nonsense')).refusal(400, 'invalid_request')
  })

  it('a list shows six fresh orders at once, page by page, although the record has none of them', async () => {
    const shopper = await Shopper.guest()
    const made: string[] = []
    for (let index = 0; index < 6; index++) {
      await shopper.add('cup')
      const order = await ordered(shopper)
      made.unshift(order.id)
      // A shopper has at most five unpaid orders.
      if (index === 0) await paid(shopper, order)
    }
    expect((await shopper.get('/v1/orders')).as(orderListSchema).items.map(({ id }) => id)).toEqual(made)
    const found: string[] = []
    let path: string | null = '/v1/orders?limit=4'
    while (path !== null) {
      const { items, nextCursor }: z.infer<typeof orderListSchema> = (await shopper.get(path)).as(orderListSchema)
      found.push(...items.map(({ id }) => id))
      path = nextCursor && `/v1/orders?limit=4&cursor=${nextCursor}`
    }
    expect(found).toEqual(made)
  })

  it('small pages lose no order while the record lacks the newest', async () => {
    const { shopper, order: older } = await withOrder()
    const inRecord = async () => (await record.listOrders({ owner: shopper.id, limit: 1 })).items.length === 1
    await vi.waitUntil(inRecord, { timeout: 10_000 })
    await shopper.add('cup')
    const newer = await ordered(shopper)
    const found: string[] = []
    let path: string | null = '/v1/orders?limit=1'
    while (path !== null) {
      const reply: Reply = await shopper.get(path)
      const { items, nextCursor } = reply.as(orderListSchema)
      found.push(...items.map(({ id }) => id))
      path = nextCursor && `/v1/orders?limit=1&cursor=${nextCursor}`
    }
    expect(found).toEqual([newer.id, older.id])
  })

  it('operators can filter the list of orders, and support may read it', async () => {
    const { shopper, order } = await withOrder()
    const support = await Shopper.of({ id: newId('usr', Date.now()), role: 'support' })
    await vi.waitUntil(
      async () => (await support.get(`/v1/admin/orders?userId=${shopper.id}`)).as(orderListSchema).items.length === 1,
      { timeout: 10_000 },
    )
    const found = async (query: string) =>
      (await support.get(`/v1/admin/orders?userId=${shopper.id}&${query}`))
        .as(orderListSchema)
        .items.map(({ id }) => id)
    expect(await found('status=pending_payment')).toEqual([order.id])
    expect(await found('status=paid')).toEqual([])
    expect(await found(`from=${order.createdAt}`)).toEqual([order.id])
    expect(await found(`to=${order.createdAt}`)).toEqual([])
    ;(await support.call('POST', `/v1/admin/orders/${order.id}/deliver`)).refusal(403, 'forbidden')
    ;(await support.get('/v1/admin/orders?status=holding')).refusal(400, 'invalid_request')
  })
})

describe('a person who is erased', () => {
  it('an erased person is removed from their orders, and the totals stay', async () => {
    const person = await registered()
    await person.client.call('POST', '/v1/cart/items', { sku: 'tea', quantity: 1 })
    const order = orderIn(await checkOut(person.client, { email: 'lin@example.com' }), 201)
    const exported = JSON.parse((await person.client.get('/v1/me/export')).text)
    expect(exported.orders).toMatchObject([{ id: order.id, email: 'lin@example.com' }])
    const gone = await person.client.call('DELETE', '/v1/me', { password: 'correct horse battery' })
    expect(gone.status, gone.text).toBe(204)
    const left = orderIn(await operator.get(`/v1/admin/orders/${order.id}`))
    expect(left).toMatchObject({ userId: null, address: null, email: null, totals: order.totals })
    await vi.waitUntil(
      async () => {
        const row = await bindings.RECORD.prepare('SELECT lists FROM orders WHERE id = ?').bind(order.id).first()
        return row && !String(row.lists).includes('lin@example.com') && !String(row.lists).includes('林小雨')
      },
      { timeout: 10_000 },
    )
  })
})
