/**
 * After-sales, from outside: shipments in parts, and payment on delivery. Invariants: no unit ships twice, an unpaid
 * order ships only if the operator says so, and its money is taken later.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { productsForSale } from '../support/drive.ts'
import { amount, guestWith, openPayment, ordered, orderIn, orderOf, refusalIn, unitsOf } from '../support/orders.ts'
import { newAdmin, newSupport, type Shopper } from '../support/shopper.ts'
import { startWorker, type Worker } from '../support/worker.ts'

const TEXTS = { en: { title: 'Cash', instructions: 'Pay on delivery.' } }
const BECAUSE = { headers: { 'pannier-reason': 'a test' } }
const PARCEL = { carrier: 'SF', trackingNumber: 'SF1' }

let worker: Worker
let admin: Shopper
let skus: readonly string[]
beforeAll(async () => {
  const vars = { PAYMENT_PROVIDERS: 'manual', MANUAL_PAYMENT_TEXTS: JSON.stringify(TEXTS) }
  worker = await startWorker({ demo: true, vars })
  admin = await newAdmin(worker.url)
  skus = await productsForSale(worker.url)
})
afterAll(() => worker?.stop())

const acts = () => admin.api.v1.admin.orders[':id']

/** An order with two units of one product and one of another; its manual payment is open. */
async function waiting() {
  const [tea = '', cup = ''] = skus
  const guest = await guestWith(worker.url, { [tea]: 2, [cup]: 1 })
  const { id } = await ordered(guest)
  await openPayment(guest, id, `${worker.url}/en/orders/${id}`)
  return { guest, id, param: { id }, tea, cup }
}

async function paid() {
  const order = await waiting()
  await orderIn(acts()['mark-paid'].$post({ param: order.param }, BECAUSE))
  return order
}

it('an order ships and arrives in parts, and a refund of the rest returns only the units that stayed', async () => {
  const { guest, id, param, tea, cup } = await paid()
  const first = await orderIn(acts().ship.$post({ param, json: { ...PARCEL, lines: [{ sku: tea, quantity: 1 }] } }))
  expect(first).toMatchObject({ status: 'paid', fulfillment: 'partly_shipped', shipment: PARCEL })
  expect(first.unshipped.map(({ sku, quantity }) => [sku, quantity])).toEqual([
    [tea, 1],
    [cup, 1],
  ])
  const tooMany = acts().ship.$post({ param, json: { ...PARCEL, lines: [{ sku: tea, quantity: 2 }] } })
  await refusalIn(tooMany, 409, 'illegal_transition')
  await refusalIn(guest.api.v1.orders[':id'].cancel.$post({ param }), 409, 'illegal_transition')
  const deliver = (shipment: string) => acts().shipments[':shipment'].deliver.$post({ param: { id, shipment } })
  expect(await orderIn(deliver('1'))).toMatchObject({ status: 'paid', shipments: [{ number: 1 }] })
  await refusalIn(deliver('1'), 409, 'illegal_transition')
  await refusalIn(deliver('2'), 404, 'not_found')
  const before = [await unitsOf(admin, tea), await unitsOf(admin, cup)]
  await orderIn(acts().refund.$post({ param, json: { reason: 'out of stock' } }))
  const after = async () => [await unitsOf(admin, tea), await unitsOf(admin, cup)].map(({ onHand }) => onHand)
  await expect.poll(after).toEqual(before.map(({ onHand }) => onHand + 1))
  expect(await orderOf(guest, id)).toMatchObject({ status: 'refund_pending', unshipped: [] })
})

it('an order is shipped when all its shipments have left, and delivered when all have arrived', async () => {
  const { id, param, cup } = await paid()
  await orderIn(acts().ship.$post({ param, json: { ...PARCEL, lines: [{ sku: cup, quantity: 1 }] } }))
  const rest = { carrier: 'SF', trackingNumber: 'SF2' }
  const whole = await orderIn(acts().ship.$post({ param, json: rest }))
  expect(whole).toMatchObject({ status: 'shipped', fulfillment: 'shipped', shipment: rest, unshipped: [] })
  expect(whole.shipments.map(({ number, trackingNumber }) => [number, trackingNumber])).toEqual([
    [1, 'SF1'],
    [2, 'SF2'],
  ])
  const deliver = (shipment: string) => acts().shipments[':shipment'].deliver.$post({ param: { id, shipment } })
  expect(await orderIn(deliver('2'))).toMatchObject({ status: 'shipped' })
  expect(await orderIn(deliver('1'))).toMatchObject({ status: 'delivered', fulfillment: 'delivered' })
})

it('an order that is paid on delivery ships unpaid, and its money is taken later', async () => {
  const { param, tea } = await waiting()
  const before = await unitsOf(admin, tea)
  await refusalIn(acts().ship.$post({ param, json: PARCEL }), 409, 'illegal_transition')
  const shipped = await orderIn(acts().ship.$post({ param, json: { ...PARCEL, unpaid: true } }))
  expect(shipped).toMatchObject({
    status: 'shipped',
    expiresAt: null,
    payment: { status: 'open', captured: amount(0) },
  })
  const sold = async () => {
    const { onHand, held } = await unitsOf(admin, tea)
    return [onHand, held]
  }
  await expect.poll(sold).toEqual([before.onHand - 2, before.held - 2])
  const paidFor = await orderIn(acts()['mark-paid'].$post({ param }, BECAUSE))
  expect(paidFor).toMatchObject({ status: 'shipped', payment: { status: 'paid', captured: shipped.totals.total } })
  const { items } = await (await admin.api.v1.admin.events.$get({ query: {} })).json()
  const types = items.flatMap(({ type, data }) => (data.orderId === param.id ? [type] : []))
  expect(types).toEqual(['order.placed', 'order.shipped', 'shipment.shipped', 'order.paid'])
})

