/**
 * Moves lines of a cart into an order, and returns them if the order fails.
 * Invariant: a checkout is on disk before the order is called, and the order is called again until it has answered. So
 * lines are in the cart, in a checkout, or sold, after any crash.
 */
import type { CheckoutReply, CheckoutRequest, MergeTarget } from '../../contract/rpc/cart.ts'
import type { CartReturns, OrderObject, OrderStarter, StartReply } from '../../contract/rpc/order.ts'
import { type CheckoutCommand, orderOfKey } from '../../domain/cart/checkout.ts'
import { checkoutOf, knownOrders, startingCheckout } from '../../domain/cart/checkout-rows.ts'
import type { CartRefusal } from '../../domain/cart/decision.ts'
import type { CartEvent } from '../../domain/cart/events.ts'
import type { AnyCartCommand } from '../../domain/cart/sequence.ts'
import type { Aggregate } from '../aggregate/aggregate.ts'
import { Unavailable } from '../aggregate/life.ts'
import type { AggregatePorts } from '../aggregate/ports.ts'
import type { WriteOutcome } from '../aggregate/write.ts'
import { ANSWER_MS, ORDER_START_MS } from '../checkout-times.ts'
import { SharedCall } from '../shared-call.ts'
import { type CartLookups, NO_LOOKUPS } from './cart-definition.ts'

export interface CheckoutPorts extends AggregatePorts {
  order(orderId: string): OrderStarter & Pick<OrderObject, 'follow' | 'forgetPerson'>
  cart(userId: string): Pick<MergeTarget, 'takeBack' | 'noteOrder'>
}

/**
 * The steps of a checkout. Each is on disk before the next party is asked, and the alarm of its writer repeats the
 * question until it is answered (times: checkout-times.ts):
 * 1. The cart writes `begin_checkout` and asks the order to `start` ({@link Checkouts.resume} repeats it).
 * 2. The order writes `begin` and asks each stock object to hold its units (duty `goods`); then it answers the cart.
 * 3. The cart writes the answer: the order was placed, or the lines return. If the cart was merged meanwhile, it first
 * hands the order, or the lines, to the user's cart.
 * 4. The order is paid, cancelled or expires: it calls stock to settle or release the units (duty `goods`), and the cart
 *    to delete the sold lines or to take them back (duty `cart`).
 */
export class Checkouts implements CartReturns {
  readonly #id: string
  readonly #ports: CheckoutPorts
  readonly #aggregate: () => Aggregate<AnyCartCommand, CartLookups, CartEvent, CartRefusal>
  readonly #starting = new Map<string, SharedCall<StartReply>>()

  constructor(
    id: string,
    ports: CheckoutPorts,
    aggregate: () => Aggregate<AnyCartCommand, CartLookups, CartEvent, CartRefusal>,
  ) {
    this.#id = id
    this.#ports = ports
    this.#aggregate = aggregate
  }

