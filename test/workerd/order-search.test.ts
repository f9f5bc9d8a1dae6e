/** Search of orders by support. Invariants: filters only narrow a result, and no e-mail address is in a URL. */
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { orderListSchema } from '../../src/contract/answers/orders.ts'
import { newId } from '../../src/domain/id.ts'
import { operator, Shopper } from './support/client.ts'
import { act, type OrderBody, ordered, orderIn, orderObject, paid, withOrder } from './support/orders.ts'
import { registered } from './support/person.ts'
import { product, record, stock } from './support/shop.ts'

const EMAIL = 'Lin.Search@Example.com'
const support = () => Shopper.of({ id: newId('usr', Date.now()), role: 'support' })
let shopper: Shopper
/** A paid order and an unpaid one, the oldest first. */
let orders: readonly OrderBody[] = []

beforeAll(async () => {
  await stock(product('tea', { priceAmount: 1000, onHand: 10_000 }))
  shopper = await Shopper.guest()
  const made: OrderBody[] = []
  for (const fields of [{ email: EMAIL }, {}]) {
    await shopper.add('tea')
    made.push(await ordered(shopper, fields))
  }
  orders = made
  const [first] = orders
  if (first) await paid(shopper, first)
  const statuses = async () =>
    (await record.listOrders({ owner: shopper.id, statuses: ['paid', 'pending_payment'], limit: 9 })).items
  await vi.waitUntil(async () => (await statuses()).length === 2, { timeout: 10_000 })
})

const idsIn = async (query: string) =>
  (await (await support()).get(`/v1/admin/orders?userId=${shopper.id}&${query}`))
    .as(orderListSchema)
    .items.map(({ id }) => id)

