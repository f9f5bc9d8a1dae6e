/**
 * The contract suite of payment providers: the test of each provider calls it with a rig. Invariant: a repeated id has no
 * second effect, even if the answer to the first call was lost.
 */
import { describe, expect, it } from 'vitest'
import type { PaymentEvent, PaymentProvider, Statement } from '../../src/contract/payment.ts'

/** A provider with its back end. */
export interface Rig {
  readonly provider: PaymentProvider
  /** The next call is applied, and its answer is lost. */
  loseAnswer(): void
  /** The shopper pays the whole amount. */
  pay(paymentId: string): Promise<void>
  decline(paymentId: string): Promise<void>
  /** The money of pending refunds arrives. */
  settleRefunds(): Promise<void>
  /** All events so far, as the provider's webhook reader reads them. */
  events(): Promise<readonly PaymentEvent[]>
  /** The provider's own books, in minor units of ISO 4217. */
  books(paymentId: string): Statement
  /** Undefined if the provider cannot delete return URLs. */
  readonly returnUrlOf?: (paymentId: string) => string | null
}

let last = 0
const id = (prefix: string) => `${prefix}_${String(++last).padStart(26, '0')}`

function request(fields: object = {}) {
  const openedAt = Date.now()
  return {
    ...{ paymentId: id('pay'), orderId: id('ord'), number: '261124-7K3M-9QXW', amount: 9_900, currency: 'CNY' },
    ...{ returnUrl: 'https://shop.example/back?order=1', openedAt, expiresAt: openedAt + 3600_000, ...fields },
  }
}

export function itIsAPaymentProvider(name: string, rigOf: (currency: string) => Promise<Rig>): void {
  async function paid(fields: object = {}) {
    const asked = request(fields)
    const rig = await rigOf(asked.currency)
    await rig.provider.open(asked)
    await rig.pay(asked.paymentId)
    const events = await rig.events()
    const event = events.find(({ type }) => type === 'payment.succeeded')
    if (event?.type !== 'payment.succeeded') return expect.fail(`no payment.succeeded in ${JSON.stringify(events)}`)
    const { reference } = event
    const refund = (refundId: string, amount: number) => {
      const { paymentId, orderId, currency } = asked
      return rig.provider.refund({ refundId, paymentId, orderId, amount, currency, ...(reference && { reference }) })
    }
    return { asked, rig, event, refund }
  }

  describe(`the payment provider ${name}`, () => {
    it('a payment that is opened again has the same page', async () => {
      const asked = request()
      const { provider } = await rigOf(asked.currency)
      const { redirectUrl } = await provider.open(asked)
      expect(redirectUrl).toMatch(/^(\/|https:\/\/)/)
      expect(await provider.open(asked)).toEqual({ redirectUrl })
    })

    it('a payment whose answer was lost is opened again, and is paid once', async () => {
      const asked = request()
      const rig = await rigOf(asked.currency)
      rig.loseAnswer()
      await rig.provider.open(asked).catch(() => null)
      await rig.provider.open(asked)
      await rig.pay(asked.paymentId)
      expect(rig.books(asked.paymentId)).toEqual({ captured: asked.amount, refunded: 0 })
    })

    it.each([
      ['CNY', 9_900],
      ['JPY', 500],
      ['KWD', 12_340],
      ['ISK', 990],
      ['MGA', 12_300],
    ])('a payment in %s is reported with our ids and the amount in minor units', async (currency, amount) => {
      const { asked, event, rig } = await paid({ currency, amount })
      const { orderId, paymentId } = asked
      expect(event).toMatchObject({ type: 'payment.succeeded', orderId, paymentId, amount, currency })
      expect(rig.books(paymentId)).toEqual({ captured: amount, refunded: 0 })
      expect(await rig.provider.statement?.(paymentId)).toEqual({ captured: amount, refunded: 0 })
    })

    it('a declined payment is reported', async () => {
      const asked = request()
      const rig = await rigOf(asked.currency)
      await rig.provider.open(asked)
      await rig.decline(asked.paymentId)
      const { orderId, paymentId } = asked
      expect(await rig.events()).toContainEqual(expect.objectContaining({ type: 'payment.failed', orderId, paymentId }))
    })

    it('partial refunds add up, and a repeated refund pays nothing back twice', async () => {
      const { asked, rig, refund } = await paid()
      const [one, other] = [id('ref'), id('ref')]
      for (const [refundId, amount] of [
        [one, 100],
        [other, 300],
        [one, 100],
        [other, 300],
      ] as const) {
        expect(await refund(refundId, amount)).toMatch(/^(done|pending)$/)
      }
      expect(rig.books(asked.paymentId)).toEqual({ captured: asked.amount, refunded: 400 })
      expect(await rig.provider.statement?.(asked.paymentId)).toEqual({ captured: asked.amount, refunded: 400 })
      await refund(id('ref'), asked.amount - 400)
      expect(rig.books(asked.paymentId).refunded).toBe(asked.amount)
    })

    it('a refund that is pending is done later, and a repeat then says so', async () => {
      const { asked, rig, refund } = await paid()
      const refundId = id('ref')
      const first = await refund(refundId, 100)
      await rig.settleRefunds()
      if (first === 'pending') {
        const { orderId } = asked
        const told = { type: 'refund.succeeded', orderId, refundId }
        expect(await rig.events()).toContainEqual(expect.objectContaining(told))
      }
      expect(await refund(refundId, 100)).toBe('done')
    })

    it('a refund whose answer was lost is made once', async () => {
      const { asked, rig, refund } = await paid()
      const refundId = id('ref')
      rig.loseAnswer()
      await refund(refundId, 250).catch(() => null)
      await refund(refundId, 250)
      expect(rig.books(asked.paymentId).refunded).toBe(250)
    })

    it('a refund of more than is left throws, and pays nothing back', async () => {
      const { asked, rig, refund } = await paid()
      await refund(id('ref'), asked.amount - 50)
      await expect(refund(id('ref'), 100)).rejects.toThrow()
      expect(rig.books(asked.paymentId).refunded).toBe(asked.amount - 50)
    })

    it('the refund of a payment that does not exist throws, and its statement is null', async () => {
      const { provider } = await rigOf('CNY')
      const paymentId = id('pay')
      const refund = {
        refundId: id('ref'),
        paymentId,
        orderId: id('ord'),
        amount: 1,
        currency: 'CNY',
        reference: 'pi_0',
      }
      await expect(provider.refund(refund)).rejects.toThrow()
      expect((await provider.statement?.(paymentId)) ?? null).toBeNull()
    })

    it('the return URL can be deleted before and after the payment is opened, and stays deleted', async () => {
      for (const isOpen of [true, false]) {
        const asked = request()
        const rig = await rigOf(asked.currency)
        const { returnUrl: _, ...nameless } = asked
        if (isOpen) await rig.provider.open(asked)
        for (let times = 0; times < 2; times++) await rig.provider.forgetReturn(nameless)
        await rig.provider.open(asked)
        if (rig.returnUrlOf) expect(rig.returnUrlOf(asked.paymentId)).toBeNull()
      }
    })
  })
}
