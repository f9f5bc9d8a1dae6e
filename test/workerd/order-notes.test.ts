/** Notes of operators on an order. Invariant: the shopper never sees a note, and no note outlives the person's data. */
import { beforeAll, describe, expect, it } from 'vitest'
import { notesSchema } from '../../src/contract/answers/admin-orders.ts'
import { newId } from '../../src/domain/id.ts'
import { operator, Shopper } from './support/client.ts'
import { act, newKey, orderObject, withOrder } from './support/orders.ts'
import { product, stock } from './support/shop.ts'

beforeAll(() => stock(product('tea', { onHand: 10_000 })))

const SECRET = 'asked twice where his parcel is'
const read = async (id: string, client = operator) =>
  (await client.get(`/v1/admin/orders/${id}/notes`)).as(notesSchema).items

describe('notes on an order', () => {
  it('admin and support add and read notes, with author and time, and others cannot', async () => {
    const { shopper, order } = await withOrder()
    const support = await Shopper.of({ id: newId('usr', Date.now()), role: 'support' })
    const path = `/v1/admin/orders/${order.id}/notes`
    expect((await act(order.id, 'notes', { text: SECRET })).status).toBe(200)
    const reply = await support.call('POST', path, { text: '客户已电话确认' })
    expect(reply.status, reply.text).toBe(200)
    const items = await read(order.id, support)
    expect(items.map(({ text }) => text)).toEqual([SECRET, '客户已电话确认'])
    expect(items[1]?.by).toBe(support.id)
    expect(Date.parse(items[1]?.at ?? '')).toBeGreaterThan(Date.now() - 60_000)
    ;(await support.call('POST', `/v1/admin/orders/${order.id}/deliver`)).refusal(403, 'forbidden')
    ;(await shopper.get(path)).refusal(403, 'forbidden')
    ;(await shopper.call('POST', path, { text: 'x' })).refusal(403, 'forbidden')
    for (const shown of [`/v1/orders/${order.id}`, '/v1/orders', '/v1/me/export']) {
      const answer = await shopper.get(shown)
      expect(answer.status).toBe(200)
      expect(answer.text).not.toContain(SECRET)
    }
  })

  it('notes are limited in length and number, and a repeated key adds none', async () => {
    const { order } = await withOrder()
    ;(await act(order.id, 'notes', { text: 'x'.repeat(2001) })).refusal(400, 'invalid_request')
    ;(await act(order.id, 'notes', { text: '' })).refusal(400, 'invalid_request')
    ;(await act(newId('ord', Date.now()), 'notes', { text: 'x' })).refusal(404, 'not_found')
    const key = { 'idempotency-key': newKey() }
    for (let n = 0; n < 3; n++) await act(order.id, 'notes', { text: 'once' }, key)
    expect(await read(order.id)).toHaveLength(1)
    const envelope = { requestId: 'test', key: null, ifMatch: null }
    for (let n = 1; n < 100; n++) {
      await orderObject(order.id).act({ type: 'add_note', text: `${n}`, by: 'usr_x' }, envelope)
    }
    ;(await act(order.id, 'notes', { text: 'one more' })).refusal(409, 'note_limit')
    expect(await read(order.id)).toHaveLength(100)
  })

  it('notes are deleted when the person is erased', async () => {
    const { order } = await withOrder()
    await act(order.id, 'notes', { text: SECRET })
    await orderObject(order.id).forgetPerson()
    expect(await read(order.id)).toEqual([])
  })
})
