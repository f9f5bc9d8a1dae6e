/**
 * A shopper who also orders: checks out, twice at once or under an old key; pays in time, late, twice or not at all;
 * cancels; and logs in while orders are open.
 */
import type { OrderAct } from '../../../src/contract/rpc/order.ts'
import { attributesFor } from '../intentions.ts'
import { Shopper } from '../shopper.ts'
import { Acts } from './acts.ts'
import { Checkouts, hashOf, type Wish } from './checkout.ts'
import { SKUS } from './market.ts'
import type { Shop } from './shop.ts'

export class Buyer {
  readonly shopper: Shopper
  readonly #shop: Shop
  readonly #users: readonly string[]
  readonly #acts: Acts
  readonly #checkouts: Checkouts
  readonly #orders: string[]
  readonly #keys: string[] = []

  /** @param users the users as whom a guest may log in */
  constructor(
    id: string,
    shop: Shop,
    users: readonly string[],
    orders: readonly string[] = [],
    shopper = new Shopper(id, shop.world, users),
  ) {
    this.#shop = shop
    this.#orders = [...orders]
    this.#users = users
    this.shopper = shopper
    this.#acts = new Acts(shop)
    this.#checkouts = new Checkouts(id, shop, () => {
      if (this.#scheduler.chance(0.4)) this.#logIn()
    })
  }

  get #scheduler() {
    return this.#shop.world.scheduler
  }

  /** The next shopper: the same one, or a new guest if this one's cart was merged into an account. */
  get successor(): Buyer {
    const { id } = this.shopper
    if (this.#shop.world.witness.cart(id).seal === null) return this
    return new Buyer(`${id.slice(0, 7)}_${this.#shop.number()}`, this.#shop, this.#users, this.#orders)
  }

  /** Starts one action; the answer arrives later. */
  act(): void {
    const drawn = this.#scheduler.random()
    if (drawn < 0.18) this.fill()
    else if (drawn < 0.3) this.shopper.act()
    else if (drawn < 0.34) this.#logIn()
    else if (drawn < 0.44) this.useCode()
    else if (drawn < 0.67) this.checkOut()
    else if (drawn < 0.92) this.#pay()
    else this.#cancel()
  }

  /** Adds a small quantity of some product. */
  fill(): void {
    if (this.#shop.world.witness.bindings.isOver(this.shopper.id)) return
    const [sku, quantity] = [this.#scheduler.pick(SKUS), this.#scheduler.between(1, 3)]
    this.shopper.write({ type: 'add', sku, quantity, ...attributesFor(this.#scheduler, this.shopper.id) })
  }

  /** Adds a code, or removes one. */
  useCode(): void {
    const { scheduler, witness } = this.#shop.world
    if (witness.bindings.isOver(this.shopper.id)) return
    const code = scheduler.pick(this.#shop.codes)
    this.shopper.write({ type: scheduler.chance(0.9) ? 'add_coupon' : 'remove_coupon', code })
  }

  #logIn(): void {
    const { id, merging } = this.shopper
    if (id.startsWith('gst_') && this.#users.length > 0) merging.begin(this.#users)
  }

  /** Orders the selected lines or some of them, under a new key or an old one. */
  checkOut(): void {
    if (this.#shop.world.witness.bindings.isOver(this.shopper.id)) return
    if (this.#scheduler.chance(0.15)) this.useCode()
    const old = this.#keys.length > 0 && this.#scheduler.chance(0.2)
    const key = old ? this.#scheduler.pick(this.#keys) : this.#newKey()
    const other = this.#scheduler.chance(0.04)
    const skus = this.#scheduler.chance(0.4) ? SKUS.filter(() => this.#scheduler.chance(0.5)) : null
    const wish = { key, hash: other ? `another ${hashOf(key)}` : hashOf(key), skus }
    this.#make(wish)
    if (this.#scheduler.chance(0.12))
      this.#scheduler.in(this.#scheduler.between(0, 3_000), 'a login', () => this.#logIn())
    // This is a double click, or another device.
    if (this.#scheduler.chance(0.2)) this.#make(wish)
    else if (this.#scheduler.chance(0.1)) this.#make({ ...wish, key: this.#newKey(), hash: hashOf(this.#lastKey) })
  }

  #make(wish: Wish): void {
    void this.#checkouts.make(wish).then((orderId) => {
      if (orderId === null) return
      if (!this.#orders.includes(orderId)) this.#orders.push(orderId)
      if (this.#scheduler.chance(0.6)) void this.#acts.pay(orderId)
    })
  }

  #pay(): void {
    const orderId = this.#order()
    if (orderId === null) return
    void this.#acts.pay(orderId)
    if (this.#scheduler.chance(0.15)) void this.#acts.pay(orderId)
  }

  #cancel(): void {
    const orderId = this.#order()
    const act: OrderAct = { type: 'cancel', by: this.shopper.id }
    if (orderId !== null) void this.#acts.act(orderId, act)
  }

  /** Picks the newest order most of the time. */
  #order(): string | null {
    if (this.#orders.length === 0) return null
    return this.#scheduler.chance(0.7) ? (this.#orders.at(-1) ?? null) : this.#scheduler.pick(this.#orders)
  }

  #newKey(): string {
    this.#keys.push(`${this.shopper.id}-key-${this.#shop.number()}`)
    return this.#lastKey
  }

  get #lastKey(): string {
    return this.#keys.at(-1) ?? ''
  }
}
