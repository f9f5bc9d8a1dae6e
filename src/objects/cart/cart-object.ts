/** The shopper's own object: binds the cart to its storage, the queue, the tiers and other shoppers' objects. */

import { configOf } from '../../contract/config.ts'
import type { Env } from '../../contract/env.ts'
import type {
  CartEnvelope,
  CartObject,
  CartReadReply,
  CartReadUpdate,
  CartUpdate,
  CartWrite,
  CartWriteReply,
  CartWriteUpdate,
  CheckoutReply,
  CheckoutRequest,
  GuestImport,
  GuestMerge,
  HistoryReply,
  Left,
  MergeReply,
  Named,
  ObjectRefusal,
  WatermarkReply,
} from '../../contract/rpc/cart.ts'
import { watermarkOf } from '../../domain/cart/clients.ts'
import type { CartRefusal } from '../../domain/cart/decision.ts'
import { changesIn } from '../../domain/cart/line-rows.ts'
import type { MergeReport } from '../../domain/cart/merge-rows.ts'
import { type CartState, cartStateOf, ordersIn } from '../../domain/cart/state.ts'
import type { Stand } from '../../domain/copy.ts'
import { durableStorage } from '../aggregate/durable-storage.ts'
import { Unavailable } from '../aggregate/life.ts'
import type { Committed } from '../aggregate/ports.ts'
import type { WriteOutcome } from '../aggregate/write.ts'
import { AggregateDurableObject } from '../aggregate-object.ts'
import { objectPorts } from '../object-ports.ts'
import { objectsOf } from '../objects.ts'
import { Cart, type CartPorts } from './cart.ts'
import { type OwnWrite, rowsSince, standsAt } from './cart-update.ts'
import type { ReminderPorts } from './reminder.ts'

