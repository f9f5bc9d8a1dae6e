/**
 * One checkout as the Worker runs it: the cart is quoted, the checkout begins under a key, and the same key is sent
 * again until there is an answer. Each answer is compared with the books in the turn in which the cart gives it.
 */
import type { CheckoutReply } from '../../../src/contract/rpc/cart.ts'
import { lines } from '../../../src/domain/cart/cart.ts'
import type { OrderStart } from '../../../src/domain/cart/checkout-rows.ts'
import { couponCodes } from '../../../src/domain/cart/coupons.ts'
import { newId } from '../../../src/domain/id.ts'
import type { QuoteLine } from '../../../src/domain/order/order.ts'
import { SECRET } from '../intentions.ts'
import type { Fail, Truth } from '../witness/truth.ts'
import { couponOf, usesOf } from './codes.ts'
import { priceOf, SHIPPING } from './market.ts'
import type { Shop } from './shop.ts'

const MAX_ATTEMPTS = 6
const MAX_OPEN = 5
const SURELY_KNOWN_MS = 23 * 3600_000
const LISTED = ['pending_payment', 'paid', 'shipped', 'delivered', 'cancelled', 'refund_pending', 'refunded']

/** A checkout under one key; it may be sent many times. */
export interface Wish {
  readonly key: string
  readonly hash: string
  /** The lines to order, or null for the selected lines. */
  readonly skus: readonly string[] | null
}

type Checked = { readonly reply: CheckoutReply } | 'empty'

export class Checkouts {
  readonly #cartId: string
  readonly #shop: Shop
  /** By key: the order in its answer, and the time when that order was placed. */
  readonly #placed = new Map<string, { readonly orderId: string; readonly at: number }>()

  readonly #onPending: () => void

  /** @param onPending the shopper's action while an order is under way */
  constructor(cartId: string, shop: Shop, onPending: () => void) {
    this.#cartId = cartId
    this.#shop = shop
    this.#onPending = onPending
  }

  /** The order's id once it is placed; null if it was refused, or if the outcome is unknown. */
  async make(wish: Wish, attempt = 1): Promise<string | null> {
    const { scheduler } = this.#shop.world
    const done = await this.#once(wish)
    if (done === 'empty') return null
    if (done?.reply.status === 'placed') return done.reply.orderId
    if (done?.reply.status === 'pending') this.#onPending()
    if (attempt >= MAX_ATTEMPTS || scheduler.chance(0.1)) return null
    const { reply } = done ?? {}
    const isChanged = reply?.status === 'refused' && reply.code === 'cart_changed'
    if (isChanged) return this.make(wish, attempt + 1)
    const isOpen = !reply || reply.status === 'pending' || (reply.status === 'refused' && reply.code === 'unavailable')
    if (!isOpen) return null
    const pauseMs = scheduler.chance(0.8) ? scheduler.between(200, 60_000) : scheduler.between(60_000, 7200_000)
    await new Promise<void>((resolve) => {
      this.#shop.underWay++
      scheduler.in(pauseMs, `${wish.key} again`, () => {
        this.#shop.underWay--
        resolve()
      })
    })
    return this.make(wish, attempt + 1)
  }

