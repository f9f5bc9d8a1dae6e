/** The carts' objects as the Worker calls them, addressed by shopper. */
import type {
  CartEnvelope,
  CartReadReply,
  CartState,
  CartWrite,
  CartWriteReply,
  CheckoutReply,
  CheckoutRequest,
  GuestMerge,
  HistoryReply,
  MergeReply,
} from '../contract/cart-object.ts'
import { ITEMS, type Line, SAVED } from '../domain/cart/cart.ts'
import { earlierLineId } from '../domain/cart/line-id.ts'
import type { Objects } from '../objects/objects.ts'
import { callObject } from './object-call.ts'

export class Carts {
  readonly #objects: Objects

  constructor(objects: Objects) {
    this.#objects = objects
  }

  async read(userId: string): Promise<CartReadReply> {
    const reply = await callObject(true, () => this.#objects.cart(userId).read())
    return reply.status === 'ok' ? { ...reply, cart: whole(reply.cart) } : reply
  }

  /** Repeated only when it carries a key, which makes the repeat harmless. */
  async write(userId: string, write: CartWrite): Promise<CartWriteReply> {
    return wholeReply(await callObject(write.key !== null, () => this.#objects.cart(userId).write(write)))
  }

  async undo(userId: string, envelope: CartEnvelope): Promise<CartWriteReply> {
    return wholeReply(await callObject(envelope.key !== null, () => this.#objects.cart(userId).undo(envelope)))
  }

  history(userId: string, after: number): Promise<HistoryReply> {
    return callObject(true, () => this.#objects.cart(userId).history(after))
  }

  prepareCheckout(userId: string, key: string) {
    return callObject(true, () => this.#objects.cart(userId).prepareCheckout(key))
  }

  /** Its key makes a repeat harmless. */
  checkout(userId: string, request: CheckoutRequest): Promise<CheckoutReply> {
    return callObject(true, () => this.#objects.cart(userId).checkout(request))
  }

  orderIds(userId: string): Promise<readonly string[]> {
    return callObject(true, () => this.#objects.cart(userId).orderIds())
  }

  /** Of a guest's cart; harmless to repeat. */
  merge(guestId: string, merge: GuestMerge): Promise<MergeReply> {
    return callObject(true, () => this.#objects.cart(guestId).merge(merge))
  }
}

type Later = 'inCheckout' | 'coupons' | 'hasOrdered'

/** For some seconds of a deploy an object may be older than this worker, and not know of these. */
function whole(cart: Omit<CartState, Later> & Partial<CartState>): CartState {
  const { items, saved, removed } = cart
  const lines = { items: withIds(items, ITEMS), saved: withIds(saved, SAVED), removed: withIds(removed, ITEMS) }
  return { inCheckout: [], coupons: [], hasOrdered: false, ...cart, ...lines }
}

/** An older object's lines have no ids yet: these are the ones that they will have. */
function withIds<L extends Line>(lines: readonly (readonly [string, L])[], place: string) {
  // Its type promises an id.
  if (lines.every(([, line]) => line.lineId as string | undefined)) return lines
  return lines.map(([sku, line]) => [sku, { ...line, lineId: earlierLineId(sku, place) }] as const)
}

function wholeReply(reply: CartWriteReply): CartWriteReply {
  if (reply.status !== 'refused') return { ...reply, cart: whole(reply.cart) }
  return reply.cart ? { ...reply, cart: whole(reply.cart) } : reply
}