export class CartDurableObject extends AggregateDurableObject implements CartObject {
  readonly #cart: Cart
  protected readonly aggregate: Cart['aggregate']

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    const objects = objectsOf(env)
    const hours = configOf(env).CART_REMINDER_HOURS
    const reminder: ReminderPorts = {
      afterMs: hours * 3600_000,
      events: { accept: (events) => objects.acceptEvents(events) },
      account: (userId) => objects.account(userId),
    }
    const ports: CartPorts = {
      ...objectPorts('cart', env),
      cart: (userId) => objects.cart(userId),
      order: (orderId) => objects.order(orderId),
      committed: (write) => this.committed(write),
      reminder: hours > 0 ? reminder : null,
    }
    this.#cart = new Cart(this.name, durableStorage(ctx), ports)
    this.aggregate = this.#cart.aggregate
    this.awaken()
  }

  /** Called after each commit that shoppers can see; a subclass may override it. */
  protected committed(_write: Committed | null): void {}

  async read(): Promise<CartReadReply>
  async read(known: Stand, isShown: boolean): Promise<CartReadUpdate | 'unchanged'>
  async read(known?: Stand, isShown = false): Promise<CartReadUpdate | 'unchanged'> {
    const refusal = this.aggregate.isAsleep ? await this.readiness() : this.ended()
    if (refusal) return { status: 'refused', refusal }
    return known && isShown && standsAt(this.aggregate, known)
      ? 'unchanged'
      : { status: 'ok', ...this.#updateSince(known) }
  }

  write(write: CartWrite & { readonly known: Stand }): Promise<CartWriteUpdate>
  write(write: CartWrite): Promise<CartWriteReply>
  write(write: CartWrite & { readonly known?: Stand }): Promise<CartWriteUpdate> {
    const command = write.steps[0]?.command
    const client = command?.type === 'sequenced' ? command.client : null
    return this.#answer(() => this.#write(write), write.known, client)
  }

  undo(envelope: CartEnvelope, known: Stand): Promise<CartWriteUpdate>
  undo(envelope: CartEnvelope): Promise<CartWriteReply>
  undo(envelope: CartEnvelope, known?: Stand): Promise<CartWriteUpdate> {
    return this.#answer(() => this.aggregate.undo(envelope), known)
  }

  async history(after: number): Promise<HistoryReply> {
    const refusal = await this.readiness()
    if (refusal) return { status: 'refused', refusal }
    const entries = this.aggregate.history(after).map(({ version, name, at }) => ({ version, kind: name, at }))
    return { status: 'ok', entries }
  }

  async watermark(clientId: string): Promise<WatermarkReply> {
    const refusal = await this.readiness()
    if (refusal) return { status: 'refused', refusal }
    return { status: 'ok', client: watermarkOf(this.aggregate.rows, clientId) }
  }

  merge(merge: GuestMerge): Promise<MergeReply> {
    return this.#cart.merge(merge)
  }

  admits(guestId: string) {
    return this.#cart.admits(guestId)
  }

  importGuest(guest: GuestImport): Promise<MergeReport | 'erased'> {
    return this.#cart.importGuest(guest)
  }

  async checkout(request: CheckoutRequest): Promise<CheckoutReply> {
    try {
      return await this.#cart.checkouts.checkout(request)
    } catch (error) {
      const { detail } = unavailableOr(error)
      return { status: 'refused', code: 'unavailable', detail }
    }
  }

  async prepareCheckout(key: string) {
    const reply = await this.read()
    return { isKnown: reply.status === 'ok' && this.#cart.checkouts.isKnown(key), reply }
  }

  orderIds() {
    return this.#cart.checkouts.orderIds()
  }

  checkoutSold(orderId: string) {
    return this.#cart.checkouts.checkoutSold(orderId)
  }

  giveBack(orderId: string) {
    return this.#cart.checkouts.giveBack(orderId)
  }

  takeBack(...returned: Parameters<CartObject['takeBack']>) {
    return this.#cart.checkouts.takeBack(...returned)
  }

  noteOrder(orderId: string) {
    return this.#cart.checkouts.noteOrder(orderId)
  }

  eraseAfter(seen: Named): Promise<Left> {
    return this.#cart.eraseAfter(seen)
  }

  /** Null when the rows are in memory, otherwise the reason why they are not. */
  protected async readiness(): Promise<ObjectRefusal | null> {
    try {
      await this.aggregate.ready()
    } catch (error) {
      return unavailableOr(error)
    }
    return this.ended()
  }

  /** The refusal if the cart can never be read again, or null. */
  protected ended(): ObjectRefusal | null {
    const { erased, seal } = this.aggregate
    if (erased) return { code: 'erased', detail: 'This cart was erased.' }
    return seal === null ? null : MERGED
  }

  /** A write without the answer that callers of the object get. */
  protected decided(write: CartWrite): Promise<Decided> {
    return settled(() => this.#write(write))
  }

  #write(write: CartWrite): Working {
    return this.aggregate.write({ ...write, facts: { products: write.products } })
  }

  async #answer(work: () => Working, known: Stand | undefined, client: string | null = null): Promise<CartWriteUpdate> {
    const outcome = await settled(work)
    if (outcome.status !== 'refused') {
      const { status, results } = outcome
      const { rows } = this.aggregate
      const changed = changesIn(rows, outcome.changed)
      const told = { status, results, changed, ...this.#updateSince(known, outcome) }
      return client === null ? told : { ...told, client: watermarkOf(rows, client) }
    }
    return { ...outcome, cart: outcome.refusal.code === 'version_mismatch' ? this.state() : null }
  }

  /** @param written the write that this call made, if it made one */
  #updateSince(known: Stand | undefined, written?: OwnWrite): CartUpdate {
    return known ? { rows: rowsSince(this.aggregate, known, written) } : { cart: this.state() }
  }

  protected state(): CartState {
    const { rows, position, updatedAt } = this.aggregate
    return cartStateOf({ userId: this.name, ...position, updatedAt }, rows, ordersIn(rows), Date.now())
  }
}

const MERGED: ObjectRefusal = {
  code: 'cart_merged',
  detail: 'This guest has signed in. The lines are in the cart of the account.',
}

type Working = WriteOutcome<CartRefusal> | Promise<WriteOutcome<CartRefusal>>
type Accepted = Exclude<WriteOutcome<CartRefusal>, { status: 'refused' }>
type Decided = Accepted | { readonly status: 'refused'; readonly refusal: ObjectRefusal; readonly index: number | null }

/** The outcome of a write in the words of the contract. */
async function settled(work: () => Working): Promise<Decided> {
  try {
    const working = work()
    const outcome = working instanceof Promise ? await working : working
    if (outcome.status !== 'refused') return outcome
    const { refusal, index } = outcome
    const { code } = refusal
    return { status: 'refused', refusal: code === 'sealed' ? MERGED : { ...refusal, code }, index }
  } catch (error) {
    return { status: 'refused', refusal: unavailableOr(error), index: null }
  }
}

/** Rows that cannot be read now are an answer (unavailable); every other error is a fault and is thrown. */
function unavailableOr(error: unknown): ObjectRefusal {
  if (error instanceof Unavailable) return { code: 'unavailable', detail: 'The cart cannot be read right now.' }
  throw error
}