  /** Throws Unavailable. */
  async checkout({ orderId, key, hash, start }: CheckoutRequest): Promise<CheckoutReply> {
    const aggregate = this.#aggregate()
    await aggregate.ready()
    if (aggregate.erased) return { status: 'refused', code: 'erased', detail: 'This cart was erased.' }
    if (aggregate.seal !== null)
      return {
        status: 'refused',
        code: 'cart_merged',
        detail: 'This guest has signed in. Use the cart of the account.',
      }
    const used = orderOfKey(aggregate.rows, key, this.#ports.now())
    if (used) {
      if (used.hash === hash) return this.#awaitOrder(used.orderId, true)
      const detail = 'This Idempotency-Key was used for another checkout.'
      return { status: 'refused', code: 'idempotency_key_reused', detail }
    }
    if (!start) return { status: 'refused', code: 'cart_changed', detail: 'This Idempotency-Key has expired.' }
    const begin: CheckoutCommand = { type: 'begin_checkout', orderId, key, hash, start }
    const outcome = await this.#write(begin, start.requestId)
    if (outcome.status === 'refused') {
      const { code, detail } = outcome.refusal
      if (code !== 'cart_changed' && code !== 'checkout_in_progress' && code !== 'too_many_open_orders') {
        throw new Error(`a checkout was refused with ${code}`)
      }
      return { status: 'refused', code, detail }
    }
    return this.#awaitOrder(orderId, false)
  }

  isKnown(key: string): boolean {
    return orderOfKey(this.#aggregate().rows, key, this.#ports.now()) !== undefined
  }

  async orderIds(): Promise<readonly string[]> {
    await this.#aggregate().ready()
    return knownOrders(this.#aggregate().rows)
  }

  async checkoutSold(orderId: string): Promise<void> {
    await this.#aggregate().ready()
    if (this.#aggregate().erased) return
    // The order may have begun after the seal, and its answer may not have arrived.
    await this.#handOrderToUser(orderId)
    await this.#write({ type: 'checkout_sold', orderId }, 'order')
  }

  /** A sealed cart passes the lines on to the user that it was merged into; an erased one only acknowledges. */
  async giveBack(orderId: string): Promise<void> {
    const aggregate = this.#aggregate()
    await aggregate.ready()
    const checkout = aggregate.erased ? undefined : checkoutOf(aggregate.rows, orderId)
    if (!checkout) return
    if (aggregate.seal === null) await this.#write({ type: 'give_back', orderId }, 'order')
    // The cart was sealed before, or while the write above waited.
    else {
      // The answer of the order may not have arrived.
      await this.#handOrderToUser(orderId)
      await this.#passLinesOn(orderId, aggregate.seal)
    }
  }

  async takeBack(...[orderId, lines, requestId, coupons = []]: Parameters<MergeTarget['takeBack']>): Promise<void> {
    await this.#aggregate().ready()
    if (!this.#aggregate().erased) await this.#write({ type: 'take_back', orderId, lines, coupons }, requestId)
  }

  async noteOrder(orderId: string): Promise<void> {
    await this.#aggregate().ready()
    if (!this.#aggregate().erased) await this.#write({ type: 'note_order', orderId }, 'order')
  }

  /** The duty: calls the order that has not answered yet. Throws if it does not answer now. */
  async resume(): Promise<void> {
    const [orderId] = startingCheckout(this.#aggregate().rows) ?? []
    if (orderId !== undefined) await this.#askOrderOnce(orderId)
  }

  /** Called on a guest's cart that was merged: makes the user the owner of its orders. */
  async follow(userId: string): Promise<void> {
    for (const orderId of knownOrders(this.#aggregate().rows)) await this.#ports.order(orderId).follow(userId)
  }

  /** Erases the guest's orders, because the user to whom they would belong was erased. */
  async forgetOrders(): Promise<void> {
    for (const orderId of knownOrders(this.#aggregate().rows)) await this.#ports.order(orderId).forgetPerson()
  }

  async #awaitOrder(orderId: string, replayed: boolean): Promise<CheckoutReply> {
    // The order answered before, or has returned the lines since: in both cases it had been placed.
    if (!checkoutOf(this.#aggregate().rows, orderId)?.start) return { status: 'placed', orderId, replayed }
    try {
      const reply = await this.#ports.deadline(this.#askOrderOnce(orderId), ANSWER_MS)
      if (reply.status === 'placed') return { status: 'placed', orderId, replayed }
      return { status: 'short', shortages: reply.shortages, usedUp: reply.usedUp ?? [] }
    } catch (error) {
      const reason = error instanceof Error ? error.name : 'unknown'
      this.#ports.log('warn', 'checkout.pending', { reason })
      return { status: 'pending' }
    }
  }

  /** Calls the order and stores its answer. Concurrent calls share one call. */
  #askOrderOnce(orderId: string): Promise<StartReply> {
    const started = this.#starting.get(orderId) ?? new SharedCall(this.#ports, ORDER_START_MS)
    this.#starting.set(orderId, started)
    return started.run(() => this.#askOrder(orderId)).finally(() => this.#starting.delete(orderId))
  }

  async #askOrder(orderId: string): Promise<StartReply> {
    const start = checkoutOf(this.#aggregate().rows, orderId)?.start
    if (!start) return { status: 'placed' }
    const { quote, contact, requestId } = start
    const reply = await this.#ports.order(orderId).start({ owner: this.#id, quote, contact, requestId })
    if (reply.status === 'placed') {
      // Hand it over before the outcome is stored, because the call is not repeated afterwards.
      await this.#handOrderToUser(orderId)
      await this.#write({ type: 'checkout_placed', orderId }, requestId)
    } else if (reply.status === 'refused') await this.#returnLines(orderId, requestId)
    // An order of another release may return an unknown answer: lines return only after a known one.
    else throw new Unavailable('the order gave an unknown answer')
    return reply
  }

  /** Adds the order to the user's list, which also decides on first orders, before the record has it. */
  async #handOrderToUser(orderId: string): Promise<void> {
    const { seal } = this.#aggregate()
    if (seal === null) return
    await this.#ports.order(orderId).follow(seal)
    await this.#ports.cart(seal).noteOrder(orderId)
  }

  async #returnLines(orderId: string, requestId: string): Promise<void> {
    const { seal } = this.#aggregate()
    if (seal === null) await this.#write({ type: 'checkout_refused', orderId }, requestId)
    else await this.#passLinesOn(orderId, seal)
  }

  async #passLinesOn(orderId: string, userId: string): Promise<void> {
    const checkout = checkoutOf(this.#aggregate().rows, orderId)
    if (!checkout) return
    await this.#ports.cart(userId).takeBack(orderId, checkout.lines, 'order', checkout.coupons)
    await this.#write({ type: 'passed_on', orderId }, 'order')
  }

  async #write(command: CheckoutCommand, requestId: string): Promise<WriteOutcome<CartRefusal>> {
    const outcome = await this.#aggregate().writeOwn(command.type, command, NO_LOOKUPS, requestId)
    if (outcome.status === 'refused' && outcome.refusal.code === 'erased') throw new Unavailable('the cart was erased')
    return outcome
  }
}
