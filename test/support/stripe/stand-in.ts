/**
 * Stands in for Stripe's API: sessions, payment intents, refunds and their events. It refuses parameters that Stripe does
 * not have. Invariant: an idempotency key has one effect, and no refund exceeds the captured amount.
 */
import { signStripe } from '../../../src/contract/stripe-signature.ts'
import { parsedForm, type Tree } from './form.ts'
import { parameterFaults } from './parameter-faults.ts'
import { apiDocument } from './parameters.ts'
import { sessionIn } from './session-params.ts'
import {
  type Answer,
  type Call,
  type Fault,
  type Intent,
  ok,
  type Refund,
  refundBody,
  refusal,
  type Session,
  type StripeEvent,
} from './shapes.ts'

export const STRIPE_KEY = 'rk_test_key_of_tests_only'
export const STRIPE_SECRET = 'whsec_signs_webhooks_of_tests_only'

export class StripeStandIn {
  readonly sessions: Session[] = []
  readonly intents: Intent[] = []
  readonly refunds: Refund[] = []
  readonly events: StripeEvent[] = []
  /** Applied to the next calls, one each. */
  readonly faults: Fault[] = []
  /** Refunds stay pending until `settleRefunds`. */
  arePending = true
  calls = 0
  readonly #keys = new Map<string, { readonly request: string; readonly answer: Answer }>()
  readonly #document = apiDocument()
  readonly #now: () => number
  readonly #hasLimits: boolean
  #last = 0

  /** @param hasLimits whether sessions must end within Stripe's limits of this clock */
  constructor(now: () => number = Date.now, hasLimits = true) {
    this.#now = now
    this.#hasLimits = hasLimits
  }

