/** The public stream of events over HTTP. Invariant: an order's changes are read in their order, each once. */
import { runInDurableObject } from 'cloudflare:test'
import { beforeAll, describe, expect, it } from 'vitest'
import { eventListSchema } from '../../src/contract/answers/events.ts'
import { orderSchema } from '../../src/contract/answers/orders.ts'
import { SHARDS } from '../../src/domain/events/stream.ts'
import { newId } from '../../src/domain/id.ts'
import type { PublicEvent } from '../../src/domain/outbox.ts'
import type { EventShard } from '../../src/objects/events/event-shard.ts'
import { operator, Shopper } from './support/client.ts'
import { act, orderObject, orderOf, paid, told, withOrder } from './support/orders.ts'
import { bindings, product, stock } from './support/shop.ts'

beforeAll(() => stock(product('tea', { onHand: 10_000 })))

type Page = ReturnType<typeof eventListSchema.parse>

async function page(after?: string, limit = 100): Promise<Page> {
  const query = new URLSearchParams({ limit: `${limit}`, ...(after !== undefined && { after }) })
  const reply = await operator.get(`/v1/admin/events?${query}`)
  expect(reply.status, reply.text).toBe(200)
  return reply.as(eventListSchema)
}

/** The rest of the stream, in pages of this size. */
async function rest(after?: string, limit = 100): Promise<{ items: Page['items']; after: string }> {
  const items: Page['items'][number][] = []
  let cursor = after
  for (;;) {
    const next = await page(cursor, limit)
    items.push(...next.items)
    cursor = next.after
    if (!next.hasMore) return { items, after: cursor }
  }
}

describe('the stream of events', () => {
  it('the changes of an order are in the stream when they are answered, in their order', async () => {
    const { after } = await rest()
    const { shopper, order } = await withOrder()
    expect((await rest(after)).items).toMatchObject([
      { type: 'order.placed', subject: `order:${order.id}`, version: 1 },
    ])
    const paymentId = await paid(shopper, order)
    const shipped = await act(order.id, 'ship', { carrier: 'SF', trackingNumber: 'SF-1' })
    expect(shipped.status, shipped.text).toBe(200)
    await act(order.id, 'deliver')
    await act(order.id, 'refund', { reason: 'broken' })
    const [refund] = (await orderObject(order.id).view())?.refunds ?? []
    await told({ id: 'evt-r', type: 'refund.succeeded', orderId: order.id, refundId: refund?.[0] ?? '' })
    const { items } = await rest(after, 1)
    const its = items.filter(({ subject }) => subject === `order:${order.id}`)
    expect(its.map(({ type }) => type)).toEqual([
      ...['order.placed', 'order.paid', 'order.shipped', 'shipment.shipped', 'order.delivered', 'shipment.delivered'],
      'order.refunded',
    ])
    const { id: orderId, number } = order
    const total = order.totals.total.amount
    expect(its[1]?.data).toEqual({
      ...{ orderId, number, status: 'paid', currency: 'CNY', total },
      lines: [{ sku: 'tea', quantity: 2, unitPrice: expect.any(Number) }],
    })
    expect(its[6]?.data).toMatchObject({ orderId, paymentId, amount: total, stray: false, status: 'refunded' })
    expect(JSON.stringify(its)).not.toMatch(/SF-1|林小雨|中山路/)
    expect(new Set(its.map(({ id }) => id)).size).toBe(7)
  })

  it('an answered change has no row left to send, so the version of the answer is the current one', async () => {
    const { shopper, order } = await withOrder()
    const reply = await act(order.id, 'cancel')
    expect(reply.status, reply.text).toBe(200)
    const now = await orderOf(shopper, order.id)
    expect(reply.as(orderSchema).version).toBe(now.version)
  })

  it('the pages of a reader do not depend on their size', async () => {
    const whole = await rest()
    const inPairs = await rest(undefined, 2)
    expect(inPairs.items.map(({ id }) => id)).toEqual(whole.items.map(({ id }) => id))
    expect(inPairs.after).toBe(whole.after)
    expect((await page(whole.after)).items).toEqual([])
  })

  it('support may read the stream, shoppers may not, and another text is not a cursor', async () => {
    const support = await Shopper.of({ id: newId('usr', Date.now()), role: 'support' })
    expect((await support.get('/v1/admin/events')).status).toBe(200)
    ;(await (await Shopper.of({ id: newId('usr', Date.now()), role: 'customer' })).get('/v1/admin/events')).refusal(
      403,
      'forbidden',
    )
    for (const after of ['x', '1.2.3', `s${'1.'.repeat(600)}1`, 's1;drop table events']) {
      const reply = await operator.get(`/v1/admin/events?after=${encodeURIComponent(after)}`)
      reply.refusal(400, 'invalid_request')
    }
  })

  it('a cursor whose following events were deleted is refused, and a read without a cursor begins at the oldest', async () => {
    const event = (id: string): PublicEvent => {
      return { id, type: 'order.paid', version: 1, subject: 'order:x', at: 0, data: {} }
    }
    await runInDurableObject(bindings.EVENT_STREAM.getByName('0'), async (object, state) => {
      await (object as unknown as EventShard).accept([event('evt_1'), event('evt_2'), event('evt_3')])
      state.storage.sql.exec('DELETE FROM events WHERE position < (SELECT max(position) FROM events)')
    })
    const { items, after } = await rest()
    expect(items.at(-1)?.id).toBe('evt_3')
    ;(await operator.get(`/v1/admin/events?after=s0.0.0.0`)).refusal(410, 'cursor_expired')
    expect(after.split('.')).toHaveLength(SHARDS)
  })
})
