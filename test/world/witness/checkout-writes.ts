/**
 * Compares each step of a checkout with the model's cart and with the state of its order.
 * Invariant: each step happens once, and only while the order is in the state to which the step belongs.
 */
import type { ModelLines, ModelState } from '../model/cart.ts'
import * as model from '../model/checkout.ts'
import { stateOfRows } from '../model/text.ts'
import type { Bindings } from './bindings.ts'
import type { Written } from './cart-writes.ts'
import type { Fail } from './truth.ts'

/** A checkout as its shopper meant it. */
export interface MeantCheckout {
  readonly cartId: string
  readonly key: string
  /** The hash of the body that was sent. */
  readonly hash: string
  /** Quantities by line id. */
  readonly lines: ReadonlyMap<string, number>
  /** Quantities by SKU, over all its lines. */
  readonly quantities: ReadonlyMap<string, number>
  /** Codes that are to go with the lines. */
  readonly coupons: readonly string[]
}

export interface OrdersSeen {
  /** Checkouts by order id. */
  readonly meant: ReadonlyMap<string, MeantCheckout>
  /** By order id: the state of each order that has begun, as its disk says. */
  readonly statuses: ReadonlyMap<string, string>
  /** Owners by order id. */
  readonly owners: ReadonlyMap<string, string | null>
  /** By order id and SKU: the units that return to stock if the order ends before it has wholly shipped. */
  readonly backs: ReadonlyMap<string, ReadonlyMap<string, number>>
  /** By key and SKU: the units that a refund puts back into stock. */
  readonly putBacks: ReadonlyMap<string, number>
}

const STEPS = [
  ...['begin_checkout', 'checkout_placed', 'checkout_refused', 'checkout_sold'],
  ...['give_back', 'take_back', 'passed_on', 'note_order'],
]
export const PAID = ['paid', 'shipped', 'delivered', 'refund_pending', 'refunded']
const DAY_MS = 24 * 3600_000

export function isOfCheckout(operation: string): boolean {
  return STEPS.includes(operation)
}

export class CheckoutWrites {
  readonly #bindings: Bindings
  readonly #orders: OrdersSeen
  /** The lines that went into each checkout. */
  readonly #lines = new Map<string, ModelLines>()
  readonly #cameBack = new Set<string>()

  constructor(bindings: Bindings, orders: OrdersSeen) {
    this.#bindings = bindings
    this.#orders = orders
  }

