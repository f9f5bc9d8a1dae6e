/**
 * A model of a payment provider: ids identify payments and refunds, so that a repeat has no second effect. It sends
 * webhooks for each, late, twice, in any order, and again until they are accepted.
 * Invariant: it never refunds money that it did not receive.
 */
import type { PaymentEvent, PaymentProvider, PaymentRequest, Statement } from '../../../src/contract/payment.ts'
import { IMMORTAL, type Life } from '../remote.ts'
import type { World } from '../world.ts'
import { isLoss } from './loss.ts'

export interface Payment extends Pick<PaymentRequest, 'orderId' | 'paymentId' | 'amount'> {
  captured: number
  /** Refunds by id. */
  readonly refunds: Map<string, { readonly amount: number; told: boolean }>
}

const LATE_MS = [2_000, 45_000, 20 * 60_000, 2 * 3600_000]
const AGAIN_MS = [1_000, 30_000, 600_000]

export class Provider {
  readonly payments = new Map<string, Payment>()
  readonly #world: World
  #events = 0
  /** Webhooks that were not accepted yet. */
  owed = 0

  constructor(world: World) {
    this.#world = world
  }

  /** The provider as an order's object calls it. */
  portFor(life: Life): PaymentProvider {
    const { remote, weather } = this.#world
    const call = <Value>(label: string, apply: () => Value) => {
      const faults = { fails: weather.callLost, unanswered: weather.answerLost, late: weather.callLate }
      return remote.call(life, `the provider ${label}`, faults, apply)
    }
    return {
      open: (request) => call(`opens ${request.paymentId}`, () => this.#open(request)),
      refund: ({ refundId, paymentId, amount }) =>
        call(`refunds ${amount}`, () => this.#refund(refundId, paymentId, amount)),
      forgetReturn: (request) =>
        call(`forgets the return address of ${request.paymentId}`, () => this.#forget(request)),
      statement: (paymentId) => call(`states ${paymentId}`, () => this.statement(paymentId)),
    }
  }

  statement(paymentId: string): Statement | null {
    const payment = this.payments.get(paymentId)
    return payment ? { captured: payment.captured, refunded: refundedOf(payment) } : null
  }

  /** The money of an order, received and refunded over all its payments. */
  ofOrder(orderId: string): readonly Payment[] {
    return [...this.payments.values()].filter((payment) => payment.orderId === orderId)
  }

  /** The shopper pays the amount that the provider charges. A declined payment may still succeed, once. */
  capture(paymentId: string, amount: number): void {
    const payment = this.payments.get(paymentId)
    if (!payment || payment.captured > 0) return
    payment.captured = amount
    this.#world.scheduler.trace?.(`    the provider takes ${amount} for ${paymentId}`)
    this.#tell({ type: 'payment.succeeded', orderId: payment.orderId, paymentId, amount })
    // An outdated webhook arrives before or after this one.
    if (this.#world.scheduler.chance(0.15)) this.decline(paymentId)
  }

  decline(paymentId: string): void {
    const payment = this.payments.get(paymentId)
    if (!payment) return
    const { orderId, amount } = payment
    this.#tell({ type: 'payment.failed', orderId, paymentId, amount })
  }

  #open({ paymentId, orderId, amount }: PaymentRequest): { readonly redirectUrl: string } {
    const known = this.payments.get(paymentId)
    if (known && (known.orderId !== orderId || known.amount !== amount)) {
      this.#world.fail(`the payment ${paymentId} was opened twice with different fields`)
    }
    if (!known) this.payments.set(paymentId, { paymentId, orderId, amount, captured: 0, refunds: new Map() })
    return { redirectUrl: `/pay/${paymentId}` }
  }

  /** A payment that was captured with another amount is recorded with that amount. */
  #forget(request: Omit<PaymentRequest, 'returnUrl'>): void {
    if (!this.payments.has(request.paymentId)) this.#open({ ...request, returnUrl: null })
  }

  #refund(refundId: string, paymentId: string, amount: number): 'done' | 'pending' {
    const { scheduler } = this.#world
    const payment = this.payments.get(paymentId)
    if (!payment) throw new Error(`there is no payment ${paymentId}`)
    const known = payment.refunds.get(refundId)
    if (known) {
      if (known.amount !== amount) this.#world.fail(`the refund ${refundId} was requested twice with different fields`)
      return known.told ? 'done' : 'pending'
    }
    if (amount > payment.captured - refundedOf(payment)) {
      this.#world.fail(
        `${payment.orderId} requests a refund of ${amount} from ${paymentId}, which is more than is left`,
      )
    }
    const refund = { amount, told: scheduler.chance(0.5) }
    payment.refunds.set(refundId, refund)
    if (refund.told) return 'done'
    this.#tell({ type: 'refund.succeeded', orderId: payment.orderId, refundId }, () => {
      refund.told = true
    })
    return 'pending'
  }

  #tell(event: Unnamed<PaymentEvent>, taken: () => void = () => {}): void {
    const { scheduler, weather } = this.#world
    const named = { ...event, id: `evt_${this.#events++}` } as PaymentEvent
    const late = scheduler.chance(weather.messageLate) ? scheduler.pick(LATE_MS) : scheduler.between(20, 2_000)
    this.#post(named, late, taken)
    if (scheduler.chance(weather.messageTwice)) this.#post(named, scheduler.pick(LATE_MS), taken)
  }

  /** Delivers the webhook to the Worker, again and again until it is accepted. */
  #post(event: PaymentEvent, delayMs: number, taken: () => void): void {
    const { scheduler } = this.#world
    this.owed++
    scheduler.in(delayMs, `webhook ${event.id} ${event.type}`, async () => {
      const label = `${event.orderId} gets ${event.type} by ${event.id}`
      const host = this.#world.host('order', event.orderId)
      try {
        const reply = await host.call(IMMORTAL, label, (order) => order.paymentEvent(event, event.id))
        if (reply === 'unknown') this.#world.fail(`${event.orderId} does not know ${event.type} ${event.id}`)
        taken()
      } catch (error) {
        if (!isLoss(error)) this.#world.fail(`${label}: threw ${error}`)
        this.#post(event, scheduler.pick(AGAIN_MS), taken)
      } finally {
        this.owed--
      }
    })
  }
}

type Unnamed<Event> = Event extends unknown ? Omit<Event, 'id'> : never

export function refundedOf({ refunds }: Pick<Payment, 'refunds'>): number {
  return [...refunds.values()].reduce((sum, { amount }) => sum + amount, 0)
}
