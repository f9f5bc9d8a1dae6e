/**
 * The carts that this isolate has seen. Invariant: a cart that is answered from here is the state that its object
 * named at this very request; so nothing here can be stale, however long it is kept.
 * Growth: bounded in bytes, the cart used longest ago goes first. A cart that is not here is told whole.
 */
import { LRUCache } from 'lru-cache'
import type { CartRows } from '../contract/cart-object.ts'
import { RESTORABLE_MS } from '../domain/cart/cart.ts'
import { type CartState, cartStateOf, keptLists } from '../domain/cart/state.ts'
import type { Json, Lists, Stand } from '../domain/copy.ts'
import { compare, NEVER } from '../domain/position.ts'
import { type Change, viewOf } from '../domain/rows.ts'

const MOST_BYTES = 16 * 1024 * 1024
/** Rows as values, the cart made of them, and the answer that is kept with it, beside their JSON. */
const BYTES_PER_BYTE = 8
const BYTES_PER_CART = 2048

/** Never changed: two requests at once may go on from the same one. */
export interface KnownCart extends Stand {
  readonly userId: string
  readonly lists: Lists
  /** Null while nothing is known. */
  readonly state: CartState | null
  /** From then on the state has lines that cannot be restored any more; milliseconds since 1970. */
  readonly until: number
}

export class KnownCarts {
  readonly #carts = new LRUCache<string, KnownCart>({ maxSize: MOST_BYTES })

  of(userId: string): KnownCart {
    return this.#carts.get(userId) ?? { ...UNKNOWN, userId, lists: {}, state: null, until: 0 }
  }

  /** The cart after what its object told; `known` is what the object was asked by. */
  learn(known: KnownCart, told: CartRows, now = Date.now()): CartState {
    if (known.state && !told.isWhole && told.rows.length === 0 && told.version === known.version && now < known.until) {
      return known.state
    }
    const { userId } = known
    const { epoch, version, updatedAt } = told
    const lists = changed(told.isWhole ? {} : known.lists, told.rows)
    const before = known.state && !told.isWhole ? keptLists(known.state, told.rows) : {}
    const state = cartStateOf({ userId, epoch, version, updatedAt }, viewOf(lists), told, now, before)
    const oldest = state.removed.at(-1)?.[1].removedAt ?? Number.POSITIVE_INFINITY
    // Another request may have been told of a later write meanwhile.
    if (compare(told, this.#carts.peek(userId) ?? NEVER) >= 0) {
      const next: KnownCart = { epoch, version, updatedAt, userId, lists, state, until: oldest + RESTORABLE_MS }
      this.#carts.set(userId, next, { size: BYTES_PER_CART + BYTES_PER_BYTE * told.bytes })
    }
    return state
  }

  /** Nothing of this cart stays in memory. */
  forget(userId: string): void {
    this.#carts.delete(userId)
  }

  stats(): { readonly entries: number; readonly bytes: number } {
    return { entries: this.#carts.size, bytes: this.#carts.calculatedSize }
  }
}

/** The state to show when its object says that nothing was written since; null when it must be made again. */
export function shownAt({ state, until }: KnownCart, now: number): CartState | null {
  return now < until ? state : null
}

export function standOf({ epoch, version, updatedAt }: Stand): Stand {
  return { epoch, version, updatedAt }
}

/** Where no cart ever stands: an object that was never written tells itself whole too. */
const UNKNOWN: Stand = { epoch: -1, version: -1, updatedAt: -1 }

/** The lists with these rows in them; lists that nothing changes are the same ones. */
function changed(lists: Lists, rows: readonly Change[]): Lists {
  const next: Record<string, Record<string, Json>> = { ...lists }
  for (const { list, key, value } of rows) {
    if (next[list] === lists[list]) next[list] = { ...lists[list] }
    const its = next[list] ?? {}
    if (value === null) delete its[key]
    else its[key] = value
  }
  return next
}
