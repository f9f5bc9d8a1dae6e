/** The object of one order: binds it to its storage, the queue, the stock of its lines, the cart and the providers. */
import { configOf } from '../../contract/config.ts'
import type { Env } from '../../contract/env.ts'
import { heatMessageOf } from '../../contract/heat-message.ts'
import type { PaymentEvent } from '../../contract/payment.ts'
import type { OrderAct, OrderEnvelope, OrderObject, OrderView, PayOrder, StartOrder } from '../../contract/rpc/order.ts'
import { dayOf, MAX_SKUS } from '../../domain/heat.ts'
import { notesOf } from '../../domain/order/notes.ts'
import { durableStorage } from '../aggregate/durable-storage.ts'
import { AggregateDurableObject } from '../aggregate-object.ts'
import { mailsPort } from '../mail/mails-port.ts'
import { objectPorts } from '../object-ports.ts'
import { objectsOf } from '../objects.ts'
import { paymentProvidersOf } from '../payment/providers.ts'
import { Order } from './order.ts'
import type { OrderPorts } from './order-duties.ts'

const DAY_MS = 24 * 3600_000

export class OrderDurableObject extends AggregateDurableObject implements OrderObject {
  readonly #order: Order
  protected readonly aggregate: Order['aggregate']

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    const objects = objectsOf(env)
    const ports: OrderPorts = {
      ...objectPorts('order', env),
      timeoutMs: configOf(env).ORDER_TIMEOUT_MINUTES * 60_000,
      returnMs: configOf(env).RETURN_DAYS * DAY_MS,
      stock: (sku) => objects.stock(sku),
      cart: (userId) => objects.cart(userId),
      providers: paymentProvidersOf(env),
      mails: mailsPort(env),
      invoices: configOf(env).invoices && { issue: (sale) => objects.invoices().issue(sale) },
      events: { accept: (events) => objects.acceptEvents(events) },
      async sold(orderId, skus) {
        const counts = skus.slice(0, MAX_SKUS).map((sku) => ({ sku, views: 0, adds: 0, purchases: 1 }))
        await env.EVENTS.send(heatMessageOf({ id: orderId, day: dayOf(Date.now()), counts }))
      },
      committed: () => this.committed(),
    }
    this.#order = new Order(this.name, durableStorage(ctx), ports)
    this.aggregate = this.#order.aggregate
    this.awaken()
  }

  /** For a class that extends this one: hears of each commit that callers can see. */
  protected committed(): void {}

  /** Null when no such order was ever placed. */
  protected get order(): OrderView | null {
    return this.#order.view
  }

  start(request: StartOrder) {
    return this.#order.start(request)
  }

  async view() {
    return this.order
  }

  async notes() {
    return this.#order.view && notesOf(this.aggregate.rows)
  }

  act(act: OrderAct, envelope: OrderEnvelope) {
    return this.#order.act(act, envelope)
  }

  pay(request: PayOrder) {
    return this.#order.pay(request)
  }

  paymentEvent(event: PaymentEvent, requestId: string, provider?: string) {
    return this.#order.paymentEvent(event, requestId, provider)
  }

  goodsOf(sku: string) {
    return this.#order.goodsOf(sku)
  }

  follow(owner: string) {
    return this.#order.follow(owner)
  }

  issueDocuments(requestId: string) {
    return this.#order.issueDocuments(requestId)
  }

  forgetPerson() {
    return this.#order.forgetPerson()
  }
}