describe('support', () => {
  it('support finds an order by its number in any notation, and reads it by that number', async () => {
    const [order] = orders
    const { id = '', number = '' } = order ?? {}
    for (const written of [
      number,
      number.toLowerCase(),
      ` #${number.replaceAll('-', ' ')} `,
      number.replaceAll('-', ''),
    ]) {
      const found = (await (await support()).get(`/v1/admin/orders?number=${encodeURIComponent(written)}`)).as(
        orderListSchema,
      )
      expect(found.items.map((each) => each.id)).toEqual([id])
      expect(orderIn(await (await support()).get(`/v1/admin/orders/${encodeURIComponent(written)}`)).id).toBe(id)
    }
    ;(await operator.get('/v1/admin/orders/261124-0000-0000')).refusal(404, 'not_found')
    const refused = (await operator.get('/v1/admin/orders?number=lin')).refusal(400, 'invalid_request')
    expect(refused.errors).toEqual([{ path: 'number', message: 'is not an order number, such as 261124-7K3M-9QXW' }])
    ;(await operator.get('/v1/admin/orders/lin')).refusal(400, 'invalid_request')
  })

  it('support finds orders by a product of their lines, also with other filters', async () => {
    const search = async (body: object) => {
      const reply = await (await support()).call('POST', '/v1/admin/orders/search', { userId: shopper.id, ...body })
      return reply.as(orderListSchema).items.map(({ id }) => id)
    }
    expect(await search({ sku: 'tea' })).toEqual(orders.map(({ id }) => id).toReversed())
    expect(await search({ sku: 'tea', status: 'paid' })).toEqual([orders[0]?.id])
    expect(await search({ sku: 'mug' })).toEqual([])
    const { items } = (await (await support()).get('/v1/admin/orders?sku=tea&limit=100')).as(orderListSchema)
    expect(items.map(({ id }) => id)).toEqual(expect.arrayContaining(orders.map(({ id }) => id)))
    ;(await operator.get('/v1/admin/orders?sku=%20-')).refusal(400, 'invalid_request')
  })

  it('support finds orders by e-mail address in any case, in a body and never in a URL', async () => {
    const search = async (body: object) => (await support()).call('POST', '/v1/admin/orders/search', body)
    const found = (await search({ email: ` ${EMAIL.toUpperCase()} ` })).as(orderListSchema)
    expect(found.items.map(({ id }) => id)).toEqual([orders[0]?.id])
    expect((await search({ email: EMAIL, status: 'cancelled' })).as(orderListSchema).items).toEqual([])
    expect((await search({ email: EMAIL, status: ['cancelled', 'paid'] })).as(orderListSchema).items).toHaveLength(1)
    const refused = (await operator.get('/v1/admin/orders?email=lin@example.com')).refusal(400, 'invalid_request')
    expect(refused.errors?.[0]?.message).toContain('POST /v1/admin/orders/search')
    ;(await search({ email: 'lin' })).refusal(400, 'invalid_request')
    ;(await shopper.call('POST', '/v1/admin/orders/search', { email: EMAIL })).refusal(403, 'forbidden')
  })

  it('support finds the orders of an account by its e-mail address, also those without an address of their own', async () => {
    const person = await registered()
    const ids: string[] = []
    for (const fields of [{}, { email: person.email }, { email: 'gift@example.com' }]) {
      await person.client.call('POST', '/v1/cart/items', { sku: 'tea', quantity: 1 })
      ids.unshift((await ordered(person.client, fields)).id)
    }
    const search = async (body: object) =>
      (await (await support()).call('POST', '/v1/admin/orders/search', body)).as(orderListSchema)
    await vi.waitUntil(async () => (await search({ userId: person.id })).items.length === 3, { timeout: 10_000 })
    const found = await search({ email: person.email.toUpperCase() })
    expect(found.items.map(({ id }) => id)).toEqual(ids)
    const { items, nextCursor } = await search({ email: person.email, limit: 2 })
    const rest = await search({ email: person.email, limit: 2, cursor: nextCursor })
    expect([...items, ...rest.items].map(({ id }) => id)).toEqual(ids)
    expect((await search({ email: person.email, status: 'paid' })).items).toEqual([])
  })

  it('support filters by several statuses, repeated or separated by commas', async () => {
    const newest = orders.map(({ id }) => id).toReversed()
    expect(await idsIn('status=paid&status=pending_payment')).toEqual(newest)
    expect(await idsIn('status=pending_payment,paid')).toEqual(newest)
    expect(await idsIn('status=shipped,paid')).toEqual([orders[0]?.id])
    ;(await operator.get('/v1/admin/orders?status=paid,holding')).refusal(400, 'invalid_request')
  })

  it('support finds orders by their open returns, page by page, by what each return waits for', async () => {
    const returned: OrderBody[] = []
    for (let made = 0; made < 2; made++) {
      const { shopper: guest, order } = await withOrder()
      await paid(guest, order)
      await act(order.id, 'ship', { carrier: 'SF', trackingNumber: '1' })
      orderIn(await act(order.id, 'deliver'))
      const body = { lines: [{ sku: 'tea', quantity: 1 }], reason: 'too small' }
      returned.unshift(orderIn(await guest.call('POST', `/v1/orders/${order.id}/returns`, body)))
    }
    const [newer, older] = returned.map(({ id }) => id)
    const found = async (query: string) =>
      (await (await support()).get(`/v1/admin/orders?${query}`)).as(orderListSchema)
    const ids = async (query: string) => (await found(query)).items.map(({ id }) => id)
    const answer = { sendTo: 'Returns, 1 Example Street' }
    orderIn(await act(older ?? '', `returns/${returned[1]?.returns[0]?.id}/approve`, answer))
    for (const { id } of returned) {
      const copy = await orderObject(id).snapshot()
      if (copy) await record.putCopies('order', [copy])
    }
    const first = await found('return=open&limit=1')
    const second = await found(`return=open&limit=1&cursor=${first.nextCursor}`)
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual([newer, older])
    expect(second.nextCursor).toBeNull()
    expect(await ids(`return=open&number=${returned[1]?.number}&sku=tea`)).toEqual([older])
    expect(await ids(`return=open&userId=${shopper.id}`)).toEqual([])
    const search = async (body: object) => (await support()).call('POST', '/v1/admin/orders/search', body)
    expect((await search({ return: 'approved' })).as(orderListSchema).items.map(({ id }) => id)).toEqual([older])
    expect(await ids('return=requested')).toEqual([newer])
    expect(await ids('return=received')).toEqual([])
    ;(await (await Shopper.guest()).get('/v1/admin/orders?return=open')).refusal(403, 'forbidden')
  })

  it('a return state that waits for nothing, several states, and a status beside it are refused', async () => {
    for (const wrong of ['', 'refused', 'Requested', 'requested,open', '__proto__', 'open&return=open']) {
      const refused = (await operator.get(`/v1/admin/orders?return=${wrong}`)).refusal(400, 'invalid_request')
      expect(refused.errors?.[0]?.path, wrong).toBe('return')
    }
    const errors = [{ path: 'return', message: 'must be absent beside status' }]
    const both = (await operator.get('/v1/admin/orders?return=open&status=paid')).refusal(400, 'invalid_request')
    expect(both.errors).toEqual(errors)
    const body = { return: 'open', status: 'paid' }
    const searched = await operator.call('POST', '/v1/admin/orders/search', body)
    expect(searched.refusal(400, 'invalid_request').errors).toEqual(errors)
    ;(await operator.get('/v1/admin/orders?return=open&cursor=nonsense')).refusal(400, 'invalid_request')
  })

  it('support filters by a day without a time, and by a time of another zone', async () => {
    const createdAt = orders[0]?.createdAt ?? ''
    const day = createdAt.slice(0, 10)
    const after = new Date(Date.parse(createdAt) + 24 * 3600_000).toISOString().slice(0, 10)
    expect(await idsIn(`from=${day}&to=${after}`)).toHaveLength(2)
    // A day as the end contains all of that day.
    expect(await idsIn(`from=${day}&to=${orders[1]?.createdAt.slice(0, 10)}`)).toHaveLength(2)
    expect(await idsIn(`from=${after}`)).toHaveLength(after > (orders[1]?.createdAt ?? '') ? 0 : 1)
    // The same moment on a clock in Shanghai, with its + escaped and unescaped.
    const shanghai = `${new Date(Date.parse(createdAt) + 8 * 3600_000).toISOString().slice(0, -1)}+08:00`
    expect(await idsIn(`from=${shanghai}`)).toHaveLength(2)
    expect(await idsIn(`from=${encodeURIComponent(shanghai)}`)).toHaveLength(2)
    expect(await idsIn(`from=${encodeURIComponent(shanghai.replace('+08:00', '+0800'))}`)).toHaveLength(2)
    expect(await idsIn(`to=${encodeURIComponent(shanghai)}`)).toEqual([])
    for (const wrong of ['2026-02-30', '2026-11-24T10:00:00', 'yesterday', '20261124']) {
      const refused = (await operator.get(`/v1/admin/orders?from=${wrong}`)).refusal(400, 'invalid_request')
      expect(refused.errors?.[0]?.path, wrong).toBe('from')
    }
  })
})
