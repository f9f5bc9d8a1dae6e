/**
 * The state of each order, operation by operation, as its disk says.
 * Invariant: its status follows the table below and each change is in its history; lines and totals stay as they were
 * at the beginning; received money pays it exactly once.
 */
import type { Rows } from '../model/text.ts'
import type { Operation } from '../witness/truth.ts'
import type { World } from '../world.ts'
import { checkParcels, checkRemoved, checkReturns, restocksOf } from './after-sales.ts'
import { COUNTED, usesOf } from './codes.ts'
import { frozen, goodsOf, type OrderPage, pageOf } from './order-page.ts'
import { ownPayment } from './outcome.ts'
import { backOf } from './parcels.ts'
import type { StockBook } from './stock-book.ts'
import { booksOf } from './till.ts'

/** The transitions that the contract allows. */
const NEXT: { readonly [status: string]: readonly string[] } = {
  none: ['holding'],
  holding: ['pending_payment', 'refused'],
  pending_payment: ['paid', 'cancelled', 'shipped'],
  paid: ['shipped', 'refund_pending'],
  shipped: ['delivered', 'refund_pending'],
  delivered: ['refund_pending'],
  refund_pending: ['refunded'],
}
/** For each state of a line in the order, the states in which the stock may have its units. */
const TOLD: { readonly [goods: string]: readonly string[] } = {
  wanted: ['none'],
  short: ['none', 'held', 'released'],
  held: ['held', 'sold', 'released', 'restocked'],
  sold: ['sold', 'restocked'],
  released: ['released'],
  restocked: ['restocked'],
}
const STOOD = ['pending_payment', 'paid']
/** Actions of people that each record one refund, under a key of their own. */
const REFUNDING = new Set(['refund', 'cancel', 'edit', 'receive_return'])

export class OrderBook {
  readonly #world: World
  readonly #pages = new Map<string, OrderPage>()
  /** Keys of actions that took effect. */
  readonly #applied = new Set<string>()

  readonly #stock: Pick<StockBook, 'stateFor' | 'place' | 'wasUsedUp' | 'shaken'>
  /** By order and code: the position of the coupon's stock when the order began. */
  readonly #places = new Map<string, number>()

  constructor(world: World, stock: Pick<StockBook, 'stateFor' | 'place' | 'wasUsedUp' | 'shaken'>) {
    this.#world = world
    this.#stock = stock
  }

  get(orderId: string): OrderPage | undefined {
    return this.#pages.get(orderId)
  }

