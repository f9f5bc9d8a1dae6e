/**
 * The Stripe provider: amounts, answers that fail, and webhooks. Invariants: money is taken and paid back once, even if
 * answers are lost, late or repeated, and only Stripe's own signature is trusted.
 */
import { describe, expect, it } from 'vitest'
import { fromStripeAmount, stripeStep, toStripeAmount } from '../../src/contract/stripe-amount.ts'
import { signStripe, verifyStripe } from '../../src/contract/stripe-signature.ts'
import { stripeRig } from '../support/stripe/rig.ts'
import { STRIPE_SECRET } from '../support/stripe/stand-in.ts'

const NOW = Date.UTC(2026, 10, 29)
const MINUTE = 60_000
const ULID = '0'.repeat(25)
const REQUEST = {
  ...{ paymentId: `pay_${ULID}1`, orderId: `ord_${ULID}1`, number: '261129-7K3M-9QXW', amount: 5_000, currency: 'EUR' },
  ...{ returnUrl: 'https://shop.example/en/orders/1?x=y', openedAt: NOW, expiresAt: NOW + 61 * MINUTE },
}
const refundOf = (reference: string, refundId = `ref_${ULID}1`, amount = 700) => {
  const { paymentId, orderId, currency } = REQUEST
  return { refundId, paymentId, orderId, amount, currency, reference }
}

async function paid() {
  const all = stripeRig(() => NOW)
  await all.provider.open(REQUEST)
  all.stripe.pay(REQUEST.paymentId)
  const reference = all.stripe.intents[0]?.id ?? ''
  return { ...all, reference }
}

describe('an amount', () => {
  it.each([
    ['EUR', 1_234, 1_234],
    ['JPY', 500, 500],
    ['KRW', 5, 5],
    ['ISK', 990, 99_000],
    ['UGX', 7, 700],
    ['HUF', 10_000, 10_000],
    ['TWD', 800, 800],
    ['KWD', 12_340, 12_340],
    ['MGA', 12_300, 123],
    ['CLP', 10, 10],
    ['COP', 100, 100],
  ])(
    'an amount in %s of %i minor units is %i at Stripe, and the same again in its events',
    (currency, ours, theirs) => {
      expect(toStripeAmount(ours, currency)).toBe(theirs)
      expect(fromStripeAmount(theirs, currency)).toBe(ours)
    },
  )

  it.each([
    ['KWD', 12_345],
    ['BHD', 1],
    ['MGA', 12_345],
  ])('an amount in %s that Stripe cannot express is refused', async (currency, amount) => {
    expect(toStripeAmount(amount, currency)).toBeNull()
    const { provider, stripe } = stripeRig(() => NOW)
    await expect(provider.open({ ...REQUEST, currency, amount })).rejects.toThrow('Stripe has no unit')
    expect(stripe.calls).toBe(0)
  })
})

it.each(['EUR', 'JPY', 'ISK', 'UGX', 'KWD', 'BHD', 'MGA'])(
  'every step in %s can be paid back, and no part of one',
  (currency) => {
    const step = stripeRig(() => NOW).provider.refundStep?.(currency) ?? 0
    expect(step).toBe(stripeStep(currency))
    for (let amount = 1; amount <= 300; amount++)
      expect([amount, toStripeAmount(amount, currency) !== null]).toEqual([amount, amount % step === 0])
  },
)

