/**
 * A cart over the shared mechanism, and how a guest's cart comes into a user's.
 * Invariant: a guest's cart is bound to one user for ever; from then on its lines are on their way until the user's
 * cart has them, and arrive once, whatever dies in between.
 */
import type { GuestImport, GuestMerge, Left, MergeReply, MergeTarget, Named } from '../../contract/rpc/cart.ts'
import { lines, savedLines } from '../../domain/cart/cart.ts'
import { knownOrders, orderNotes } from '../../domain/cart/checkout-rows.ts'
import { knownClients } from '../../domain/cart/clients.ts'
import { couponCodes } from '../../domain/cart/coupons.ts'
import type { CartCommand } from '../../domain/cart/decide.ts'
import type { CartRefusal } from '../../domain/cart/decision.ts'
import type { CartEvent } from '../../domain/cart/events.ts'
import { admits } from '../../domain/cart/merge.ts'
import { type MergeReport, markOf, marks, mergeDoneOf, mergeOutOf } from '../../domain/cart/merge-rows.ts'
import type { AnyCartCommand } from '../../domain/cart/sequence.ts'
import { Aggregate } from '../aggregate/aggregate.ts'
import { Unavailable } from '../aggregate/life.ts'
import type { Migration } from '../aggregate/schema.ts'
import type { Storage } from '../aggregate/storage.ts'
import { type CartLookups, cartDefinition, NO_LOOKUPS } from './cart-definition.ts'
import { type CheckoutPorts, Checkouts } from './checkouts.ts'

export interface CartPorts extends CheckoutPorts {
  /** Another shopper's cart. */
  cart(userId: string): MergeTarget
}

/** How long a login waits for the lines to arrive; the alarm goes on afterwards. */
const ARRIVAL_MS = 8_000

export class Cart {
  readonly aggregate: Aggregate<AnyCartCommand, CartLookups, CartEvent, CartRefusal>
  readonly checkouts: Checkouts
  readonly #id: string
  readonly #ports: CartPorts

