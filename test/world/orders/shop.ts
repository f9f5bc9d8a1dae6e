/** The parts that all people in a history of orders share: the books, the market, and calls that may get lost. */
import type { Kind } from '../../../src/domain/copy.ts'
import type { Objects } from '../objects.ts'
import { IMMORTAL } from '../remote.ts'
import type { World } from '../world.ts'
import { COUPONS } from './codes.ts'
import { isLoss } from './loss.ts'
import { Market } from './market.ts'
import { OrderBook } from './order-book.ts'
import { StockBook } from './stock-book.ts'

/** Every such order is paid manually. */
const MANUAL = 4

export class Shop {
  readonly world: World
  readonly market: Market
  readonly stock: StockBook
  readonly orders: OrderBook
  /** Codes that people know: if there are few, they are used up. */
  readonly codes: readonly string[]
  underWay = 0
  /** Whether no fault can occur in this history. */
  calm = false
  readonly #methods = new Map<string, 'simulated' | 'manual'>()
  #numbers = 0

  constructor(world: World) {
    this.world = world
    this.market = new Market(world)
    const { code } = world.scheduler.pick(COUPONS)
    this.codes = world.scheduler.chance(0.75) ? [code] : COUPONS.map((coupon) => coupon.code)
    this.stock = new StockBook(this.market, world.orders, (message) => world.fail(message))
    this.orders = new OrderBook(world, this.stock)
    world.onWrote = ({ kind, id }, operation, rows) => {
      if (!operation) {
        if (kind === 'order') this.orders.ended(id)
        else world.fail(`${kind} ${id} has ended`)
      } else if (kind === 'order') this.orders.wrote(id, operation, rows)
      else if (kind === 'stock') this.stock.wrote(id, operation, rows)
    }
  }

  number(): number {
    return this.#numbers++
  }

  /**
   * How the order is paid. Some orders are paid on delivery or by transfer: they are counted and not drawn, so that most
   * histories of a seed stay as they are.
   */
  methodOf(orderId: string): 'simulated' | 'manual' {
    const method = this.#methods.get(orderId) ?? (this.#methods.size % MANUAL === MANUAL - 1 ? 'manual' : 'simulated')
    this.#methods.set(orderId, method)
    return method
  }

  /** For this long the object cannot be reached. */
  lose(name: string, ms: number): void {
    const { scheduler, away } = this.world
    if (this.calm) return
    away.add(name)
    scheduler.in(ms, `${name} can be reached again`, () => void away.delete(name))
  }

  /** Null if the outcome is unknown. */
  async ask<K extends Kind, Value>(
    kind: K,
    id: string,
    label: string,
    work: (object: Objects[K]) => Value | Promise<Value>,
  ): Promise<Value | null> {
    this.underWay++
    try {
      return await this.world.host(kind, id).call(IMMORTAL, label, work)
    } catch (error) {
      if (!isLoss(error)) this.world.fail(`${label} threw ${error instanceof Error ? error.stack : error}`)
      return null
    } finally {
      this.underWay--
    }
  }
}