describe('a session', () => {
  it('the session ends with the order, within the limits of Stripe', async () => {
    for (const [minutes, expected] of [
      [61, 61],
      [5, 31],
      [7 * 24 * 60, 24 * 60 - 1],
    ] as const) {
      const { provider, stripe } = stripeRig(() => NOW)
      await provider.open({ ...REQUEST, expiresAt: NOW + minutes * MINUTE })
      expect(stripe.sessions[0]?.expiresAt).toBe((NOW + expected * MINUTE) / 1000)
    }
  })

  it('the shopper returns to the page of the request, with the payment’s id', async () => {
    const { provider, stripe } = stripeRig(() => NOW)
    await provider.open(REQUEST)
    await provider.open({ ...REQUEST, paymentId: `pay_${ULID}2`, returnUrl: null })
    expect(stripe.sessions.map(({ successUrl }) => successUrl)).toEqual([
      `https://shop.example/en/orders/1?x=y&paymentId=${REQUEST.paymentId}&status=captured`,
      `https://shop.example/?paymentId=pay_${ULID}2&status=captured`,
    ])
  })

  it.each([409, 429, 500, 'unreached', 'lost'] as const)(
    'the fault %s is repeated, and one session is made',
    async (fault) => {
      const { provider, stripe, waits } = stripeRig(() => NOW)
      stripe.faults.push(fault, fault)
      await provider.open(REQUEST)
      expect(stripe.sessions).toHaveLength(1)
      expect(waits).toHaveLength(2)
      if (fault === 429) expect(waits).toEqual([0, 0])
    },
  )

  it('a session whose answers were all lost is made once', async () => {
    const { provider, stripe } = stripeRig(() => NOW)
    stripe.faults.push('lost', 'lost', 'lost')
    await expect(provider.open(REQUEST)).rejects.toThrow('no answer')
    await provider.open(REQUEST)
    expect(stripe.sessions).toHaveLength(1)
  })

  it('a fault that stays is thrown after three tries, without the key or the parameters', async () => {
    const { provider, stripe } = stripeRig(() => NOW)
    stripe.faults.push(500, 500, 500)
    const error = await provider.open(REQUEST).catch((thrown: unknown) => thrown)
    expect(String(error)).toBe('StripeError: Stripe: 500 api_error lock_timeout')
  })
})

describe('a refund', () => {
  it('two calls at the same time make one refund', async () => {
    const { provider, stripe, reference } = await paid()
    await Promise.all([provider.refund(refundOf(reference)), provider.refund(refundOf(reference))])
    expect(stripe.refunds).toHaveLength(1)
  })

  it('a refund is found by its id after Stripe has deleted the idempotency keys', async () => {
    const { provider, stripe, reference } = await paid()
    expect(await provider.refund(refundOf(reference))).toBe('pending')
    stripe.forgetKeys()
    expect(await provider.refund(refundOf(reference))).toBe('pending')
    stripe.settleRefunds()
    expect(await provider.refund(refundOf(reference))).toBe('done')
    expect(stripe.refunds).toHaveLength(1)
  })

  it('a refund is found behind a hundred newer ones', async () => {
    const { provider, stripe, reference } = await paid()
    const ids = Array.from({ length: 120 }, (_, at) => `ref_${String(at).padStart(26, '0')}`)
    for (const each of ids) await provider.refund(refundOf(reference, each, 1))
    stripe.forgetKeys()
    await provider.refund(refundOf(reference, ids[0], 1))
    expect(stripe.refunds).toHaveLength(120)
  })

  it.each([409, 429, 500, 'unreached', 'lost'] as const)(
    'the fault %s in any call does not refund twice',
    async (fault) => {
      for (const before of [0, 1]) {
        const { provider, stripe, reference } = await paid()
        if (before === 0) stripe.faults.push('none', fault, fault, fault)
        await provider.refund(refundOf(reference)).catch(() => null)
        if (before === 1) stripe.faults.push('none', fault, fault, fault)
        await provider.refund(refundOf(reference)).catch(() => null)
        stripe.forgetKeys()
        stripe.faults.length = 0
        await provider.refund(refundOf(reference))
        expect(stripe.books(REQUEST.paymentId)).toEqual({ captured: 5_000, refunded: 700 })
      }
    },
  )

  it('a refund that fails is a notice, and its repeat throws', async () => {
    const { provider, stripe, reference, read } = await paid()
    await provider.refund(refundOf(reference))
    stripe.settleRefunds('failed')
    const event = stripe.events.at(-1) ?? expect.fail('no event')
    expect(await read(event)).toMatchObject({
      type: 'payment.notice',
      notice: `Stripe: the refund ref_${ULID}1 failed, failed`,
    })
    await expect(provider.refund(refundOf(reference))).rejects.toThrow('the refund is failed')
  })
})

