/**
 * A shop that takes bank transfers, from outside. Invariants: shoppers see how to pay, the units stay held for the
 * longer term, and only an operator's report pays the order or ends a refund.
 */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { productsForSale } from '../support/drive.ts'
import { amount, guestWith, openPayment, ordered, orderIn, orderOf, refusalIn, unitsOf } from '../support/orders.ts'
import { newAdmin, type Shopper } from '../support/shopper.ts'
import { startWorker, type Worker } from '../support/worker.ts'

const TEXTS = {
  en: { title: 'Bank transfer', instructions: 'Transfer the amount to\nDE89 3704 0044 0532 0130 00.' },
  'zh-CN': { title: '银行转账', instructions: '请将款项转至 DE89 3704 0044 0532 0130 00。' },
}
const BECAUSE = { 'pannier-reason': 'transfer 4711' }

let worker: Worker
let admin: Shopper
let sku: string
beforeAll(async () => {
  const vars = {
    PAYMENT_PROVIDERS: 'manual',
    MANUAL_PAYMENT_TEXTS: JSON.stringify(TEXTS),
    // An order that does not choose a manual payment ends after a second.
    ORDER_TIMEOUT_MINUTES: '0.05',
  }
  worker = await startWorker({ demo: true, vars })
  admin = await newAdmin(worker.url)
  ;[sku] = await productsForSale(worker.url)
})
afterAll(() => worker?.stop())

it('the offered way to pay has its texts in the language of the request', async () => {
  const guest = await guestWith(worker.url, { [sku]: 1 })
  const offered = async (locale: string) => {
    const answer = await guest.api.v1.checkout['payment-methods'].$get({ query: { locale } })
    return (await answer.json()).items
  }
  expect(await offered('en')).toEqual([{ provider: 'manual', ...TEXTS.en, waitMinutes: 7 * 24 * 60 }])
  expect(await offered('zh')).toMatchObject([TEXTS['zh-CN']])
})

it('an order waits longer for a transfer than for other payments, until an operator reports the money', async () => {
  const { available } = await unitsOf(admin, sku)
  const guest = await guestWith(worker.url, { [sku]: 2 })
  const order = await ordered(guest)
  const back = `${worker.url}/en/orders/${order.id}`
  expect(await openPayment(guest, order.id, back)).toBe(back)
  await new Promise((resolve) => setTimeout(resolve, 4_000))
  const waiting = await orderOf(guest, order.id)
  expect(waiting).toMatchObject({ status: 'pending_payment', payment: { status: 'open', provider: 'manual' } })
  expect(Date.parse(waiting.expiresAt ?? '') - Date.parse(waiting.createdAt)).toBe(7 * 24 * 3600_000)
  expect((await unitsOf(admin, sku)).available).toBe(available - 2)

  const { 'mark-paid': markPaid, cancel, refunds } = admin.api.v1.admin.orders[':id']
  const param = { id: order.id }
  await refusalIn(markPaid.$post({ param }), 400, 'reason_required')
  const headers = { ...BECAUSE, 'idempotency-key': randomUUID() }
  const first = await markPaid.$post({ param }, { headers })
  expect(await orderIn(first)).toMatchObject({ status: 'paid', payment: { captured: order.totals.total } })
  const again = await markPaid.$post({ param }, { headers })
  expect(again.headers.get('idempotency-replayed')).toBe('true')
  expect(await orderIn(again)).toMatchObject({ status: 'paid', payment: { captured: order.totals.total } })
  expect(await orderIn(markPaid.$post({ param }, { headers: BECAUSE }))).toMatchObject({ status: 'paid' })

  const { payment } = await orderIn(cancel.$post({ param }, { headers: BECAUSE }))
  const [refund] = payment.refunds
  expect(refund).toMatchObject({ amount: order.totals.total, status: 'pending', provider: 'manual' })
  const report = (refundId = '') =>
    refunds[':refundId']['mark-refunded'].$post({ param: { ...param, refundId } }, { headers: BECAUSE })
  await refusalIn(report(`ref_${'0'.repeat(26)}`), 404, 'not_found')
  expect(await orderIn(report(refund?.id))).toMatchObject({ status: 'refunded', payment: { refunding: amount(0) } })
  const audit = await (await admin.api.v1.admin.audit.$get({ query: { subject: `order:${order.id}` } })).json()
  const actions = audit.items.map(({ action, outcome }) => `${action} ${outcome}`)
  expect(actions).toEqual(expect.arrayContaining(['mark_paid done', 'mark_refunded done', 'mark_refunded refused']))
}, 60_000)

it('an order without any payment still ends after the short term', async () => {
  const guest = await guestWith(worker.url, { [sku]: 1 })
  const { id } = await ordered(guest)
  await expect.poll(async () => (await orderOf(guest, id)).status, { timeout: 20_000 }).toBe('cancelled')
}, 30_000)
