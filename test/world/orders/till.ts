/**
 * Money that no provider moves: shoppers pay in cash or by bank transfer, and operators report what arrived and what they
 * paid back, again until the order answers.
 * Invariant: each payment arrives once, each refund is paid back once, and never more than arrived.
 */
import type { PaymentProvider, PaymentRequest } from '../../../src/contract/payment.ts'
import type { OrderAct } from '../../../src/contract/rpc/order.ts'
import { manualProvider } from '../../../src/objects/payment/manual-provider.ts'
import { IMMORTAL } from '../remote.ts'
import type { World } from '../world.ts'
import { isLoss } from './loss.ts'
import { type Payment, refundedOf } from './provider.ts'

const BY = 'usr_admin'
const LATER_MS = [1_000, 60_000, 3600_000]
const AGAIN_MS = [1_000, 30_000, 600_000]

export class Till {
  readonly payments = new Map<string, Payment>()
  readonly #world: World
  /** Reports that no order has answered yet. */
  owed = 0

  constructor(world: World) {
    this.#world = world
  }

  /** The shipped provider; what it is called with is what the operators read. */
  port(): PaymentProvider {
    const shipped = manualProvider(0)
    return {
      ...shipped,
      open: (request) => {
        this.#open(request)
        return shipped.open(request)
      },
      refund: (request) => {
        this.#payBack(request)
        return shipped.refund(request)
      },
    }
  }

  ofOrder(orderId: string): readonly Payment[] {
    return [...this.payments.values()].filter((payment) => payment.orderId === orderId)
  }

  receive(paymentId: string): void {
    const payment = this.payments.get(paymentId)
    if (!payment || payment.captured > 0) return
    payment.captured = payment.amount
    this.#report(payment.orderId, { type: 'mark_paid', by: BY }, `paid-${paymentId}`, 0)
  }

  #open({ paymentId, orderId, amount }: PaymentRequest): void {
    const known = this.payments.get(paymentId)
    if (!known) this.payments.set(paymentId, { paymentId, orderId, amount, captured: 0, refunds: new Map() })
    else if (known.amount !== amount) this.#world.fail(`the manual payment ${paymentId} was opened with two amounts`)
  }

  #payBack({ refundId, paymentId, orderId, amount }: Parameters<PaymentProvider['refund']>[0]): void {
    const payment = this.payments.get(paymentId)
    const known = payment?.refunds.get(refundId)
    if (known && known.amount !== amount) this.#world.fail(`the refund ${refundId} was requested with two amounts`)
    if (!payment || known) return
    if (amount > payment.captured - refundedOf(payment))
      this.#world.fail(`${orderId} asks operators to pay back ${amount} of ${paymentId}, which is more than is left`)
    payment.refunds.set(refundId, { amount, told: true })
    const later = this.#world.scheduler.pick(LATER_MS)
    this.#report(orderId, { type: 'mark_refunded', refundId, by: BY }, `back-${refundId}`, later)
  }

  #report(orderId: string, act: OrderAct, key: string, delayMs: number): void {
    const { scheduler } = this.#world
    this.owed++
    scheduler.in(delayMs, `an operator reports ${key}`, async () => {
      const envelope = { requestId: key, key: { key, hash: key }, ifMatch: null }
      const label = `${orderId}: ${act.type} under ${key}`
      try {
        const reply = await this.#world
          .host('order', orderId)
          .call(IMMORTAL, label, (order) => order.act(act, envelope))
        if (reply.status === 'refused') this.#world.fail(`${label} was refused with ${reply.code}`)
      } catch (error) {
        if (!isLoss(error)) this.#world.fail(`${label} threw ${error}`)
        this.#report(orderId, act, key, scheduler.pick(AGAIN_MS))
      } finally {
        this.owed--
      }
    })
  }
}

/** The payments of an order, at the provider and in the till. */
export function booksOf({ provider, till }: World, orderId: string): readonly Payment[] {
  return [...provider.ofOrder(orderId), ...till.ofOrder(orderId)]
}