describe('an event', () => {
  it('a payment by debit succeeds or fails when its money arrives or does not', async () => {
    for (const succeeds of [true, false]) {
      const { provider, stripe, read } = stripeRig(() => NOW)
      await provider.open(REQUEST)
      stripe.pay(REQUEST.paymentId, { isLater: true })
      stripe.settle(REQUEST.paymentId, succeeds)
      const [first, second] = await Promise.all(stripe.events.map(read))
      expect(first).toBe('ignored')
      expect(second).toMatchObject({ type: succeeds ? 'payment.succeeded' : 'payment.failed', amount: 5_000 })
    }
  })

  it('another amount or currency is reported as it was captured', async () => {
    const { provider, stripe, read } = stripeRig(() => NOW)
    await provider.open(REQUEST)
    stripe.pay(REQUEST.paymentId, { amount: 700, currency: 'jpy' })
    const event = await read(stripe.events[0] ?? expect.fail('no event'))
    expect(event).toMatchObject({ type: 'payment.succeeded', amount: 700, currency: 'JPY' })
  })

  it('a dispute is a notice on the order of its payment', async () => {
    const { stripe, read } = await paid()
    stripe.dispute(REQUEST.paymentId)
    const { orderId, paymentId } = REQUEST
    const notice = 'Stripe: dispute.created, needs_response, fraudulent'
    const event = await read(stripe.events.at(-1) ?? expect.fail('no event'))
    expect(event).toMatchObject({ type: 'payment.notice', orderId, paymentId, notice })
  })

  it('events of other software and other kinds are ignored', async () => {
    const { read } = stripeRig(() => NOW)
    const object = {
      metadata: { order_id: '6735', payment_id: 'x' },
      payment_status: 'paid',
      amount_total: 1,
      currency: 'eur',
    }
    for (const type of ['checkout.session.completed', 'refund.updated', 'customer.created', 'charge.dispute.closed']) {
      expect(await read({ id: 'evt_1', type, data: { object } })).toBe('ignored')
      expect(await read({ id: 'evt_1', type, data: { object: {} } })).toBe('ignored')
    }
  })
})

describe('a signature', () => {
  const body = '{"id":"evt_1"}'
  const seconds = String(NOW / 1000)
  const verify = (header: string, at = NOW, secrets: readonly string[] = [STRIPE_SECRET]) =>
    verifyStripe(secrets, header, body, at)

  it('a signature of any of the secrets is accepted, also beside others', async () => {
    const [ours, others] = [
      await signStripe(STRIPE_SECRET, seconds, body),
      await signStripe('whsec_other', seconds, body),
    ]
    expect(await verify(`t=${seconds},v1=${ours}`)).toBe(true)
    expect(await verify(`t=${seconds},v1=${others},v1=${ours},v0=${others}`)).toBe(true)
    expect(await verify(`t=${seconds},v1=${others}`, NOW, [STRIPE_SECRET, 'whsec_other'])).toBe(true)
    expect(await verify(`t=${seconds},v1=${others}`)).toBe(false)
    expect(await verify(`t=${seconds},v1=${ours}`, NOW, [])).toBe(false)
  })

  it('a signature is accepted for five minutes, and only for its time and its exact bytes', async () => {
    const ours = await signStripe(STRIPE_SECRET, seconds, body)
    for (const minutes of [-5, 5]) expect(await verify(`t=${seconds},v1=${ours}`, NOW + minutes * MINUTE)).toBe(true)
    for (const minutes of [-6, 6]) expect(await verify(`t=${seconds},v1=${ours}`, NOW + minutes * MINUTE)).toBe(false)
    expect(await verify(`t=${Number(seconds) + 1},v1=${ours}`)).toBe(false)
    expect(await verifyStripe([STRIPE_SECRET], `t=${seconds},v1=${ours}`, `${body} `, NOW)).toBe(false)
  })

  it.each(['', 't=', 'v1=', 't=1', 't=x,v1=y', 't=1,t=2,v1=', `v1=${'0'.repeat(64)}`, ','.repeat(5_000)])(
    'the header %j is refused',
    async (header) => {
      expect(await verify(header)).toBe(false)
      expect(await verify(`t=${seconds},${header}`)).toBe(false)
    },
  )
})
