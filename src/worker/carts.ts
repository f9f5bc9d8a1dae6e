/** The carts' objects as the Worker calls them, addressed by shopper. */
import type {
  CartEnvelope,
  CartReadReply,
  CartWrite,
  CartWriteReply,
  CheckoutReply,
  CheckoutRequest,
  GuestMerge,
  HistoryReply,
  MergeReply,
} from '../contract/cart-object.ts'
import type { Objects } from '../objects/objects.ts'
import { callObject } from './object-call.ts'

export class Carts {
  readonly #objects: Objects

  constructor(objects: Objects) {
    this.#objects = objects
  }

  read(userId: string): Promise<CartReadReply> {
    return callObject(true, () => this.#objects.cart(userId).read())
  }

  /** Repeated only when it carries a key, which makes the repeat harmless. */
  write(userId: string, write: CartWrite): Promise<CartWriteReply> {
    return callObject(write.key !== null, () => this.#objects.cart(userId).write(write))
  }

  undo(userId: string, envelope: CartEnvelope): Promise<CartWriteReply> {
    return callObject(envelope.key !== null, () => this.#objects.cart(userId).undo(envelope))
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
