/**
 * Payments over real MySQL and Redis.
 * Invariant: however late, often or out of order a provider reports a payment, it counts once and changes the order's
 * status at most once; money that pays for nothing is refunded.
 */
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { newId } from '../../src/domain/id.ts'
import {
  amount,
  guestWith,
  linesOf,
  openPayment,
  ordered,
  orderIn,
  orderOf,
  pageAt,
  paid,
  press,
  refusalIn,
  statuses,
  unitsOf,
  untilOrder,
  untilRecorded,
} from './support/orders.ts'
import { newAdmin, newSupport, type Shopper } from './support/shopper.ts'
import { product, startTiers, type Tiers } from './support/tiers.ts'
import { type LogLine, startWorker, type Worker } from './support/worker.ts'

const NAMES = ['late', 'declined', 'cancelled', 'regretted', 'forged', 'jump'] as const

let tiers: Tiers
let worker: Worker
let admin: Shopper
beforeAll(async () => {
  tiers = await startTiers()
  await tiers.stock(...NAMES.map((name) => product(tiers.ownSku(name), { onHand: 10 })))
  worker = await startWorker({ vars: tiers.vars })
  admin = await newAdmin(worker.url)
})
afterAll(async () => {
  await worker?.stop()
  await tiers?.close()
})

/** An order of two units, of ten on hand. */
async function withOrder(name: (typeof NAMES)[number]) {
  const sku = tiers.ownSku(name)
  const guest = await guestWith(worker.url, { [sku]: 2 })
  return { sku, guest, order: await ordered(guest) }
}

/** Webhooks that were accepted so far, for all orders of this file. */
function taken(): number {
  const isOne = (line: LogLine) => line.route === '/v1/webhooks/payments/:provider' && line.status === 200
  return worker.logs.filter(isOne).length
}

it('a payment reported late, three times, and before an older failure counts once', async () => {
  const { sku, guest, order } = await withOrder('late')
  const page = await openPayment(guest, order.id)
  const before = taken()
  const back = await press(page, 'approve', { delaySeconds: 2, deliveries: 3, reorder: true })
  // The provider knows of the payment at once; the shop learns of it only by a webhook.
  expect(await pageAt(back)).toContain('The payment went through')
  expect(await orderOf(guest, order.id)).toMatchObject({ status: 'pending_payment', payment: { status: 'open' } })
  await vi.waitUntil(() => taken() === before + 4, { timeout: 15_000, interval: 50 })
  const after = await orderOf(guest, order.id)
  expect(statuses(after)).toEqual(['pending_payment', 'paid'])
  expect(after.payment).toMatchObject({ status: 'paid', captured: amount(2_000), refunded: amount(0) })
  await untilRecorded(tiers.mysql.sql, sku, { onHand: 8, sold: 2 })
})

it.concurrent('a payment may be declined and then approved, on the same page and on another one', async () => {
  const { sku, guest, order } = await withOrder('declined')
  const first = await openPayment(guest, order.id)
  expect(await pageAt(await press(first, 'decline'))).toContain('did not go through')
  const declined = await untilOrder(guest, order.id, { payment: { status: 'declined' } })
  expect(declined.status).toBe('pending_payment')
  const second = await openPayment(guest, order.id)
  expect(second).not.toBe(first)
  await press(second, 'approve')
  await untilOrder(guest, order.id, { status: 'paid', payment: { captured: amount(2_000) } })
  // The old tab is still open: its money pays for nothing and is refunded.
  await press(first, 'approve')
  const twice = { captured: amount(4_000), refunded: amount(2_000), refunding: amount(0) }
  expect(statuses(await untilOrder(guest, order.id, { status: 'paid', payment: twice }))).toEqual([
    'pending_payment',
    'paid',
  ])
  await untilRecorded(tiers.mysql.sql, sku, { onHand: 8, sold: 2 })
})

it.concurrent('fault 22: a payment that arrives after the order was cancelled is refunded, and the units stay for sale', async () => {
  const { sku, guest, order } = await withOrder('cancelled')
  const page = await openPayment(guest, order.id)
  const cancelled = await orderIn(guest.api.v1.orders[':id'].cancel.$post({ param: { id: order.id } }))
  expect(cancelled.status).toBe('cancelled')
  expect(await linesOf(guest)).toEqual([[sku, 2]])
  await press(page, 'approve')
  const after = await untilOrder(guest, order.id, { payment: { status: 'refunded', refunded: amount(2_000) } })
  expect(statuses(after)).toEqual(['pending_payment', 'cancelled'])
  expect(await linesOf(guest)).toEqual([[sku, 2]])
  expect(await unitsOf(admin, sku)).toMatchObject({ onHand: 10, held: 0, available: 10 })
  await untilRecorded(tiers.mysql.sql, sku, { onHand: 10, sold: 0 })
})

it.concurrent('a payment is refunded in full when its order is cancelled, and the units are for sale again', async () => {
  const { sku, guest, order } = await withOrder('regretted')
  await paid(guest, order.id)
  await untilRecorded(tiers.mysql.sql, sku, { onHand: 8, sold: 2 })
  await orderIn(guest.api.v1.orders[':id'].cancel.$post({ param: { id: order.id } }))
  const after = await untilOrder(guest, order.id, { status: 'refunded', payment: { refunded: amount(2_000) } })
  expect(statuses(after)).toEqual(['pending_payment', 'paid', 'refund_pending', 'refunded'])
  // Goods that were bought and refunded do not return to the cart.
  expect(await linesOf(guest)).toEqual([])
  await untilRecorded(tiers.mysql.sql, sku, { onHand: 10, sold: 0 })
})

it.concurrent('fault 33: a webhook without the provider’s signature is refused', async () => {
  const { guest, order } = await withOrder('forged')
  const paymentId = new URL(await openPayment(guest, order.id)).pathname.split('/').at(-1)
  const notice = {
    type: 'payment.succeeded',
    timestamp: new Date().toISOString(),
    data: { orderId: order.id, paymentId, amount: 2_000 },
  }
  const forged = {
    'content-type': 'application/json',
    'webhook-id': newId('evt', Date.now()),
    'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
    'webhook-signature': `v1,${btoa('x'.repeat(32))}`,
  }
  const answer = fetch(`${worker.url}/v1/webhooks/payments/simulated`, {
    ...{ method: 'POST', headers: forged, body: JSON.stringify(notice) },
  })
  await refusalIn(answer, 401, 'unauthenticated')
  expect((await orderOf(guest, order.id)).status).toBe('pending_payment')
})

it.concurrent('fault 34: an order’s status cannot be changed without permission or in the wrong sequence', async () => {
  const { guest, order } = await withOrder('jump')
  const param = { id: order.id }
  const { ship, deliver, refund } = admin.api.v1.admin.orders[':id']
  await refusalIn(deliver.$post({ param }), 409, 'illegal_transition')
  await refusalIn(refund.$post({ param, json: { reason: 'x' } }), 409, 'illegal_transition')
  await paid(guest, order.id)
  const json = { carrier: 'SF Express', trackingNumber: 'SF2' }
  await refusalIn(guest.api.v1.admin.orders[':id'].ship.$post({ param, json }), 403, 'forbidden')
  const support = await newSupport(worker.url)
  await refusalIn(support.api.v1.admin.orders[':id'].ship.$post({ param, json }), 403, 'forbidden')
  await orderIn(ship.$post({ param, json }))
  await refusalIn(guest.api.v1.orders[':id'].cancel.$post({ param }), 409, 'illegal_transition')
})