  /** For the provider under test. */
  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const call = {
      method: init.method ?? 'GET',
      url,
      headers: new Headers(init.headers),
      body: String(init.body ?? ''),
    }
    const { status, headers, body } = this.answer(call, this.faults.shift())
    return Response.json(body, { status, ...(headers && { headers }) })
  }

  /** Throws for an answer that is lost. */
  answer(call: Call, fault?: Fault): Answer {
    this.calls++
    if (fault === 'unreached') throw new TypeError('the connection was refused')
    if (typeof fault === 'number') {
      const headers = fault === 429 ? { 'retry-after': '0' } : {}
      return { status: fault, headers, body: { error: { type: 'api_error', code: 'lock_timeout' } } }
    }
    const answer = this.#known(call)
    if (fault === 'lost') throw new TypeError('the answer was lost')
    return answer
  }

  /** The shopper pays at the page. @param amount another amount than the session's, in Stripe's units */
  pay(
    paymentId: string,
    { amount, currency, isLater = false }: { amount?: number; currency?: string; isLater?: boolean } = {},
  ): void {
    const session = this.#sessionOf(paymentId)
    if (session.status !== 'open') return
    const intent: Intent = {
      id: `pi_${this.#next()}`,
      currency: currency ?? session.currency,
      metadata: session.metadata,
      received: isLater ? 0 : (amount ?? session.amount),
    }
    this.intents.push(intent)
    session.status = 'complete'
    session.intent = intent.id
    this.#tellSession('completed', session, intent, isLater ? 'unpaid' : 'paid')
  }

  /** Money of a bank debit arrives, or does not. */
  settle(paymentId: string, succeeds: boolean): void {
    const session = this.#sessionOf(paymentId)
    const intent = this.intents.find(({ id }) => id === session.intent)
    if (!intent) throw new Error(`${paymentId} was not paid`)
    if (succeeds) intent.received = session.amount
    const outcome = succeeds ? 'async_payment_succeeded' : 'async_payment_failed'
    this.#tellSession(outcome, session, intent, succeeds ? 'paid' : 'unpaid')
  }

  expire(paymentId: string): void {
    const session = this.#sessionOf(paymentId)
    if (session.status !== 'open') return
    session.status = 'expired'
    this.#tellSession('expired', session, null, 'unpaid')
  }

  settleRefunds(status: 'succeeded' | 'failed' = 'succeeded'): void {
    for (const refund of this.refunds.filter((each) => each.status === 'pending')) {
      refund.status = status
      this.#tell(status === 'failed' ? 'refund.failed' : 'refund.updated', refundBody(refund))
    }
  }

  dispute(paymentId: string): void {
    const { intent } = this.#sessionOf(paymentId)
    const object = {
      id: `dp_${this.#next()}`,
      object: 'dispute',
      payment_intent: intent,
      status: 'needs_response',
      reason: 'fraudulent',
      metadata: {},
    }
    this.#tell('charge.dispute.created', object)
  }

  books(paymentId: string): { captured: number; refunded: number } {
    const intents = this.intents.filter(({ metadata }) => metadata.payment_id === paymentId)
    const refunds = this.refunds.filter(({ metadata }) => metadata.payment_id === paymentId)
    return {
      captured: intents.reduce((sum, { received }) => sum + received, 0),
      refunded: refunds.reduce((sum, { amount, status }) => sum + (status === 'failed' ? 0 : amount), 0),
    }
  }

  async signed(event: StripeEvent, { secret = STRIPE_SECRET, at = this.#now() } = {}) {
    const body = JSON.stringify(event)
    const seconds = String(Math.floor(at / 1000))
    return { body, signature: `t=${seconds},v1=${await signStripe(secret, seconds, body)},v0=${'0'.repeat(64)}` }
  }

  #known(call: Call): Answer {
    const { method, url, headers, body } = call
    const { pathname, searchParams } = new URL(url)
    if (headers.get('authorization') !== `Bearer ${STRIPE_KEY}`)
      return refusal(401, 'invalid_request_error', 'the key is wrong')
    if (!/^\d{4}-\d\d-\d\d/.test(headers.get('stripe-version') ?? ''))
      return refusal(400, 'invalid_request_error', 'no version')
    const form = method === 'GET' ? searchParams : new URLSearchParams(body)
    const tree = parsedForm(form)
    const faults = parameterFaults(this.#document, method, pathname, tree)
    if (faults.length > 0) return refusal(400, 'invalid_request_error', faults.join('; '))
    if (method === 'GET') return this.#read(pathname, tree)
    const key = headers.get('idempotency-key') ?? ''
    if (key === '') return refusal(400, 'invalid_request_error', 'no idempotency key')
    const request = `${pathname} ${body}`
    const known = this.#keys.get(key)
    if (known && known.request !== request)
      return refusal(400, 'idempotency_error', 'other parameters under the same key')
    const answer = known?.answer ?? (pathname === '/v1/refunds' ? this.#refund(tree) : this.#open(tree))
    if (answer.status === 200 || pathname === '/v1/refunds') this.#keys.set(key, { request, answer })
    return answer
  }

  /** As after a day, when Stripe deletes the keys. */
  forgetKeys(): void {
    this.#keys.clear()
  }

  #read(pathname: string, tree: { [name: string]: Tree }): Answer {
    if (pathname === '/v1/refunds') {
      const all = this.refunds.filter(({ intent }) => intent === tree.payment_intent).toReversed()
      const from = all.findIndex(({ id }) => id === tree.starting_after) + 1
      const page = all.slice(from, from + Number(tree.limit ?? 10))
      return ok({ object: 'list', data: page.map(refundBody), has_more: from + page.length < all.length })
    }
    if (pathname === '/v1/payment_intents/search') {
      const [, paymentId] = /^metadata\['payment_id'\]:'(\w+)'$/.exec(String(tree.query)) ?? []
      const found = this.intents.filter(({ metadata }) => metadata.payment_id === paymentId)
      return ok({ object: 'search_result', data: found.map((intent) => this.#intentBody(intent)), has_more: false })
    }
    const intent = this.intents.find(({ id }) => pathname.endsWith(`/${id}`))
    return intent ? ok(this.#intentBody(intent)) : refusal(404, 'invalid_request_error', 'no such payment intent')
  }

  #open(tree: { [name: string]: Tree }): Answer {
    const session = sessionIn(tree, this.#hasLimits ? this.#now() : null)
    if (typeof session === 'string') return refusal(400, 'invalid_request_error', session)
    const id = `cs_test_${this.#next()}`
    const url = `https://checkout.stripe.com/c/pay/${id}`
    this.sessions.push({ ...session, id, url, status: 'open', intent: null })
    return ok({ id, object: 'checkout.session', url })
  }

  #refund(tree: { [name: string]: Tree }): Answer {
    const { payment_intent: intent, metadata } = tree as unknown as {
      payment_intent: string
      metadata: Record<string, string>
    }
    const amount = Number(tree.amount)
    const found = this.intents.find(({ id }) => id === intent)
    if (!found) return refusal(400, 'invalid_request_error', 'no such payment intent')
    const given = this.refunds
      .filter((each) => each.intent === intent && each.status !== 'failed')
      .reduce((sum, each) => sum + each.amount, 0)
    if (amount < 1 || amount > found.received - given) return refusal(400, 'invalid_request_error', 'more than is left')
    const refund: Refund = {
      id: `re_${this.#next()}`,
      intent,
      amount,
      metadata,
      status: this.arePending ? 'pending' : 'succeeded',
    }
    this.refunds.push(refund)
    return ok(refundBody(refund))
  }

  #sessionOf(paymentId: string): Session {
    const session = this.sessions.find(({ metadata }) => metadata.payment_id === paymentId)
    if (!session) throw new Error(`${paymentId} was never opened`)
    return session
  }

  #tellSession(what: string, session: Session, intent: Intent | null, paid: string): void {
    const { id, metadata, amount, currency } = session
    this.#tell(`checkout.session.${what}`, {
      ...{ id, object: 'checkout.session', client_reference_id: metadata.payment_id, metadata, payment_status: paid },
      ...{ amount_total: intent?.received || amount, currency: intent?.currency ?? currency },
      payment_intent: intent?.id ?? null,
    })
  }

  #tell(type: string, object: object): void {
    this.events.push({ id: `evt_${this.#next()}`, type, data: { object } })
  }

  #intentBody(intent: Intent) {
    const { id, currency, metadata, received } = intent
    const refunded = this.refunds
      .filter((each) => each.intent === id && each.status !== 'failed')
      .reduce((sum, each) => sum + each.amount, 0)
    return {
      id,
      object: 'payment_intent',
      currency,
      metadata,
      amount_received: received,
      latest_charge: received > 0 ? { amount_refunded: refunded } : null,
    }
  }

  #next(): string {
    return String(++this.#last).padStart(6, '0')
  }
}
