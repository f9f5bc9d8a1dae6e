/**
 * A cart over the shared mechanism, and the merge of a guest's cart into a user's.
 * Invariant: a guest's cart is bound permanently to one user; its lines then arrive in the user's cart exactly once,
 * after any crash.
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
import { type ReminderPorts, remind } from './reminder.ts'

export interface CartPorts extends CheckoutPorts {
  /** Null if the shop reports no abandoned carts. */
  readonly reminder: ReminderPorts | null
  /** Another shopper's cart. */
  cart(userId: string): MergeTarget
}

/** How long a sign-in waits for the lines to arrive; the alarm continues afterwards. */
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
      cartDefinition(
        {
          push: () => this.#push('push.due'),
          resume: () => this.checkouts.resume(),
          remind: async (...left) => {
            if (ports.reminder) await remind(id, ...left, ports.reminder)
          },
        },
        ports.reminder?.afterMs ?? null,
      ),
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
        // Wait for the rows here: if they were evicted, another sign-in could write before the write below.
        await aggregate.ready()
      }
    } catch (error) {
      // The cart is not bound yet, so the shopper may try again, with this user or another.
      this.#ports.log('warn', 'merge.unavailable', { requestId, reason: nameOf(error) })
      return { status: 'refused', code: 'unavailable' }
    }
    // Another sign-in may have bound the cart in the meantime.
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
   * Erases the cart once all guests and orders that it names have been erased; returns the others. An evicted cart is
   * not hydrated: its names are read from the tiers' copies, and without copies there are none. Throws TierError if the
   * tiers do not answer.
   */
  async eraseAfter(seen: Named): Promise<Left> {
    const copied = await this.aggregate.copiedRows()
    // If the cart was hydrated during the reads, its own rows are newer.
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

  /** Null if it was done in the meantime. Throws if the user's cart does not answer. */
  async #push(requestId: string): Promise<CartCommand | null> {
    const { rows } = this.aggregate
    const out = mergeOutOf(rows)
    if (!out) return null
    const { userId, strategy } = out
    const user = this.#ports.cart(userId)
    // Check this first, so that no order goes to an erased user.
    if ((await user.admits(this.#id)) === 'erased') return this.#forget()
    await this.checkouts.follow(userId)
    // Read the rows now, so that an order that answered during the call is included.
    const guest = {
      ...{ items: lines(rows), saved: savedLines(rows) },
      ...{ coupons: couponCodes(rows), orders: orderNotes(rows), clients: knownClients(rows) },
    }
    const report = await user.importGuest({ guestId: this.#id, strategy, guest, requestId })
    if (report === 'erased') return this.#forget()
    // An object of another release may return an unknown answer: only a known one may erase or clear lines.
    if (!Array.isArray(report)) throw new Unavailable('the cart of the user gave an unknown answer')
    return mergeOutOf(this.aggregate.rows) ? { type: 'merged', report } : null
  }

  /** Erases the guest's cart too, because the erasure of the user may have missed this guest. */
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