  wrote(step: string, written: Written, fail: Fail): ModelState {
    const { from, operation, rows } = written
    const before = from.model
    const after = stateOfRows(rows)
    if (step === 'begin_checkout') return this.#begun(written, after, fail)
    if (step === 'take_back') return this.#takenBack(written, after, fail)
    if (step === 'note_order') return this.#noted(written, after, fail)
    const orderId = only(
      [...before.checkouts].flatMap(([id, { starting }]) => {
        const now = after.checkouts.get(id)
        return !now || (starting && !now.starting) ? [id] : []
      }),
    )
    if (orderId === null) {
      fail(`${step} did not change exactly one checkout`)
      return before
    }
    const status = this.#orders.statuses.get(orderId) ?? 'none'
    const must = (statuses: readonly string[]) => {
      if (!statuses.includes(status)) fail(`${step} was stored, but the order ${orderId} is ${status}`)
    }
    const checkout = before.checkouts.get(orderId)
    switch (step) {
      case 'checkout_placed':
        must(['pending_payment', 'cancelled', ...PAID])
        // No call asks for this order again.
        if (from.seal !== null && ![from.seal, null].includes(this.#orders.owners.get(orderId) ?? null)) {
          fail(`${orderId} was noted, but does not belong to ${from.seal}`)
        }
        return model.placed(before, orderId, operation.at)
      case 'checkout_sold':
        must(PAID)
        return model.ended(model.stood(before, orderId, operation.at), orderId)
      case 'checkout_refused':
        must(['refused'])
        if (!checkout?.starting) fail(`${orderId} was placed, and then refused`)
        this.#returned(orderId, fail)
        return model.refused(before, orderId, operation.at)
      case 'give_back':
        must(['cancelled'])
        this.#returned(orderId, fail)
        return model.givenBack(model.stood(before, orderId, operation.at), orderId, operation.at)
      default:
        this.#checkPassedOn(written.id, orderId, fail)
        return model.ended(before, orderId)
    }
  }

  #begun({ id, from, operation }: Written, after: ModelState, fail: Fail): ModelState {
    const before = from.model
    const orderId = only([...after.checkouts.keys()].filter((each) => !before.checkouts.has(each)))
    const meant = orderId === null ? undefined : this.#orders.meant.get(orderId)
    if (orderId === null || meant?.cartId !== id) {
      fail(`no shopper sent the checkout ${orderId}`)
      return before
    }
    if (from.seal !== null) fail('a checkout began in a sealed cart')
    if (this.#orders.statuses.has(orderId)) fail(`the order ${orderId} began before its cart stored the checkout`)
    if ([...before.checkouts.values()].some(({ starting }) => starting))
      fail('a checkout began while another one was starting')
    const used = before.keys.get(meant.key)
    if (used && used.at + DAY_MS > operation.at) fail(`the key ${meant.key} began ${used.orderId}, and then ${orderId}`)
    for (const [id, quantity] of meant.lines) {
      const has = before.items.get(id)?.quantity
      if (has !== quantity) fail(`${orderId} was to take ${quantity} of ${id}, but took ${has}`)
    }
    const { key, coupons } = meant
    const gone = coupons.find((code) => !before.coupons.has(code))
    if (gone !== undefined) fail(`${orderId} was to take the code ${gone}, which is not in the cart`)
    const lineIds = [...meant.lines.keys()]
    const state = model.begin(before, { orderId, key, lineIds, coupons }, operation)
    this.#lines.set(orderId, state.checkouts.get(orderId)?.lines ?? new Map())
    return state
  }

  #takenBack({ id, is, from, operation }: Written, after: ModelState, fail: Fail): ModelState {
    const orderId = only([...after.returned.keys()].filter((each) => !from.model.returned.has(each)))
    const meant = orderId === null ? undefined : this.#orders.meant.get(orderId)
    if (orderId === null || !meant) {
      fail('a return of lines did not add exactly one mark of an order')
      return from.model
    }
    if (this.#bindings.get(meant.cartId)?.userId !== id)
      fail(`the cart took back ${orderId}, which belongs to ${meant.cartId}`)
    const status = this.#orders.statuses.get(orderId)
    if (status !== 'cancelled' && status !== 'refused') fail(`the cart took back ${orderId}, which is ${status}`)
    this.#returned(orderId, fail)
    const moment = { at: operation.at, order: is.position.version * 1_000 }
    return model.takenBack(
      from.model,
      orderId,
      { lines: this.#lines.get(orderId) ?? new Map(), coupons: meant.coupons },
      moment,
    )
  }

  #noted({ id, from, operation }: Written, after: ModelState, fail: Fail): ModelState {
    const orderId = only([...after.orders.keys()].filter((each) => !from.model.orders.has(each)))
    const guest = orderId === null ? undefined : this.#orders.meant.get(orderId)?.cartId
    if (orderId === null || guest === undefined || this.#bindings.get(guest)?.userId !== id) {
      fail(`the cart noted ${orderId}, which belongs to ${guest}`)
      return from.model
    }
    const status = this.#orders.statuses.get(orderId) ?? 'none'
    if (!['pending_payment', 'cancelled', ...PAID].includes(status))
      fail(`the cart noted ${orderId}, which is ${status}`)
    const owner = this.#orders.owners.get(orderId) ?? null
    if (owner !== null && owner !== id) fail(`the cart noted ${orderId}, which belongs to ${owner}`)
    return { ...from.model, orders: new Map(from.model.orders).set(orderId, operation.at) }
  }

  #checkPassedOn(guestId: string, orderId: string, fail: Fail): void {
    const userId = this.#bindings.get(guestId)?.userId
    if (userId === undefined) fail(`${orderId} was passed on, but its cart is not bound to a user`)
    else if (!this.#cameBack.has(orderId) && !this.#bindings.isErased(userId)) {
      fail(`${orderId} was passed on, but its lines did not arrive at ${userId}`)
    }
  }

  #returned(orderId: string, fail: Fail): void {
    if (this.#cameBack.has(orderId)) fail(`the lines of ${orderId} came back twice`)
    this.#cameBack.add(orderId)
  }
}

function only(ids: readonly string[]): string | null {
  return ids.length === 1 ? (ids[0] ?? null) : null
}