  constructor(id: string, storage: Storage, ports: CartPorts, migrations?: readonly Migration[]) {
    this.#id = id
    this.#ports = ports
    this.checkouts = new Checkouts(id, ports, () => this.aggregate)
    this.aggregate = new Aggregate(
      id,
      cartDefinition({ push: () => this.#push('push.due'), resume: () => this.checkouts.resume() }),
      storage,
      ports,
      migrations,
    )
  }

  /** Called on a guest's cart: binds it to the user and hands its lines over. */
  async merge({ userId, strategy, requestId }: GuestMerge): Promise<MergeReply> {
    const { aggregate } = this
    try {
      await aggregate.ready()
      if (aggregate.seal === null) {
        if (aggregate.erased) return { status: 'refused', code: 'erased' }
        const admitted = await this.#ports.deadline(this.#ports.cart(userId).admits(this.#id), ARRIVAL_MS)
        if (admitted === undefined) throw new Unavailable('the cart of the user gave an unknown answer')
        if (admitted !== 'admitted') return { status: 'refused', code: admitted }
        // Evicted meanwhile, the write below would wait for them, and another login's be first.
        await aggregate.ready()
      }
    } catch (error) {
      // Nothing is bound yet: the shopper may try again, with this user or another.
      this.#ports.log('warn', 'merge.unavailable', { requestId, reason: nameOf(error) })
      return { status: 'refused', code: 'unavailable' }
    }
    // Another login may have bound it meanwhile.
    if (aggregate.seal === null) {
      const outcome = await aggregate.writeOwn(
        'seal',
        { type: 'seal', userId, strategy },
        NO_LOOKUPS,
        requestId,
        userId,
      )
      if (outcome.status === 'refused') return { status: 'refused', code: 'erased' }
    }
    if (aggregate.seal !== userId) return { status: 'refused', code: 'guest_already_merged' }
    try {
      const report = await this.#arrive(requestId)
      return aggregate.erased ? { status: 'refused', code: 'erased' } : { status: 'merged', report }
    } catch (error) {
      this.#ports.log('warn', 'merge.pending', { requestId, reason: nameOf(error) })
      return { status: 'pending' }
    }
  }

  /** Called on a user's cart: whether it takes this guest's lines. */
  async admits(guestId: string): ReturnType<MergeTarget['admits']> {
    await this.aggregate.ready()
    if (this.aggregate.erased) return 'erased'
    const admitted = admits(this.aggregate.rows, guestId, this.#ports.now())
    return admitted.ok ? 'admitted' : admitted.refusal.code
  }

  /** Called on a user's cart: takes the guest's lines once; a repeat returns the report of the first time. */
  async importGuest({ guestId, strategy, guest, requestId }: GuestImport): Promise<MergeReport | 'erased'> {
    const { aggregate } = this
    await aggregate.ready()
    if (aggregate.erased) return 'erased'
    if (!markOf(aggregate.rows, guestId)) {
      const command: CartCommand = { type: 'import', guestId, strategy, guest }
      const outcome = await aggregate.writeOwn('import', command, NO_LOOKUPS, requestId)
      if (outcome.status === 'refused' && outcome.refusal.code === 'erased') return 'erased'
    }
    const mark = markOf(aggregate.rows, guestId)
    if (!mark) throw new Unavailable('the cart did not take the guest')
    return mark.report ?? []
  }

  /**
   * Erases the cart once everybody whom it names has been seen to; answers those who have not. A cart that sleeps is not
   * hydrated: the tiers' copies say what it knew, and when they hold nothing, there is nothing left to know.
   * Throws TierError when they do not answer.
   */
  async eraseAfter(seen: Named): Promise<Left> {
    const copied = await this.aggregate.copiedRows()
    // Awakened while the tiers were asked, it may know more by now.
    const known = this.aggregate.isAsleep ? copied : [this.aggregate.rows]
    const left = {
      guests: known
        .flatMap((rows) => marks(rows).map(([guestId]) => guestId))
        .filter((id) => !seen.guests.includes(id)),
      orders: known.flatMap(knownOrders).filter((id) => !seen.orders.includes(id)),
    }
    if (left.guests.length + left.orders.length === 0) this.aggregate.erase()
    return { ...left, isConfirmed: this.aggregate.erased && this.aggregate.confirmedOrDue() }
  }

  async #arrive(requestId: string): Promise<MergeReport> {
    const done = mergeDoneOf(this.aggregate.rows)
    if (done) return done.report
    const command = await this.#ports.deadline(this.#push(requestId), ARRIVAL_MS)
    if (command) await this.aggregate.writeOwn('merged', command, NO_LOOKUPS, requestId)
    return mergeDoneOf(this.aggregate.rows)?.report ?? []
  }

  /** Null when it was done meanwhile. Throws when the user's cart does not answer. */
  async #push(requestId: string): Promise<CartCommand | null> {
    const { rows } = this.aggregate
    const out = mergeOutOf(rows)
    if (!out) return null
    const { userId, strategy } = out
    const user = this.#ports.cart(userId)
    // Asked first, so that no order ever goes to a user who is gone.
    if ((await user.admits(this.#id)) === 'erased') return this.#forget()
    await this.checkouts.follow(userId)
    // Read now: an order that answered meanwhile is among them.
    const guest = {
      ...{ items: lines(rows), saved: savedLines(rows) },
      ...{ coupons: couponCodes(rows), orders: orderNotes(rows), clients: knownClients(rows) },
    }
    const report = await user.importGuest({ guestId: this.#id, strategy, guest, requestId })
    if (report === 'erased') return this.#forget()
    // An object of another release may answer in other words: only a known word may erase or clear lines.
    if (!Array.isArray(report)) throw new Unavailable('the cart of the user gave an unknown answer')
    return mergeOutOf(this.aggregate.rows) ? { type: 'merged', report } : null
  }

  /** The user was erased, and that erasure may not have known of this guest: nothing may remain of it either. */
  async #forget(): Promise<null> {
    await this.checkouts.forgetOrders()
    this.aggregate.erase()
    return null
  }
}

function nameOf(error: unknown): string {
  if (error instanceof Unavailable) return error.message
  return error instanceof Error ? error.name : 'unknown'
}
