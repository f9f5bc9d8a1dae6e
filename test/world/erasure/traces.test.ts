// Traces of a person outside the cart and the order: coupon uses, payments at the provider, and notices in the record.
// Invariant: an erasure reaches each of them, not only the first.
import { beforeEach, expect, it } from 'vitest'
import { ADA, expectNothing, GUEST, merging } from './steps.ts'
import { CONTACT, HOUR_MS, QUOTE, Town } from './town.ts'

const CODES = ['WELCOME', 'SPRING', 'VIP']
const PAY = { provider: 'simulated', returnUrl: 'https://shop.example/back?ada', requestId: 'r' }

let town: Town
beforeEach(() => {
  town = new Town()
})

/** Starts an order of Ada that uses every coupon. */
async function started(): Promise<string> {
  const orderId = town.newOrderId()
  const coupons = CODES.map((code) => ({ code, limit: 10, perUser: 2 }))
  const order = await town.get('order', orderId)
  expect(await order.start({ owner: ADA, quote: { ...QUOTE, coupons }, contact: CONTACT, requestId: 'r' })).toEqual({
    status: 'placed',
  })
  return orderId
}

/** Opens a payment and reports its result. */
async function attempt(orderId: string, type: 'payment.succeeded' | 'payment.failed'): Promise<void> {
  // The ids of payments contain the time.
  await town.pass(1)
  const order = await town.get('order', orderId)
  const opened = await order.pay(PAY)
  if (opened.status !== 'open') throw new Error(`the payment was refused: ${opened.detail}`)
  const { paymentId } = opened
  await order.paymentEvent({ id: `event-${paymentId}`, type, orderId, paymentId, amount: 500 }, 'r')
}

it('an erasure deletes the user at every coupon of a paid order, where the uses stay counted', async () => {
  const orderId = await started()
  await attempt(orderId, 'payment.succeeded')
  await town.pass(HOUR_MS)
  const uses = async (code: string) => (await town.get('stock', `coupon:${code}`)).view()
  for (const code of CODES) expect(await uses(code)).toMatchObject({ onHand: 2, held: 0 })
  expect(town.mentions(ADA).filter((row) => row.startsWith('stock coupon:')).length).toBeGreaterThanOrEqual(6)
  await town.erase(ADA)
  await town.pass(HOUR_MS)
  for (const code of CODES) expect(await uses(code)).toMatchObject({ onHand: 2, held: 0 })
  expectNothing(town, ADA)
})

it('an erasure makes the provider delete the return address of every payment of an order', async () => {
  const orderId = await started()
  await attempt(orderId, 'payment.failed')
  await attempt(orderId, 'payment.failed')
  await attempt(orderId, 'payment.succeeded')
  expect([...town.payments.values()].map(({ returnUrl }) => returnUrl)).toEqual(Array(3).fill(PAY.returnUrl))
  await town.erase(ADA)
  await town.pass(HOUR_MS)
  expect([...town.payments.values()].map(({ returnUrl }) => returnUrl)).toEqual([null, null, null])
  expectNothing(town, ADA)
})

it('an erasure deletes the notices about the person and about each merged guest', async () => {
  await town.add(GUEST)
  await merging(town)
  await town.pass(10_000)
  for (const id of [ADA, GUEST]) town.notices.set(id, 'a sign-in of Ada')
  await town.erase(ADA)
  await town.pass(HOUR_MS)
  expect([...town.notices]).toEqual([])
  expectNothing(town, ADA, GUEST)
})