  all(): readonly (readonly [orderId: string, page: OrderPage])[] {
    return [...this.#pages]
  }

  wrote(orderId: string, { name, keys }: Operation, rows: Rows): void {
    const fail = (message: string) => this.#world.fail(`${orderId}: ${name}: ${message}`)
    const before = this.#pages.get(orderId)
    const after = pageOf(rows, before)
    const isRefused = after.status === 'refused'
    if (isRefused && (after.owner !== null || after.hasContact))
      fail('the order was refused, but still holds personal data')
    const isForgotten = before?.owner !== null && after.owner === null
    if (isForgotten && !isRefused && name !== 'forget_person') fail('the order forgot its person, who was not erased')
    if (before?.owner === null && after.owner !== null)
      fail('the order has an owner again, although its person was erased')
    const { statuses, owners, backs, putBacks } = this.#world.orders
    for (const [key, units] of restocksOf(after)) putBacks.set(key, units)
    backs.set(orderId, new Map(Object.keys(after.lines).map((sku) => [sku, backOf(after, sku)])))
    this.#pages.set(orderId, after)
    statuses.set(orderId, after.status)
    owners.set(orderId, after.owner)
    const [told, known] = [goodsOf(after), before && goodsOf(before)]
    for (const [sku, goods] of told) {
      if (known?.get(sku) === goods) continue
      if (this.#stock.shaken.has(sku)) continue
      const state = this.#stock.stateFor(sku, orderId)
      if (goods === 'restocked' && state === 'sold' && after.lines[sku] && backOf(after, sku) === 0) continue
      if (!TOLD[goods]?.includes(state))
        fail(`the order has its units of ${sku} as ${goods}, but the stock has them as ${state}`)
    }
    for (const [code, { goods }] of Object.entries(after.coupons)) {
      if (goods === 'short' && before?.coupons[code]?.goods !== goods) this.#usedUp(orderId, code, after, fail)
    }
    const from = before?.status ?? 'none'
    const { status } = after
    this.#moved(before, after, fail)
    checkParcels(before, after, fail)
    checkRemoved(before, after, name, fail)
    checkReturns(before, after, fail)
    if (before && frozen(before) !== frozen(after)) fail(`the frozen quote changed to ${frozen(after)}`)
    if (!before) this.#begun(orderId, after, fail)
    if (from !== status && status === 'paid') this.#paid(orderId, after, fail)
    const left = Object.values(after.refunds).find(({ stray, state }) => !stray && state === 'wanted')
    if (status === 'refunded' && status !== from && left)
      fail(`the order became refunded while ${left.amount} is still to be refunded`)
    if (status !== from && from === 'holding' && STOOD.includes(status)) this.#placed(orderId, after, fail)
    this.#keyed(name, keys, before, after, fail)
  }

  /**
   * One change of status per write, except for an order of 0, which is paid in the write that places it, and an order
   * whose other units were delivered when its last unshipped ones are refunded: it is shipped and delivered at once.
   */
  #moved(before: OrderPage | undefined, { status, history, total }: OrderPage, fail: (message: string) => void): void {
    const from = before?.status ?? 'none'
    if (!before) {
      if (!NEXT[from]?.includes(status)) fail(`the order became ${status} from ${from}`)
      if (history.length > 0) fail('the history of a new order is not empty')
      return
    }
    const steps = history.slice(before.history.length)
    const isAtOnce = from === 'holding' && status !== 'refused' && total === 0
    const isRest = from === 'paid' && status === 'delivered'
    const most = from === status ? 0 : isAtOnce || isRest ? 2 : 1
    if (steps.length !== most) fail(`the write added ${steps.length} changes to the history instead of ${most}`)
    let standing = from
    for (const step of steps) {
      if (step.from !== standing) fail(`the history has ${JSON.stringify(step)} after ${standing}`)
      if (!NEXT[standing]?.includes(step.to)) fail(`the order became ${step.to} from ${standing}`)
      standing = step.to
    }
    if (standing !== status) fail(`the order became ${status}, but its history ends with ${standing}`)
    if (total === 0 && status === 'pending_payment') fail('the order waits for a payment of 0')
  }

  /**
   * An order that was refused, or that never began and whose owner was erased: its start will arrive too late and be
   * refused.
   */
  ended(orderId: string): void {
    const page = this.#pages.get(orderId)
    const { meant, statuses } = this.#world.orders
    const cart = meant.get(orderId)?.cartId
    const mayEnd = page ? page.status === 'refused' : cart !== undefined && this.#world.mayErase(cart)
    if (!mayEnd) this.#world.fail(`the order ${orderId} ended without a cause`)
    if (!page) statuses.set(orderId, 'refused')
  }

  /** Whether it was refused because its time was over, or because its owner was erased meanwhile. */
  isLate(orderId: string): boolean {
    const page = this.#pages.get(orderId)
    if (!page) return this.#world.orders.statuses.get(orderId) === 'refused'
    return ['timeout', 'erasure'].includes(page.history.at(-1)?.by ?? '')
  }

  #begun(orderId: string, { cart, lines, codes, coupons }: OrderPage, fail: (message: string) => void): void {
    const { orders, witness } = this.#world
    const meant = orders.meant.get(orderId)
    if (meant?.cartId !== cart) {
      fail(`no shopper of ${cart} sent this checkout`)
      return
    }
    for (const [sku, quantity] of meant.quantities) {
      if (lines[sku]?.quantity !== quantity)
        fail(`the order has ${lines[sku]?.quantity} of ${sku} instead of ${quantity}`)
    }
    if (codes.join() !== meant.coupons.join()) fail(`the order has the codes ${codes} instead of ${meant.coupons}`)
    for (const { code, limit, perUser } of COUNTED.filter((each) => codes.includes(each.code))) {
      const its = coupons[code]
      if (its?.limit !== limit || its.perUser !== perUser)
        fail(`the order counts uses of ${code} by ${JSON.stringify(its)}`)
      this.#places.set(`${orderId} ${code}`, this.#stock.place(usesOf(code)))
    }
    const { model, state } = witness.cart(cart)
    if (state !== 'erased' && !model.checkouts.has(orderId)) fail('the order began before its cart stored the checkout')
  }

  /** An order must not be refused for a coupon that the cart's owner could have used ever since the order began. */
  #usedUp(orderId: string, code: string, { cart }: OrderPage, fail: (message: string) => void): void {
    const since = this.#places.get(`${orderId} ${code}`) ?? 0
    if (!this.#stock.wasUsedUp(usesOf(code), cart, since))
      fail(`the order refused ${code} as used up, but the code was not used up`)
  }

  #placed(orderId: string, page: OrderPage, fail: (message: string) => void): void {
    const free = [...goodsOf(page)].find(([, goods]) => goods !== 'held')
    if (free) fail(`the order was placed, but ${free[0]} is ${free[1]}`)
    if (this.#world.orders.meant.get(orderId) === undefined) fail('the order was placed, but no shopper sent it')
  }

  #paid(orderId: string, page: OrderPage, fail: (message: string) => void): void {
    const { payments, total } = page
    if (total === 0) {
      if (Object.keys(payments).length > 0) fail('the order costs nothing, but has payments')
      return
    }
    const id = ownPayment(page) ?? ''
    const payment = booksOf(this.#world, orderId).find(({ paymentId }) => paymentId === id)
    if (!payment) fail('no payment of the order pays for it')
    else if (payment.captured !== total) fail(`the order costs ${total}, but its payment is ${payment.captured}`)
  }

  /** An action of one key takes effect once, and gives money back in one refund. */
  #keyed(
    name: string,
    keys: unknown,
    before: OrderPage | undefined,
    after: OrderPage,
    fail: (message: string) => void,
  ): void {
    // The cast: the mechanism wrote this row.
    for (const { key } of keys ? (JSON.parse(String(keys)) as { key: string }[]) : []) {
      if (this.#applied.has(key)) fail(`${key} took effect twice`)
      this.#applied.add(key)
    }
    const own = (page: OrderPage | undefined) => Object.values(page?.refunds ?? {}).filter(({ stray }) => !stray).length
    const more = own(after) - own(before)
    if (more > 1 || (more === 1 && !REFUNDING.has(name))) fail(`the write stored ${more} refunds`)
  }
}
