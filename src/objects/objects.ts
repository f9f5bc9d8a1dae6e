/**
 * Addresses objects by name, in the configured jurisdiction and near the configured location. The worker and the
 * objects find other objects only here.
 */

import { type Config, configOf } from '../contract/config.ts'
import type { Env } from '../contract/env.ts'
import type { AccountObject } from '../contract/rpc/account.ts'
import type { AggregateObject } from '../contract/rpc/aggregate.ts'
import type { AlertsObject } from '../contract/rpc/alerts.ts'
import type { AttemptsObject } from '../contract/rpc/attempts.ts'
import type { CartObject } from '../contract/rpc/cart.ts'
import type { ClaimObject } from '../contract/rpc/claim.ts'
import type { EventsObject } from '../contract/rpc/events.ts'
import type { InvoicesObject } from '../contract/rpc/invoices.ts'
import type { LiveCartObject, LiveObject } from '../contract/rpc/live.ts'
import type { MailsObject } from '../contract/rpc/mails.ts'
import type { MetricsObject } from '../contract/rpc/metrics.ts'
import type { OrderObject } from '../contract/rpc/order.ts'
import type { SecurityEventsObject } from '../contract/rpc/security-events.ts'
import type { SettingsObject } from '../contract/rpc/settings.ts'
import type { SimulatedPaymentObject } from '../contract/rpc/simulated-payment.ts'
import type { StockObject } from '../contract/rpc/stock.ts'
import type { WebhookObject } from '../contract/rpc/webhooks.ts'
import type { Kind } from '../domain/copy.ts'
import { shardOf } from '../domain/events/stream.ts'
import type { PublicEvent } from '../domain/outbox.ts'

export class Objects {
  readonly #env: Env
  readonly #config: Pick<Config, 'DO_JURISDICTION' | 'DO_LOCATION_HINT'>

  constructor(env: Env, config: Pick<Config, 'DO_JURISDICTION' | 'DO_LOCATION_HINT'>) {
    this.#env = env
    this.#config = config
  }

  /** @param userId the id of a guest or a user */
  cart(userId: string): CartObject {
    return this.#at<CartObject>(this.#env.CARTS, userId)
  }

  liveCart(userId: string): LiveCartObject {
    return this.#at<LiveCartObject>(this.#env.CARTS, userId)
  }

  liveOrder(orderId: string): LiveObject {
    return this.#at<LiveObject>(this.#env.ORDERS, orderId)
  }

  account(userId: string): AccountObject {
    return this.#at<AccountObject>(this.#env.ACCOUNTS, userId)
  }

  /** @param key HMAC of the e-mail address */
  claim(key: string): ClaimObject {
    return this.#at<ClaimObject>(this.#env.CLAIMS, key)
  }

  order(orderId: string): OrderObject {
    return this.#at<OrderObject>(this.#env.ORDERS, orderId)
  }

  /** @param sku the SKU as the catalogue spells it */
  stock(sku: string): StockObject {
    return this.#at<StockObject>(this.#env.STOCK, sku)
  }

  simulatedPayment(paymentId: string): SimulatedPaymentObject {
    return this.#at<SimulatedPaymentObject>(this.#env.PAYMENTS, paymentId)
  }

  attempts(name: string): AttemptsObject {
    return this.#at<AttemptsObject>(this.#env.ATTEMPTS, name)
  }

  securityEvents(): SecurityEventsObject {
    return this.#at<SecurityEventsObject>(this.#env.SECURITY_EVENTS, 'events')
  }

  /** @param key HMAC of the recipient's e-mail address */
  mails(key: string): MailsObject {
    return this.#at<MailsObject>(this.#env.MAILS, key)
  }

  /** @param shard the name of a shard */
  metrics(shard: string): MetricsObject {
    return this.#at<MetricsObject>(this.#env.METRICS, shard)
  }

  /** @param shard below SHARDS */
  eventShard(shard: number): EventsObject {
    return this.#at<EventsObject>(this.#env.EVENT_STREAM, `${shard}`)
  }

  webhook(endpointId: string): WebhookObject {
    return this.#at<WebhookObject>(this.#env.WEBHOOKS, endpointId)
  }

  /** Those of one subject in their order. */
  async acceptEvents(events: readonly PublicEvent[]): Promise<void> {
    const byShard = [...Map.groupBy(events, ({ subject }) => shardOf(subject))]
    await Promise.all(byShard.map(([shard, its]) => this.eventShard(shard).accept(its)))
  }

  /** Numbers the documents of the shop. */
  invoices(): InvoicesObject {
    return this.#at<InvoicesObject>(this.#env.INVOICES, 'numbers')
  }

  /** Keeps a copy of each document. */
  invoicesCopy(): InvoicesObject {
    return this.#at<InvoicesObject>(this.#env.INVOICES, 'copy')
  }

  alerts(): AlertsObject {
    return this.#at<AlertsObject>(this.#env.ALERTS, 'alerts')
  }

  /** The same object, because a firing alert changes a setting in its own transaction. */
  settings(): SettingsObject {
    return this.#at<SettingsObject>(this.#env.ALERTS, 'alerts')
  }

  aggregate(kind: Kind, id: string): AggregateObject {
    return this[kind](id)
  }

  #at<Contract>(namespace: DurableObjectNamespace, name: string): Contract {
    const { DO_JURISDICTION: jurisdiction, DO_LOCATION_HINT: locationHint } = this.#config
    const within = jurisdiction ? namespace.jurisdiction(jurisdiction) : namespace
    // The cast: the stub's methods are those of the contract; the RPC types only wrap their results in promises.
    return within.getByName(name, locationHint ? { locationHint } : {}) as unknown as Contract
  }
}

const known = new WeakMap<object, Objects>()

export function objectsOf(env: Env): Objects {
  const objects = known.get(env) ?? new Objects(env, configOf(env))
  known.set(env, objects)
  return objects
}