it('a shopper returns a unit: asked, approved, received, restocked and refunded', async () => {
  const { guest, id, param, tea } = await paid()
  await orderIn(acts().ship.$post({ param, json: PARCEL }))
  const json = { lines: [{ sku: tea, quantity: 1 }], reason: 'too small' }
  const ask = () => guest.api.v1.orders[':id'].returns.$post({ param, json })
  await refusalIn(ask(), 409, 'illegal_transition')
  const delivered = await orderIn(acts().deliver.$post({ param }))
  expect(delivered.returnable.find(({ sku }) => sku === tea)?.quantity).toBe(2)
  const asked = await orderIn(ask())
  expect(asked.returnable.find(({ sku }) => sku === tea)?.quantity).toBe(1)
  const [{ id: returnId }] = asked.returns as [(typeof asked.returns)[number]]
  const its = acts().returns[':returnId']
  const named = { id, returnId }
  await refusalIn(its.receive.$post({ param: named, json: { restock: true } }), 409, 'illegal_transition')
  const sendTo = 'Returns, 1 Example Street'
  await refusalIn(
    its.approve.$post({ param: named, json: { sendTo, labelUrl: 'javascript:alert(1)' } }),
    400,
    'invalid_request',
  )
  await orderIn(its.approve.$post({ param: named, json: { sendTo } }))
  expect((await orderOf(guest, id)).returns).toMatchObject([
    { status: 'approved', answer: sendTo, reason: 'too small' },
  ])
  const before = await unitsOf(admin, tea)
  const received = await orderIn(its.receive.$post({ param: named, json: { restock: true } }))
  await refusalIn(its.receive.$post({ param: named, json: { restock: true } }), 409, 'illegal_transition')
  await expect.poll(async () => (await unitsOf(admin, tea)).onHand).toBe(before.onHand + 1)
  const [refund] = received.payment.refunds
  expect(refund).toMatchObject({ status: 'pending', lines: [{ sku: tea, quantity: 1 }] })
  const report = acts().refunds[':refundId']['mark-refunded']
  const done = await orderIn(report.$post({ param: { id, refundId: refund?.id ?? '' } }, BECAUSE))
  expect(done).toMatchObject({ status: 'delivered', returns: [{ status: 'refunded', refundId: refund?.id }] })
  const { items } = await (await admin.api.v1.admin.events.$get({ query: { limit: '100' } })).json()
  const types = items.flatMap(({ type, data }) => (data.returnId === returnId ? [type] : []))
  expect(types).toEqual(['return.requested', 'return.approved', 'return.received', 'return.refunded'])
})

it('support removes a unit before it ships: refunded once, back in stock once, and the rest ships', async () => {
  const { guest, id, param, tea, cup } = await paid()
  const support = await newSupport(worker.url)
  const its = support.api.v1.admin.orders[':id'].edit
  const json = { lines: [{ sku: tea, quantity: 1 }], reason: 'asked by phone' }
  const before = await unitsOf(admin, tea)
  const key = { headers: { 'idempotency-key': 'edit-the-order-1' } }
  const edited = await orderIn(its.$post({ param, json }, key))
  expect(await orderIn(its.$post({ param, json }, key))).toEqual(edited)
  const [refund] = edited.payment.refunds
  const line = edited.lines.find(({ sku }) => sku === tea)
  expect(refund).toMatchObject({ isEdit: true, amount: line?.unitPrice, lines: [{ sku: tea, quantity: 1 }] })
  expect(edited.unshipped.map(({ sku, quantity }) => [sku, quantity])).toEqual([
    [tea, 1],
    [cup, 1],
  ])
  await expect.poll(async () => (await unitsOf(admin, tea)).onHand).toBe(before.onHand + 1)
  await refusalIn(
    its.$post({ param, json: { ...json, lines: [{ sku: tea, quantity: 2 }] } }),
    409,
    'illegal_transition',
  )
  await refusalIn(guest.api.v1.admin.orders[':id'].edit.$post({ param, json }), 403, 'forbidden')
  const shipped = await orderIn(acts().ship.$post({ param, json: PARCEL }))
  expect(shipped).toMatchObject({ status: 'shipped', unshipped: [] })
  expect(shipped.shipments[0]?.lines.map(({ quantity }) => quantity)).toEqual([1, 1])
  await refusalIn(its.$post({ param, json }), 409, 'illegal_transition')
  const { items } = await (await admin.api.v1.admin.events.$get({ query: { limit: '100' } })).json()
  const found = items.find(({ type, data }) => type === 'order.edited' && data.orderId === id)
  expect(found?.data).toMatchObject({ refundId: refund?.id, lines: [{ sku: tea, quantity: 1 }] })
  const unpaid = await waiting()
  await refusalIn(its.$post({ param: unpaid.param, json }), 409, 'illegal_transition')
})
