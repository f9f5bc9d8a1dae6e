/** The object of one SKU's units: binds them to storage, queue, record and orders. */

import { configOf } from '../../contract/config.ts'
import type { Env } from '../../contract/env.ts'
import type { CouponUse, HoldRequest, StockEdit, StockEditReply, StockObject } from '../../contract/rpc/stock.ts'
import { holdsAfter } from '../../domain/stock/stock.ts'
import { openTiers } from '../../tiers/open.ts'
import { durableStorage } from '../aggregate/durable-storage.ts'
import { Unavailable } from '../aggregate/life.ts'
import { AggregateDurableObject } from '../aggregate-object.ts'
import { metricsOf } from '../metrics/isolate-metrics.ts'
import { objectPorts } from '../object-ports.ts'
import { objectsOf } from '../objects.ts'
import { Stock, type StockPorts } from './stock.ts'

export class StockDurableObject extends AggregateDurableObject implements StockObject {
  readonly #stock: Stock
  protected readonly aggregate: Stock['aggregate']

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    const objects = objectsOf(env)
    const config = configOf(env)
    const { record } = openTiers(config, env, metricsOf(env).registry)
    const ports: StockPorts = {
      ...objectPorts('stock', env),
      outside: (sku) => record.outsideStock(sku),
      order: (orderId) => objects.order(orderId),
      events: { accept: (events) => objects.acceptEvents(events) },
      lowUnits: config.LOW_STOCK_UNITS,
    }
    this.#stock = new Stock(this.name, durableStorage(ctx), ports)
    this.aggregate = this.#stock.aggregate
    this.awaken()
  }

  hold(request: HoldRequest) {
    return this.#stock.hold(request)
  }

  commit(orderId: string, quantity: number) {
    return this.#stock.commit(orderId, quantity)
  }

  release(orderId: string) {
    return this.#stock.release(orderId)
  }

  restock(orderId: string, quantity: number, user?: string) {
    return this.#stock.restock(orderId, quantity, user)
  }

  forgetUser(orderId: string, user: string) {
    return this.#stock.forgetUser(orderId, user)
  }

  view() {
    return this.#stock.view()
  }

  /** Reads only memory: an object that was never written holds nothing. */
  async holds(limit: number, afterId: string) {
    const found = holdsAfter(this.aggregate.rows, afterId).slice(0, limit)
    return found.map(([orderId, { quantity, at, until }]) => ({ orderId, quantity, at, until }))
  }

  isUsedUp(use: CouponUse) {
    return this.#stock.isUsedUp(use)
  }

  async edit(edit: StockEdit): Promise<StockEditReply> {
    try {
      return await this.#stock.edit(edit)
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error
      return {
        status: 'refused',
        code: 'unavailable',
        detail: 'The stock cannot be read from the record right now. Try again.',
        stock: null,
      }
    }
  }
}
