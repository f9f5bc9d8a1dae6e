/**
 * A payment provider as a model: payments and refunds are told apart by their ids, so that a repeat does nothing twice;
 * it tells of each by webhooks, late, twice, in any order, and again until they are taken.
 * Invariant: nothing goes back that did not come in.
 */
import type { PaymentEvent, PaymentProvider, PaymentRequest, Statement } from '../../../src/contract/payment.ts'
import { IMMORTAL, type Life } from '../remote.ts'
import type { World } from '../world.ts'
import { isLoss } from './loss.ts'

export interface Payment extends Pick<PaymentRequest, 'orderId' | 'paymentId' | 'amount'> {
  captured: number
  /** By refund id. */
  readonly refunds: Map<string, { readonly amount: number; told: boolean }>
}

const LATE_MS = [2_000, 45_000, 20 * 60_000, 2 * 3600_000]
const AGAIN_MS = [1_000, 30_000, 600_000]

export class Provider {
  readonly payments = new Map<string, Payment>()
  readonly #world: World
  #events = 0
  /** Webhooks that were not taken yet. */
  owed = 0

  constructor(world: World) {
    this.#world = world
  }

  /** The provider as an order's object reaches it. */
  portFor(life: Life): PaymentProvider {
    const { remote, weather } = this.#world
    const call = <Value>(label: string, apply: () => Value) => {
      const faults = { fails: weather.callLost, unanswered: weather.answerLost, late: weather.callLate }
      return remote.call(life, `the provider ${label}`, faults, apply)
    }
    return {
      open: (request) => call(`opens ${request.paymentId}`, () => this.#open(request)),
      refund: ({ refundId, paymentId, amount }) =>
        call(`gives ${amount} back`, () => this.#refund(refundId, paymentId, amount)),
      forgetReturn: (request) => call(`forgets where ${request.paymentId} returns to`, () => this.#forget(request)),
      statement: (paymentId) => call(`states ${paymentId}`, () => this.statement(paymentId)),
    }
  }

  statement(paymentId: string): Statement | null {
    const payment = this.payments.get(paymentId)
    return payment ? { captured: payment.captured, refunded: refundedOf(payment) } : null
  }

  /** Of an order: what came in and went back, by all its payments. */
  ofOrder(orderId: string): readonly Payment[] {
    return [...this.payments.values()].filter((payment) => payment.orderId === orderId)
  }

  /** The shopper pays, as much as the provider takes. One that was declined may still succeed, once. */
  capture(paymentId: string, amount: number): void {
    const payment = this.payments.get(paymentId)
    if (!payment || payment.captured > 0) return
    payment.captured = amount
    this.#world.scheduler.trace?.(`    the provider takes ${amount} for ${paymentId}`)
    this.#tell({ type: 'payment.succeeded', orderId: payment.orderId, paymentId, amount })
    // Old news, behind or before it.
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
      this.#world.fail(`the payment ${paymentId} was opened twice, and differently`)
    }
    if (!known) this.payments.set(paymentId, { paymentId, orderId, amount, captured: 0, refunds: new Map() })
    return { redirectUrl: `/pay/${paymentId}` }
  }

  /** A payment that was captured with another amount is known by that. */
  #forget(request: Omit<PaymentRequest, 'returnUrl'>): void {
    if (!this.payments.has(request.paymentId)) this.#open({ ...request, returnUrl: null })
  }

  #refund(refundId: string, paymentId: string, amount: number): 'done' | 'pending' {
    const { scheduler } = this.#world
    const payment = this.payments.get(paymentId)
    if (!payment) throw new Error(`there is no payment ${paymentId}`)
    const known = payment.refunds.get(refundId)
    if (known) {
      if (known.amount !== amount) this.#world.fail(`the refund ${refundId} was asked for twice, and differently`)
      return known.told ? 'done' : 'pending'
    }
    if (amount > payment.captured - refundedOf(payment)) {
      this.#world.fail(`${payment.orderId} wants ${amount} back of ${paymentId}, which is more than is left`)
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

  /** As the Worker's own door takes it, again and again until it says so. */
  #post(event: PaymentEvent, delayMs: number, taken: () => void): void {
    const { scheduler } = this.#world
    this.owed++
    scheduler.in(delayMs, `webhook ${event.id} ${event.type}`, async () => {
      const label = `${event.orderId} is told ${event.type} by ${event.id}`
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
