/**
 * The model of the provider with the Stripe provider and the stand-in of Stripe's API behind it: each HTTP call can be
 * lost, late or unanswered, or end its caller; events arrive late, twice and in any order, and again until accepted.
 */
import type { PaymentProvider, Statement } from '../../../src/contract/payment.ts'
import { StripeError } from '../../../src/objects/payment/stripe-api.ts'
import { stripeProvider } from '../../../src/objects/payment/stripe-provider.ts'
import { TierError } from '../../../src/tiers/calls/tier-error.ts'
import { readStripeEvent } from '../../../src/worker/payment/stripe-webhook.ts'
import { STRIPE_KEY, StripeStandIn } from '../../support/stripe/stand-in.ts'
import { IMMORTAL, type Life } from '../remote.ts'
import type { World } from '../world.ts'
import { isLoss } from './loss.ts'
import { Provider } from './provider.ts'

const LATE_MS = [2_000, 45_000, 20 * 60_000, 2 * 3600_000]
const AGAIN_MS = [1_000, 30_000, 600_000]
const DAY_MS = 24 * 3600_000

export class StripeModel extends Provider {
  readonly #world: World
  readonly #stripe: StripeStandIn
  #told = 0
  #keysSince = 0

  constructor(world: World) {
    super(world)
    this.#world = world
    this.#stripe = new StripeStandIn(() => world.scheduler.time, false)
  }

  override portFor(life: Life): PaymentProvider {
    const { scheduler } = this.#world
    const provider = stripeProvider({
      origin: 'https://api.stripe.com',
      secretKey: STRIPE_KEY,
      fetch: (url, init) => this.#fetch(life, url, init),
      wait: (ms) => new Promise((resolve) => scheduler.in(ms, 'a pause before Stripe is called again', resolve)),
      home: 'https://shop.example',
      waitMs: 0,
    })
    const lossOf = (error: unknown) => {
      if (!(error instanceof StripeError)) throw error
      if (/ 4\d\d /.test(error.message) && !/ (409|429) /.test(error.message)) this.#world.fail(error.message)
      throw new TierError('world', 'down', error.message)
    }
    return {
      open: (request) => provider.open({ ...request, currency: 'CNY' }).catch(lossOf),
      refund: (request) => provider.refund(request).catch(lossOf),
      forgetReturn: async () => {},
      statement: async (paymentId) => this.statement(paymentId),
    }
  }

  override statement(paymentId: string): Statement | null {
    return this.payments.has(paymentId) ? this.#stripe.books(paymentId) : null
  }

  override capture(paymentId: string, amount: number): void {
    if (!this.payments.has(paymentId)) return
    this.#stripe.pay(paymentId, { amount })
    this.#after()
  }

  /** A card that is declined ends nothing at Stripe; now and then the session expires. */
  override decline(paymentId: string): void {
    if (!this.payments.has(paymentId)) return
    if (this.#world.scheduler.chance(0.5)) this.#stripe.expire(paymentId)
    this.#after()
  }

  async #fetch(life: Life, url: string, init: RequestInit): Promise<Response> {
    const { remote, weather, scheduler } = this.#world
    const faults = { fails: weather.callLost, unanswered: weather.answerLost, late: weather.callLate }
    const call = {
      method: init.method ?? 'GET',
      url,
      headers: new Headers(init.headers),
      body: String(init.body ?? ''),
    }
    const { pathname } = new URL(url)
    const {
      status,
      headers = {},
      body,
    } = await remote.call(life, `Stripe's ${call.method} ${pathname}`, faults, () => {
      // Stripe deletes keys after a day.
      if (scheduler.time - this.#keysSince > DAY_MS) {
        this.#stripe.forgetKeys()
        this.#keysSince = scheduler.time
      }
      this.#stripe.arePending = scheduler.chance(0.5)
      const answer = this.#stripe.answer(
        call,
        scheduler.chance(weather.callLost) ? scheduler.pick([409, 429, 500] as const) : 'none',
      )
      if (pathname.endsWith('/refunds') && call.method === 'POST') {
        scheduler.in(scheduler.pick(LATE_MS), 'Stripe pays its refunds', () => {
          this.#stripe.settleRefunds()
          this.#after()
        })
      }
      this.#after()
      return answer
    })
    // The cast: the provider reads no more of an answer. A real one would leave the simulated time.
    return { status, headers: new Headers(headers), json: async () => body } as unknown as Response
  }

  /** Shows the stand-in's state to the checkers, and sends its new events. */
  #after(): void {
    for (const { metadata, amount } of this.#stripe.sessions) {
      const { payment_id: paymentId = '', order_id: orderId = '' } = metadata
      const payment = this.payments.get(paymentId) ?? { paymentId, orderId, amount, captured: 0, refunds: new Map() }
      const twice = this.#stripe.sessions.filter((session) => session.metadata.payment_id === paymentId)
      if (twice.length > 1) this.#world.fail(`${paymentId} has ${twice.length} sessions`)
      payment.captured = this.#stripe.books(paymentId).captured
      this.payments.set(paymentId, payment)
    }
    for (const { amount, metadata, status } of this.#stripe.refunds) {
      const { payment_id: paymentId = '', refund_id: refundId = '' } = metadata
      const twice = this.#stripe.refunds.filter((refund) => refund.metadata.refund_id === refundId)
      if (twice.length > 1) this.#world.fail(`${refundId} was refunded ${twice.length} times`)
      this.payments.get(paymentId)?.refunds.set(refundId, { amount, told: status === 'succeeded' })
    }
    const { scheduler, weather } = this.#world
    for (; this.#told < this.#stripe.events.length; this.#told++) {
      const event = this.#stripe.events[this.#told]
      if (!event) continue
      const late = () =>
        scheduler.chance(weather.messageLate) ? scheduler.pick(LATE_MS) : scheduler.between(20, 2_000)
      this.#post(event, late())
      if (scheduler.chance(weather.messageTwice)) this.#post(event, scheduler.pick(LATE_MS))
    }
  }

  #post(event: object, delayMs: number): void {
    const { scheduler } = this.#world
    this.owed++
    scheduler.in(delayMs, 'an event of Stripe', async () => {
      try {
        const read = await readStripeEvent(event, async () => null)
        if (read === 'ignored') return
        const label = `${read.orderId} gets ${read.type} by ${read.id}`
        const host = this.#world.host('order', read.orderId)
        const reply = await host.call(IMMORTAL, label, (order) => order.paymentEvent(read, read.id, 'simulated'))
        if (reply === 'unknown') this.#world.fail(`${label}, which it does not know`)
      } catch (error) {
        if (!isLoss(error)) this.#world.fail(`an event of Stripe: threw ${error}`)
        this.#post(event, scheduler.pick(AGAIN_MS))
      } finally {
        this.owed--
      }
    })
  }
}
