/**
 * The carts that this isolate has seen. Invariant: a cart answered from here is the state that its object named during
 * this request, so it cannot be stale, however long it has been kept.
 * Memory is bounded in bytes; the least recently used cart is dropped first. The object sends a dropped cart whole.
 */
import type { CartRows } from '../../contract/rpc/cart.ts'
import { RESTORABLE_MS } from '../../domain/cart/cart.ts'
import { type CartState, cartStateOf, keptLists } from '../../domain/cart/state.ts'
import type { Json, Lists, Stand } from '../../domain/copy.ts'
import { compare, NEVER } from '../../domain/position.ts'
import { type Change, viewOf } from '../../domain/rows.ts'
import { RecentlyUsed } from '../../tiers/recently-used.ts'

const MAX_BYTES = 16 * 1024 * 1024
/** Estimated memory for each byte of JSON: rows as values, the cart made of them, and its cached answer. */
const BYTES_PER_BYTE = 8
const BYTES_PER_CART = 2048

/** Immutable, because two concurrent requests may start from the same one. */
export interface KnownCart extends Stand {
  readonly userId: string
  readonly lists: Lists
  /** Null while the cart is unknown. */
  readonly state: CartState | null
  /** From this time on, some removed lines of the state cannot be restored any more; milliseconds since 1970. */
  readonly until: number
}

export class KnownCarts {
  readonly #carts = new RecentlyUsed<KnownCart>(MAX_BYTES)

  of(userId: string): KnownCart {
    return this.#carts.get(userId) ?? { ...UNKNOWN, userId, lists: {}, state: null, until: 0 }
  }

  /** Applies the object's answer; `known` is the cart that the request to the object named. */
  learn(known: KnownCart, update: CartRows, now = Date.now()): CartState {
    if (
      known.state &&
      !update.isWhole &&
      update.rows.length === 0 &&
      update.version === known.version &&
      now < known.until
    ) {
      return known.state
    }
    const { userId } = known
    const { epoch, version, updatedAt } = update
    const lists = changed(update.isWhole ? {} : known.lists, update.rows)
    const before = known.state && !update.isWhole ? keptLists(known.state, update.rows) : {}
    const state = cartStateOf({ userId, epoch, version, updatedAt }, viewOf(lists), update, now, before)
    const oldest = state.removed.at(-1)?.[1].removedAt ?? Number.POSITIVE_INFINITY
    // Another request may have received a later write in the meantime.
    if (compare(update, this.#carts.peek(userId) ?? NEVER) >= 0) {
      const next: KnownCart = { epoch, version, updatedAt, userId, lists, state, until: oldest + RESTORABLE_MS }
      this.#carts.set(userId, next, BYTES_PER_CART + BYTES_PER_BYTE * update.bytes)
    }
    return state
  }

  /** Drops the cart from memory. */
  forget(userId: string): void {
    this.#carts.delete(userId)
  }

  stats(): { readonly entries: number; readonly bytes: number } {
    return { entries: this.#carts.size, bytes: this.#carts.weight }
  }
}

/** The state to show when the object reports no later write; null when the state must be computed again. */
export function shownAt({ state, until }: KnownCart, now: number): CartState | null {
  return now < until ? state : null
}

export function standOf({ epoch, version, updatedAt }: Stand): Stand {
  return { epoch, version, updatedAt }
}

/** A position that no cart ever has, so that even an object that was never written sends its whole cart. */
const UNKNOWN: Stand = { epoch: -1, version: -1, updatedAt: -1 }

/** The lists with these rows applied; unchanged lists stay the same objects. */
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
