/**
 * A shop that is paid through Stripe, from outside, with a stand-in of Stripe's API on loopback. Invariants: only signed
 * events pay an order, each event counts once, and the whole amount goes back when the order is cancelled.
 */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { STRIPE_KEY, STRIPE_SECRET, StripeStandIn } from '../../support/stripe/stand-in.ts'
import { productsForSale } from '../support/drive.ts'
import { guestWith, openPayment, ordered, orderIn, orderOf, untilOrder } from '../support/orders.ts'
import { newAdmin, type Shopper } from '../support/shopper.ts'
import { startWorker, type Worker } from '../support/worker.ts'

const stripe = new StripeStandIn()
let server: Server
let worker: Worker
let admin: Shopper
let sku: string

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as [string, string])
    const init = { method: request.method ?? 'GET', headers, body: Buffer.concat(chunks).toString() }
    const answer = await stripe.fetch(`http://stand-in${request.url}`, init).catch(() => null)
    if (!answer) return void response.destroy()
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const vars = {
    PAYMENT_PROVIDERS: 'stripe,manual',
    MANUAL_PAYMENT_TEXTS: JSON.stringify({ en: { title: 'Bank transfer', instructions: 'Transfer the amount.' } }),
    STRIPE_SECRET_KEY: STRIPE_KEY,
    STRIPE_WEBHOOK_SECRETS: `whsec_the_next_secret_of_tests, ${STRIPE_SECRET}`,
    STRIPE_API_ORIGIN: `http://127.0.0.1:${port}`,
    PUBLIC_ORIGIN: 'https://shop.example',
  }
  worker = await startWorker({ demo: true, vars })
  admin = await newAdmin(worker.url)
  ;[sku] = await productsForSale(worker.url)
})
afterAll(async () => {
  await worker?.stop()
  server?.close()
})

async function deliver(event = stripe.events.at(-1), secret = STRIPE_SECRET): Promise<number> {
  if (!event) return expect.fail('no event')
  const { body, signature } = await stripe.signed(event, { secret })
  const headers = { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature }
  return (await fetch(`${worker.url}/v1/webhooks/payments/stripe`, { method: 'POST', headers, body })).status
}

it('an order is paid on Stripe’s page by a signed event, disputed with a note, and refunded once', async () => {
  const guest = await guestWith(worker.url, { [sku]: 1 })
  const order = await ordered(guest)
  stripe.faults.push(429, 'lost')
  const page = await openPayment(guest, order.id)
  expect(page).toMatch(/^https:\/\/checkout\.stripe\.com\/c\/pay\/cs_test_/)
  expect(await openPayment(guest, order.id)).toBe(page)
  expect(stripe.sessions).toHaveLength(1)
  const paymentId = stripe.sessions[0]?.metadata.payment_id ?? ''
  stripe.pay(paymentId)
  expect(await deliver(undefined, 'whsec_of_another_account')).toBe(401)
  expect((await orderOf(guest, order.id)).status).toBe('pending_payment')
  for (let times = 0; times < 3; times++) expect(await deliver()).toBe(200)
  const paid = await untilOrder(guest, order.id, { status: 'paid' })
  expect(paid.payment).toMatchObject({ provider: 'stripe', captured: order.totals.total })

  stripe.dispute(paymentId)
  for (let times = 0; times < 2; times++) expect(await deliver()).toBe(200)
  const { notes, cancel } = admin.api.v1.admin.orders[':id']
  const param = { id: order.id }
  const { items } = (await (await notes.$get({ param })).json()) as { items: { by: string; text: string }[] }
  expect(items.map(({ by, text }) => `${by}: ${text}`)).toEqual([
    'stripe: Stripe: dispute.created, needs_response, fraudulent',
  ])
  expect(worker.logs).toContainEqual(expect.objectContaining({ event: 'payment.notice', alert: true }))

  stripe.faults.push('none', 'lost')
  await orderIn(cancel.$post({ param }, { headers: { 'pannier-reason': 'the shopper asked' } }))
  await expect.poll(() => stripe.refunds.length, { timeout: 20_000 }).toBe(1)
  stripe.settleRefunds()
  for (let times = 0; times < 2; times++) expect(await deliver()).toBe(200)
  await untilOrder(guest, order.id, { status: 'refunded' })
  expect(stripe.books(paymentId)).toEqual({ captured: paid.totals.total.amount, refunded: paid.totals.total.amount })
  expect(JSON.stringify(worker.logs)).not.toContain(STRIPE_KEY)
}, 60_000)

it('the configuration page shows neither the key nor the secrets', async () => {
  const answer = await admin.api.v1.admin.ops.config.$get()
  const text = JSON.stringify(await answer.json())
  expect(text).toContain('STRIPE_SECRET_KEY')
  for (const secret of [STRIPE_KEY, STRIPE_SECRET]) expect(text).not.toContain(secret)
})

it('an expired session declines the payment, and the next one is a new session', async () => {
  const guest = await guestWith(worker.url, { [sku]: 1 })
  const { id } = await ordered(guest)
  const first = await openPayment(guest, id)
  stripe.expire(stripe.sessions.at(-1)?.metadata.payment_id ?? '')
  expect(await deliver()).toBe(200)
  await untilOrder(guest, id, { status: 'pending_payment', payment: { status: 'declined' } })
  expect(await openPayment(guest, id)).not.toBe(first)
})
