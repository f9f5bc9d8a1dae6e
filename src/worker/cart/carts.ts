/**
 * Calls to the cart objects, addressed by shopper. The isolate keeps the carts that it has seen, asks an object only
 * for newer states, and receives only the rows that a write has changed.
 */
import type {
  CartEnvelope,
  CartReadReply,
  CartUpdate,
  CartWrite,
  CartWriteReply,
  CartWriteUpdate,
  CheckoutReply,
  CheckoutRequest,
  GuestMerge,
  HistoryReply,
  MergeReply,
  ObjectRefusal,
  WatermarkReply,
} from '../../contract/rpc/cart.ts'
import { ITEMS, type Line, SAVED } from '../../domain/cart/cart.ts'
import { earlierLineId } from '../../domain/cart/line-id.ts'
import type { CartState } from '../../domain/cart/state.ts'
import type { Stand } from '../../domain/copy.ts'
import type { Objects } from '../../objects/objects.ts'
import { callObject } from '../object-call.ts'
import { type KnownCart, KnownCarts, shownAt, standOf } from './known-carts.ts'

export class Carts {
  readonly #objects: Objects
  readonly #known = new KnownCarts()

  constructor(objects: Objects) {
    this.#objects = objects
  }

  async read(userId: string): Promise<CartReadReply> {
    const known = this.#known.of(userId)
    const shown = shownAt(known, Date.now())
    const reply = await callObject(true, () => this.#objects.cart(userId).read(standOf(known), shown !== null))
    // The cast: the object answers `unchanged` only when the caller can show the known state.
    if (reply === 'unchanged') return { status: 'ok', cart: shown as CartState }
    return reply.status === 'ok' ? { status: 'ok', cart: this.#cartOf(known, reply) } : this.#refused(userId, reply)
  }

  /** Retried only when the write carries a key or numbers, which make the retry harmless. */
  write(userId: string, write: CartWrite): Promise<CartWriteReply> {
    const isRepeatable = write.key !== null || write.steps.every(({ command }) => command.type === 'sequenced')
    return this.#written(userId, isRepeatable, (known) => this.#objects.cart(userId).write({ ...write, known }))
  }

  undo(userId: string, envelope: CartEnvelope): Promise<CartWriteReply> {
    const isRepeatable = envelope.key !== null
    return this.#written(userId, isRepeatable, (known) => this.#objects.cart(userId).undo(envelope, known))
  }

  async #written(
    userId: string,
    isRepeatable: boolean,
    call: (known: Stand) => Promise<CartWriteUpdate>,
  ): Promise<CartWriteReply> {
    const known = this.#known.of(userId)
    const reply = await callObject(isRepeatable, () => call(standOf(known)))
    if (reply.status === 'refused') {
      this.#refused(userId, reply)
      return reply.cart ? { ...reply, cart: whole(reply.cart) } : reply
    }
    const { status, results, changed, client } = reply
    return { status, results, changed, cart: this.#cartOf(known, reply), ...(client && { client }) }
  }

  /** Drops an ended cart from memory, because a person's rows must not outlive the cart. */
  #refused<Reply extends { readonly refusal: ObjectRefusal }>(userId: string, reply: Reply): Reply {
    if (HAS_ENDED.includes(reply.refusal.code)) this.#known.forget(userId)
    return reply
  }

  /** Drops a cart that ends through another object, because that answer does not pass through this class. */
  forget(userId: string): void {
    this.#known.forget(userId)
  }

  #cartOf(known: KnownCart, update: CartUpdate): CartState {
    return 'rows' in update ? this.#known.learn(known, update.rows) : whole(update.cart)
  }

  history(userId: string, after: number): Promise<HistoryReply> {
    return callObject(true, () => this.#objects.cart(userId).history(after))
  }

  watermark(userId: string, clientId: string): Promise<WatermarkReply> {
    return callObject(true, () => this.#objects.cart(userId).watermark(clientId))
  }

  prepareCheckout(userId: string, key: string) {
    return callObject(true, () => this.#objects.cart(userId).prepareCheckout(key))
  }

  /** Safe to retry because of its key. */
  checkout(userId: string, request: CheckoutRequest): Promise<CheckoutReply> {
    return callObject(true, () => this.#objects.cart(userId).checkout(request))
  }

  orderIds(userId: string): Promise<readonly string[]> {
    return callObject(true, () => this.#objects.cart(userId).orderIds())
  }

  /** Merges a guest's cart; safe to retry. */
  async merge(guestId: string, merge: GuestMerge): Promise<MergeReply> {
    const reply = await callObject(true, () => this.#objects.cart(guestId).merge(merge))
    if (reply.status !== 'refused') this.#known.forget(guestId)
    return reply
  }
}

const HAS_ENDED: readonly ObjectRefusal['code'][] = ['erased', 'cart_merged']

type Later = 'inCheckout' | 'coupons' | 'hasOrdered'

/**
 * Fills in fields that an older object does not send, because it may run behind this worker for seconds of a deploy.
 */
function whole(cart: Omit<CartState, Later> & Partial<CartState>): CartState {
  const { items, saved, removed } = cart
  const lines = { items: withIds(items, ITEMS), saved: withIds(saved, SAVED), removed: withIds(removed, ITEMS) }
  return { inCheckout: [], coupons: [], hasOrdered: false, ...cart, ...lines }
}

/** Gives lines of an older object the ids that they will have after the deploy. */
function withIds<L extends Line>(lines: readonly (readonly [string, L])[], place: string) {
  // The cast: the type promises an id, which an older object does not send.
  if (lines.every(([, line]) => line.lineId as string | undefined)) return lines
  return lines.map(([sku, line]) => [sku, { ...line, lineId: earlierLineId(sku, place) }] as const)
}
