/** An admin whose writes have a reason, and the audit's entries about them. */
import type * as z from 'zod/mini'
import { auditListSchema } from '../../../src/contract/answers/audit.ts'
import { newId } from '../../../src/domain/id.ts'
import { type Client, type Reply, Shopper } from './client.ts'
import { newKey, ordered, orderIn, paid } from './orders.ts'
import { product, stock } from './shop.ts'

type Entries = z.infer<typeof auditListSchema>['items']

export const REASON = '客户来信 “please”'
export const because = { 'pannier-reason': encodeURIComponent(REASON) }
export const adminId = newId('usr', Date.now())

/** Stocks the tea of `paidOrder` too. */
export async function admitAdmin(): Promise<Client> {
  await stock(product('tea', { onHand: 10_000 }))
  return Shopper.of({ id: adminId, role: 'admin' })
}

export async function entriesOf(admin: Client, query = `actor=${adminId}`): Promise<Entries> {
  return (await admin.get(`/v1/admin/audit?limit=100&${query}`)).as(auditListSchema).items
}

export function callWithReason(
  admin: Client,
  method: string,
  path: string,
  body?: unknown,
  headers = {},
): Promise<Reply> {
  return admin.call(method, path, body, { ...because, 'idempotency-key': newKey(), ...headers })
}

/** An order whose only unit the shopper wants to return. */
export async function orderToReturn(call: Client['call']): Promise<{ readonly id: string; readonly returnId: string }> {
  const shopper = await Shopper.guest()
  await shopper.add('tea')
  const order = await ordered(shopper)
  const { id } = order
  await paid(shopper, order)
  await call('POST', `/v1/admin/orders/${id}/ship`, { carrier: 'SF', trackingNumber: '1' })
  await call('POST', `/v1/admin/orders/${id}/deliver`)
  const body = { lines: [{ sku: 'tea', quantity: 1 }], reason: 'too small' }
  const { returns } = orderIn(await shopper.call('POST', `/v1/orders/${id}/returns`, body))
  return { id, returnId: returns[0]?.id ?? '' }
}

export async function paidOrder(): Promise<string> {
  const shopper = await Shopper.guest()
  await shopper.add('tea')
  const order = await ordered(shopper)
  await paid(shopper, order)
  return order.id
}
