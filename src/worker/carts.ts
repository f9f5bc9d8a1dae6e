/**
 * The carts' objects as the Worker calls them: addressed by shopper, with one repeat where a repeat is safe. The
 * platform bounds the call, and the object bounds what it waits for. One that cannot answer is ObjectDown: reads may
 * then degrade, writes are refused with 503.
 */
import type {
  CartEnvelope,
  CartObject,
  CartReadReply,
  CartWrite,
  CartWriteReply,
  HistoryReply,
} from '../contract/cart-object.ts'
import type { Config } from '../contract/config.ts'
import type { Env } from '../contract/env.ts'

export class ObjectDown extends Error {
  override readonly name = 'ObjectDown'
}

export class Carts {
  readonly #namespace: Env['CARTS']
  readonly #options: DurableObjectNamespaceGetDurableObjectOptions

  constructor(env: Env, config: Pick<Config, 'DO_JURISDICTION' | 'DO_LOCATION_HINT'>) {
    this.#namespace = config.DO_JURISDICTION ? env.CARTS.jurisdiction(config.DO_JURISDICTION) : env.CARTS
    this.#options = config.DO_LOCATION_HINT ? { locationHint: config.DO_LOCATION_HINT } : {}
  }

  read(userId: string): Promise<CartReadReply> {
    return this.#call(userId, true, (cart) => cart.read())
  }

  /** Repeated only when it carries a key, which makes the repeat harmless. */
  write(userId: string, write: CartWrite): Promise<CartWriteReply> {
    return this.#call(userId, write.key !== null, (cart) => cart.write(write))
  }

  undo(userId: string, envelope: CartEnvelope): Promise<CartWriteReply> {
    return this.#call(userId, envelope.key !== null, (cart) => cart.undo(envelope))
  }

  history(userId: string, after: number): Promise<HistoryReply> {
    return this.#call(userId, true, (cart) => cart.history(after))
  }

  /** The object itself, for the write-behind path and operators. */
  object(userId: string): CartObject {
    // The stub's methods are those of the contract; the RPC types only wrap their results in promises.
    return this.#namespace.getByName(userId, this.#options) as unknown as CartObject
  }

  async #call<Reply>(userId: string, repeatable: boolean, call: (cart: CartObject) => Promise<Reply>): Promise<Reply> {
    try {
      return await call(this.object(userId))
    } catch (error) {
      // An overloaded object is never asked again: that would feed the overload.
      const retryable = repeatable && marked(error, 'retryable') && !marked(error, 'overloaded')
      if (!retryable) throw new ObjectDown(messageOf(error), { cause: error })
    }
    try {
      return await call(this.object(userId))
    } catch (error) {
      throw new ObjectDown(messageOf(error), { cause: error })
    }
  }
}

function marked(error: unknown, mark: 'retryable' | 'overloaded'): boolean {
  return typeof error === 'object' && error !== null && (error as Record<string, unknown>)[mark] === true
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