  async #once(wish: Wish): Promise<Checked | null> {
    const { world } = this.#shop
    const cartId = this.#cartId
    const { key, hash } = wish
    const prepared = await this.#shop.ask('cart', cartId, `${cartId} prepares ${key}`, async (cart) => {
      await cart.aggregate.ready()
      const { rows } = cart.aggregate
      // Now and then a code has no effect on these lines; then the quote omits it.
      const coupons = couponCodes(rows).filter(() => world.scheduler.chance(0.9))
      return { isKnown: cart.checkouts.isKnown(key), quoted: this.#quote(lines(rows), wish), coupons }
    })
    if (!prepared) return null
    const { isKnown, quoted, coupons } = prepared
    if (!isKnown && quoted.length === 0) return 'empty'
    const orderId = newId('ord', world.scheduler.wall(), () => world.scheduler.random())
    const meantLines = new Map(quoted.map(({ sku, lineId = sku, quantity }) => [lineId, quantity]))
    const quantities = new Map<string, number>()
    for (const { sku, quantity } of quoted) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity)
    world.orders.meant.set(orderId, { cartId, key, hash, lines: meantLines, quantities, coupons })
    const start = isKnown ? null : this.#start(quoted, coupons, key)
    const label = `${cartId} checks out ${[...quantities, ...coupons].join(' ')} under ${key} as ${orderId.slice(-4)}`
    return this.#shop.ask('cart', cartId, label, async (cart) => {
      const reply = await cart.checkouts.checkout({ orderId, key, hash, start })
      world.scheduler.trace?.(`    ${key}: ${JSON.stringify(reply)}`)
      this.#check(wish, reply)
      return { reply }
    })
  }

  #quote(cart: ReturnType<typeof lines>, { skus }: Wish): readonly QuoteLine[] {
    const chosen = cart.filter(([sku, { selected }]) => (skus ? skus.includes(sku) : selected))
    return chosen.map(([sku, { lineId, title, quantity, attributes }]) => {
      const unitPrice = priceOf(sku)
      return { sku, lineId, title, image: null, quantity, unitPrice, lineTotal: unitPrice * quantity, attributes }
    })
  }

  #start(quoted: readonly QuoteLine[], codes: readonly string[], key: string): OrderStart {
    const subtotal = quoted.reduce((sum, { lineTotal }) => sum + lineTotal, 0)
    // One code discounts everything: the order costs nothing.
    const isGift = codes.includes('FREE')
    const discount = isGift ? subtotal + SHIPPING : Math.min(subtotal, 10 * codes.length)
    const totals = { subtotal, discount, shipping: SHIPPING, tax: 0, total: subtotal - discount + SHIPPING }
    const address = {
      name: `${SECRET} ${this.#cartId}`,
      line1: 'Rua 1',
      city: 'Porto',
      postalCode: '4000',
      country: 'PT',
    }
    return {
      quote: { currency: 'CNY', lines: quoted, totals, shippingOption: 'standard', coupons: codes.map(couponOf) },
      contact: { address, email: buyerEmailOf(this.#cartId), note: `${SECRET} ${this.#cartId}` },
      requestId: key,
    }
  }

  /** Runs in the turn in which the cart answers. */
  #check({ key, hash }: Wish, reply: CheckoutReply): void {
    const { world, orders } = this.#shop
    const fail = (message: string) => world.fail(`${this.#cartId}: the checkout ${key} was ${message}`)
    const truth = world.witness.cart(this.#cartId)
    switch (reply.status) {
      case 'placed':
        this.#checkPlaced(key, reply.orderId, fail)
        break
      case 'pending':
        if (this.#shop.calm) fail('pending without a cause')
        break
      case 'refused':
        this.#checkRefusal(key, hash, reply.code, truth, fail)
        break
      default:
        for (const [orderId, meant] of world.orders.meant) {
          if (meant.key !== key || orders.get(orderId)?.status !== 'refused') continue
          this.#checkUndone(orderId, truth, fail)
        }
        this.#checkReasons(key, reply, fail)
    }
  }

  #checkPlaced(key: string, orderId: string, fail: (message: string) => void): void {
    const { world, orders } = this.#shop
    const meant = world.orders.meant.get(orderId)
    const status = orders.get(orderId)?.status ?? 'none'
    if (meant?.key !== key || meant.cartId !== this.#cartId)
      fail(`answered with ${orderId}, which belongs to another checkout`)
    if (!LISTED.includes(status)) fail(`answered with ${orderId}, which is ${status}`)
    const before = this.#placed.get(key)
    if (!before) this.#placed.set(key, { orderId, at: world.scheduler.time })
    else if (before.orderId !== orderId) {
      if (world.scheduler.time - before.at < SURELY_KNOWN_MS)
        fail(`answered with ${before.orderId}, and later with ${orderId}`)
      this.#placed.set(key, { orderId, at: world.scheduler.time })
    }
  }

  #checkRefusal(
    key: string,
    hash: string,
    code: string,
    { state, seal, model }: Truth,
    fail: (message: string) => void,
  ): void {
    const { world } = this.#shop
    const used = model.keys.get(key)
    const reasons: Readonly<Record<string, boolean>> = {
      erased: state === 'erased',
      cart_merged: seal !== null,
      checkout_in_progress: [...model.checkouts.values()].some(({ starting }) => starting),
      too_many_open_orders: model.checkouts.size >= MAX_OPEN,
      idempotency_key_reused: used !== undefined && hash !== world.orders.meant.get(used.orderId)?.hash,
      unavailable: !this.#shop.calm && world.mayBeUnavailable(this.#cartId),
      // The cart was quoted a moment ago.
      cart_changed: true,
    }
    if (!reasons[code]) fail(`refused with ${code} without a cause`)
  }

  /** The refusal left cart and stock unchanged. */
  #checkUndone(orderId: string, { model }: Truth, fail: (message: string) => void): void {
    const { stock, orders } = this.#shop
    if (model.checkouts.has(orderId)) fail(`short, but its lines are still in ${orderId}`)
    for (const sku of Object.keys(orders.get(orderId)?.lines ?? {})) {
      if (stock.stateFor(sku, orderId) === 'held') fail(`short, but ${sku} is still held for ${orderId}`)
    }
    for (const code of Object.keys(orders.get(orderId)?.coupons ?? {})) {
      if (stock.stateFor(usesOf(code), orderId) === 'held') fail(`short, but ${code} is still used by ${orderId}`)
    }
  }

  /** The refusal names its cause: units, uses, or time. */
  #checkReasons(key: string, { shortages, usedUp = [] }: CheckoutReply & { status: 'short' }, fail: Fail): void {
    const { orders, world } = this.#shop
    const all = [...world.orders.meant].filter(([, meant]) => meant.key === key)
    const isLate = all.some(([orderId]) => orders.isLate(orderId))
    if (shortages.length + usedUp.length === 0 && !isLate) fail('short without a reason')
    const other = usedUp.find((code) => !all.some(([, { coupons }]) => coupons.includes(code)))
    if (other !== undefined) fail(`refused for ${other}, which is not a code of this checkout`)
  }
}

/** Contains the cart's id, so that a search finds the owner. */
function buyerEmailOf(cartId: string): string {
  return `buyer+${cartId}@mail.example`
}

/** The hash of the body that a key was first sent with. */
export function hashOf(key: string): string {
  return `hash of ${key}`
}
