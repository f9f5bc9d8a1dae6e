/** Orders over HTTP: an address, a checkout, and answers read through the contract. */
import { runDurableObjectAlarm } from 'cloudflare:test'
import { expect } from 'vitest'
import type * as z from 'zod/mini'
import { orderSchema, payAnswerSchema, stockSchema } from '../../../src/contract/answers/orders.ts'
import type { PaymentEvent } from '../../../src/contract/payment.ts'
import type { OrderObject } from '../../../src/contract/rpc/order.ts'
import type { StockObject } from '../../../src/contract/rpc/stock.ts'
import { type Client, operator, type Reply, Shopper } from './client.ts'
import { bindings } from './shop.ts'

export type OrderBody = z.infer<typeof orderSchema>

export const ADDRESS = { name: '林小雨', line1: '中山路 1 号', city: '上海', postalCode: '200000', country: 'CN' }

let last = 0
export function newKey(): string {
  return `key-${++last}`
}

export function checkOut(client: Client, fields: object = {}, key = newKey()): Promise<Reply> {
  return client.call('POST', '/v1/checkout', { address: ADDRESS, ...fields }, { 'idempotency-key': key })
}

export function orderIn(reply: Reply, status = 200): OrderBody {
  expect(reply.status, reply.text).toBe(status)
  return reply.as(orderSchema)
}

export async function ordered(client: Client, fields: object = {}): Promise<OrderBody> {
  return orderIn(await checkOut(client, fields), 201)
}

export async function orderOf(client: Client, id: string): Promise<OrderBody> {
  return orderIn(await client.get(`/v1/orders/${id}`))
}

export async function unitsOf(sku: string): Promise<z.infer<typeof stockSchema>> {
  const reply = await operator.get(`/v1/admin/stock/${sku}`)
  expect(reply.status, reply.text).toBe(200)
  return reply.as(stockSchema)
}

/** The object's own methods, without the types that RPC makes of them. */
export function orderObject(id: string): OrderObject {
  return bindings.ORDERS.getByName(id) as unknown as OrderObject
}

export function stockObject(sku: string): StockObject {
  return bindings.STOCK.getByName(sku) as unknown as StockObject
}

export function orderAlarm(id: string): Promise<boolean> {
  return runDurableObjectAlarm(bindings.ORDERS.getByName(id))
}

export async function opened(client: Client, id: string): Promise<string> {
  const reply = await client.call('POST', `/v1/orders/${id}/pay`, {})
  expect(reply.status, reply.text).toBe(200)
  return reply.as(payAnswerSchema).paymentId
}

/** Calls the order as the webhook route does once a webhook is verified. */
export function told(event: PaymentEvent): Promise<'taken' | 'unknown'> {
  return orderObject('orderId' in event ? event.orderId : '').paymentEvent(event, 'test')
}

export async function paid(client: Client, order: OrderBody): Promise<string> {
  const paymentId = await opened(client, order.id)
  const amount = order.totals.total.amount
  const id = `evt-${paymentId}`
  expect(await told({ id, type: 'payment.succeeded', orderId: order.id, paymentId, amount })).toBe('taken')
  return paymentId
}

/** A guest's order of this many units of `tea`. */
export async function withOrder(quantity = 2) {
  const shopper = await Shopper.guest()
  await shopper.add('tea', quantity)
  return { shopper, order: await ordered(shopper) }
}

/** An operator's command on an order. */
export function act(id: string, what: string, body?: object, headers = {}): Promise<Reply> {
  return operator.call('POST', `/v1/admin/orders/${id}/${what}`, body, headers)
}
