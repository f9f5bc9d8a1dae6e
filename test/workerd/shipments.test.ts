/** Shipping orders from a file. Invariants: each line has its result, and a repeated file ships nothing twice. */
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type * as z from 'zod/mini'
import { auditListSchema } from '../../src/contract/answers/audit.ts'
import { shipmentReportSchema } from '../../src/contract/answers/import.ts'
import { newId } from '../../src/domain/id.ts'
import { orderNumberOf } from '../../src/domain/order/number.ts'
import { operator, Shopper } from './support/client.ts'
import { type OrderBody, ordered, orderIn, paid } from './support/orders.ts'
import { product, record, stock } from './support/shop.ts'

beforeAll(() => stock(product('tea', { onHand: 10_000 })))

/** Paid orders that the record has, so that their numbers are found. */
async function paidOrders(count: number): Promise<readonly OrderBody[]> {
  const shopper = await Shopper.guest()
  const orders: OrderBody[] = []
  for (let made = 0; made < count; made++) {
    await shopper.add('tea')
    orders.push(await ordered(shopper))
    await paid(shopper, orders.at(-1) as OrderBody)
  }
  const stored = async () => (await record.listOrders({ owner: shopper.id, statuses: ['paid'], limit: 9 })).items
  await vi.waitUntil(async () => (await stored()).length === count, { timeout: 10_000 })
  return orders
}

const send = (body: string, query = '', type = 'text/csv') =>
  operator.call('POST', `/v1/admin/import/shipments${query}`, body, { 'content-type': type })
const report = async (body: string, query = '', type = 'text/csv'): Promise<z.infer<typeof shipmentReportSchema>> => {
  const reply = await send(body, query, type)
  expect(reply.status, reply.text).toBe(200)
  return reply.as(shipmentReportSchema)
}
const fileOf = (...lines: readonly string[]) => `order,carrier,tracking_number\n${lines.join('\n')}\n`
const outcomes = ({ items }: z.infer<typeof shipmentReportSchema>) =>
  items.map(({ line, result, code }) => [line, result, code])

describe('a file of shipments', () => {
  it('orders ship by id and by number, each line has its result, and a repeat changes nothing', async () => {
    const [one, other] = await paidOrders(2)
    const unpaid = await (async () => {
      const shopper = await Shopper.guest()
      await shopper.add('tea')
      return ordered(shopper)
    })()
    const stranger = orderNumberOf(newId('ord', 1))
    const file = fileOf(
      `${one?.id},SF Express,SF1`,
      `#${other?.number.toLowerCase().replaceAll('-', ' ')},"SF, Express",SF2`,
      `${unpaid.id},SF,SF3`,
      `${stranger},SF,SF4`,
      `${newId('ord', 1)},SF,SF5`,
      'nonsense,SF,SF6',
      `${one?.id},SF Express,SF1`,
      `${one?.id},Another,SF7`,
    )
    const tried = await report(file, '?dryRun=true')
    expect(orderIn(await operator.get(`/v1/admin/orders/${one?.id}`)).status).toBe('paid')
    const done = await report(file)
    expect(done).toMatchObject({ shipped: 2, unchanged: 1, rejected: 5 })
    expect(outcomes(done)).toEqual([
      [2, 'shipped', null],
      [3, 'shipped', null],
      [4, 'rejected', 'illegal_transition'],
      [5, 'rejected', 'not_found'],
      [6, 'rejected', 'not_found'],
      [7, 'rejected', 'invalid_request'],
      [8, 'unchanged', null],
      [9, 'rejected', 'illegal_transition'],
    ])
    expect(outcomes(tried).slice(0, 6)).toEqual(outcomes(done).slice(0, 6))
    const shipped = orderIn(await operator.get(`/v1/admin/orders/${other?.id}`))
    expect(shipped).toMatchObject({ status: 'shipped', shipment: { carrier: 'SF, Express', trackingNumber: 'SF2' } })
    expect(await report(file)).toMatchObject({ shipped: 0, unchanged: 3, rejected: 5 })
    const { items } = (await operator.get(`/v1/admin/audit?subject=order:${one?.id}`)).as(auditListSchema)
    expect(items.map(({ action, outcome }) => [action, outcome])).toEqual([
      ['ship', 'refused'],
      ['ship', 'done'],
    ])
  })

  it('JSON lines ship orders too', async () => {
    const [order] = await paidOrders(1)
    const line = JSON.stringify({ order: order?.number, carrier: 'DHL', trackingNumber: 'D1' })
    expect(await report(`${line}\n`, '', 'application/x-ndjson')).toMatchObject({
      shipped: 1,
      items: [{ orderId: order?.id }],
    })
  })

  it.each([
    ['without a header', 'ord,SF,1\n'],
    ['without a tracking number', 'order,carrier\nx,SF\n'],
    ['with another column', 'order,carrier,tracking_number,weight\nx,SF,1,2\n'],
    ['with an empty body', ''],
    ['with more orders than a request may ship', fileOf(...Array.from({ length: 201 }, () => 'x,SF,1'))],
  ])('a file %s is refused', async (_, body) => {
    ;(await send(body)).refusal(400, 'invalid_request')
  })

  it('a file of another media type is refused', async () => {
    ;(await send('{}', '', 'application/json')).refusal(415, 'unsupported_media_type')
    ;(await send(fileOf(), '?dryRun=maybe')).refusal(400, 'invalid_request')
  })
})
