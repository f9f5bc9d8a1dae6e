/**
 * The simulated provider's object, one per payment. It calls this worker as an outside provider would: by signed
 * requests that pass the whole guard and route.
 */
import { DurableObject } from 'cloudflare:workers'
import { configOf } from '../../contract/config.ts'
import type { Env } from '../../contract/env.ts'
import { jsonLog } from '../../contract/log.ts'
import type { PaymentRequest, RefundRequest, Statement } from '../../contract/payment.ts'
import type {
  SettleReply,
  SimulatedOutcome,
  SimulatedPaymentObject,
  SimulatedRefundReply,
  SimulatedView,
} from '../../contract/rpc/simulated-payment.ts'
import { signWebhook } from '../../contract/standard-webhooks.ts'
import { durableStorage } from '../aggregate/durable-storage.ts'
import { SimulatedPayment } from './simulated-payment.ts'

const ANSWER_MS = 10_000
/** This host does not exist: the call goes to the worker itself and never leaves it. */
const WEBHOOK_URL = 'https://simulated.invalid/v1/webhooks/payments/simulated'

export class SimulatedPaymentDurableObject extends DurableObject<Env> implements SimulatedPaymentObject {
  readonly #payment: SimulatedPayment

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#payment = new SimulatedPayment(durableStorage(ctx), {
      now: () => Date.now(),
      random: () => Math.random(),
      post: (eventId, body) => this.#post(eventId, body),
      log: jsonLog(configOf(env).LOG_LEVEL),
    })
    void ctx.blockConcurrencyWhile(() => this.#payment.wake())
  }

  async open(request: PaymentRequest): Promise<void> {
    this.#payment.open(request)
  }

  async forgetReturn(request: Omit<PaymentRequest, 'returnUrl'>): Promise<void> {
    this.#payment.forgetReturn(request)
  }

  async refund(request: RefundRequest): Promise<SimulatedRefundReply> {
    return this.#payment.refund(request)
  }

  async statement(): Promise<Statement | null> {
    return this.#payment.statement()
  }

  async view(): Promise<SimulatedView | null> {
    return this.#payment.view()
  }

  async settle(outcome: SimulatedOutcome): Promise<SettleReply> {
    return this.#payment.settle(outcome)
  }

  override async alarm(): Promise<void> {
    await this.#payment.deliver()
  }

  async #post(eventId: string, body: string): Promise<number> {
    const { SIMULATED_PAYMENT_SECRET: secret } = configOf(this.env)
    if (secret === undefined) throw new Error('SIMULATED_PAYMENT_SECRET is missing')
    // Every attempt is signed again under the same id, because a signature is valid for five minutes.
    const signed = await signWebhook(secret, eventId, Math.floor(Date.now() / 1000), body)
    // The worker's own default export. Its generated types would name the whole worker, which objects may not import.
    const { default: worker } = this.ctx.exports as unknown as { readonly default: Fetcher }
    const response = await worker.fetch(WEBHOOK_URL, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signed },
      body,
      signal: AbortSignal.timeout(ANSWER_MS),
    })
    await response.body?.cancel()
    return response.status
  }
}
