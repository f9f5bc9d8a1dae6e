/**
 * The journal of one run: every write that was acknowledged, and every write with an unknown outcome. The copies
 * are compared with it afterwards. Invariant: a write that was sent twice under one key counts once.
 */
import type { Answer, Call } from '../driver.ts'
import type { Guest } from '../shop.ts'

/** Numbers of units by SKU. */
export type Units = Readonly<Record<string, number>>

export interface Operation {
  readonly kind: 'add' | 'batch' | 'get' | 'product' | 'list' | 'checkout'
  readonly call: Call
  /** The guest whose cart it changes; null for the catalogue. */
  readonly guest: Guest | null
  /** Units that the operation adds to the cart; null when it adds none. */
  readonly adds: Units | null
}

/** An answer, or, without one, whether the request had been sent. */
export type Outcome = Answer | 'unanswered' | 'unsent'

type Unknown = 'unanswered' | (Answer & { readonly status: 500 })

export interface CartJournal {
  readonly guest: Guest
  /** Units of acknowledged adds; the next map counts units of adds with an unknown outcome. */
  readonly added: Map<string, number>
  readonly perhapsAdded: Map<string, number>
  /** Acknowledged adds; the next field counts adds with an unknown outcome. */
  writes: number
  perhapsWrites: number
  /** Versions of acknowledged adds, as answered. A replay answers a later version and is not listed. */
  readonly versions: number[]
  /** Each checkout changes the version by more than one. */
  checkouts: number
  perhapsCheckouts: number
}

export interface OrderJournal {
  readonly id: string
  readonly guest: Guest
  readonly units: Units
}

export class Journal {
  readonly carts = new Map<string, CartJournal>()
  readonly orders = new Map<string, OrderJournal>()
  readonly #unknown = new Set<Operation>()

  /** Writes that were neither acknowledged nor refused. */
  get unknown(): readonly Operation[] {
    return [...this.#unknown]
  }

  /** May be called again with a later outcome of the same operation. */
  note(operation: Operation, outcome: Outcome): void {
    if (operation.guest === null || outcome === 'unsent') return
    if (operation.adds !== null) this.#noteAdd(operation.guest, operation.adds, operation, outcome)
    else if (operation.kind === 'checkout') this.#noteCheckout(operation.guest, operation, outcome)
  }

  #noteAdd(guest: Guest, adds: Units, operation: Operation, outcome: Answer | 'unanswered'): void {
    const cart = this.#cart(guest)
    if (isUnknown(outcome)) {
      if (this.#unknown.has(operation)) return
      this.#unknown.add(operation)
      cart.perhapsWrites += 1
      sum(cart.perhapsAdded, adds, 1)
      return
    }
    if (this.#unknown.delete(operation)) {
      cart.perhapsWrites -= 1
      sum(cart.perhapsAdded, adds, -1)
    }
    if (outcome.status !== 200) return
    cart.writes += 1
    sum(cart.added, adds, 1)
    const version = /"version":(\d+)/.exec(outcome.body)?.[1]
    if (version !== undefined && !isReplay(outcome)) cart.versions.push(Number(version))
  }

  #noteCheckout(guest: Guest, operation: Operation, outcome: Answer | 'unanswered'): void {
    const cart = this.#cart(guest)
    if (isUnknown(outcome)) {
      if (this.#unknown.has(operation)) return
      this.#unknown.add(operation)
      cart.perhapsCheckouts += 1
      return
    }
    if (this.#unknown.delete(operation)) cart.perhapsCheckouts -= 1
    cart.checkouts += 1
    if (outcome.status !== 201) return
    // The cast: the contract's answer to a checkout.
    const order = JSON.parse(outcome.body) as { id: string; lines: readonly { sku: string; quantity: number }[] }
    const units = unitsOf(order.lines.map(({ sku, quantity }) => [sku, quantity]))
    this.orders.set(order.id, { id: order.id, guest, units })
  }

  #cart(guest: Guest): CartJournal {
    let cart = this.carts.get(guest.id)
    if (cart === undefined) {
      const counts = { writes: 0, perhapsWrites: 0, versions: [], checkouts: 0, perhapsCheckouts: 0 }
      cart = { guest, added: new Map(), perhapsAdded: new Map(), ...counts }
      this.carts.set(guest.id, cart)
    }
    return cart
  }
}

/** A 5xx leaves open whether the write was applied. */
function isUnknown(outcome: Answer | 'unanswered'): outcome is Unknown {
  return outcome === 'unanswered' || outcome.status >= 500
}

function isReplay({ head }: Answer): boolean {
  return /\r\nidempotency-replayed: true/i.test(head)
}

function sum(into: Map<string, number>, units: Units, sign: 1 | -1): void {
  for (const [sku, count] of Object.entries(units)) into.set(sku, (into.get(sku) ?? 0) + sign * count)
}

/** Adds up entries of the same SKU. */
export function unitsOf(entries: Iterable<readonly [sku: string, count: number]>): Units {
  const units = new Map<string, number>()
  for (const [sku, count] of entries) units.set(sku, (units.get(sku) ?? 0) + count)
  return Object.fromEntries(units)
}
