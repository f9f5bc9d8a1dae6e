/** The shopper's own object: binds the cart to the shared mechanism, its storage, the queue and the tiers. */
import { DurableObject } from 'cloudflare:workers'
import type {
  CartEnvelope,
  CartObject,
  CartReadReply,
  CartState,
  CartWrite,
  CartWriteReply,
  HistoryReply,
  ObjectRefusal,
} from '../contract/cart-object.ts'
import { configOf } from '../contract/config.ts'
import type { Env } from '../contract/env.ts'
import { lines, RESTORABLE_MS, removedLines } from '../domain/cart/cart.ts'
import type { CartCommand, CartRefusal } from '../domain/cart/decide.ts'
import type { CartEvent } from '../domain/cart/evolve.ts'
import type { Copy, Held } from '../domain/copy.ts'
import type { Position } from '../domain/position.ts'
import { Aggregate } from './aggregate/aggregate.ts'
import { durableStorage } from './aggregate/durable-storage.ts'
import { Unavailable } from './aggregate/life.ts'
import type { Outcome } from './aggregate/write.ts'
import { CART, type CartLookups } from './cart-definition.ts'
import { objectPorts } from './object-ports.ts'

export class CartDurableObject extends DurableObject<Env> implements CartObject {
  readonly #userId: string
  readonly #cart: Aggregate<CartCommand, CartLookups, CartEvent, CartRefusal>

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    const { name } = ctx.id
    if (!name) throw new Error('a cart object is addressed by the name of its shopper')
    this.#userId = name
    const ports = objectPorts('cart', configOf(env), env)
    this.#cart = new Aggregate(name, CART, durableStorage(ctx.storage), ports)
    void ctx.blockConcurrencyWhile(() => this.#cart.wake())
  }

  async read(): Promise<CartReadReply> {
    const refusal = await this.#readiness()
    return refusal ? { status: 'refused', refusal } : { status: 'ok', cart: this.#state() }
  }

  async write({ products, ...write }: CartWrite): Promise<CartWriteReply> {
    return this.#answer(() => this.#cart.write({ ...write, facts: { products } }))
  }

  async undo(envelope: CartEnvelope): Promise<CartWriteReply> {
    return this.#answer(() => this.#cart.undo(envelope))
  }

  async history(after: number): Promise<HistoryReply> {
    const refusal = await this.#readiness()
    if (refusal) return { status: 'refused', refusal }
    const entries = this.#cart.history(after).map(({ version, name, at }) => ({ version, kind: name, at }))
    return { status: 'ok', entries }
  }

  async confirm(held: Held): Promise<void> {
    this.#cart.confirm(held)
  }

  async snapshot(): Promise<Copy | null> {
    return this.#cart.snapshot()
  }

  async slowDown(position: Position): Promise<void> {
    this.#cart.slowDown(position)
  }

  async drainSoon(): Promise<void> {
    this.#cart.drainSoon()
  }

  async adopt(): Promise<boolean> {
    return this.#cart.adopt()
  }

  async erase(): Promise<void> {
    this.#cart.erase()
  }

  override async alarm(): Promise<void> {
    await this.#cart.alarm()
  }

  /** Null when the rows are there, else why they are not. */
  async #readiness(): Promise<ObjectRefusal | null> {
    try {
      await this.#cart.ready()
    } catch (error) {
      return unavailableOr(error)
    }
    return this.#cart.erased ? { code: 'erased', detail: 'This cart was erased.' } : null
  }

  async #answer(work: () => Promise<Outcome<CartRefusal>>): Promise<CartWriteReply> {
    let outcome: Outcome<CartRefusal>
    try {
      outcome = await work()
    } catch (error) {
      return { status: 'refused', refusal: unavailableOr(error), index: null, cart: null }
    }
    if (outcome.status !== 'refused') return { ...outcome, cart: this.#state() }
    const { refusal, index } = outcome
    return { status: 'refused', refusal, index, cart: refusal.code === 'version_mismatch' ? this.#state() : null }
  }

  #state(): CartState {
    const { rows, position, updatedAt } = this.#cart
    const since = Date.now() - RESTORABLE_MS
    return {
      userId: this.#userId,
      ...position,
      items: lines(rows),
      removed: removedLines(rows).filter(([, line]) => line.removedAt > since),
      updatedAt,
    }
  }
}

/** That rows cannot be had now is an answer; everything else is a fault. */
function unavailableOr(error: unknown): ObjectRefusal {
  if (error instanceof Unavailable) return { code: 'unavailable', detail: 'The cart cannot be read right now.' }
  throw error
}
