/**
 * The bindings of guests' carts to users' carts, with their lines and outcome.
 * Invariant: a guest is bound to one user permanently, and its lines arrive there once.
 */
import type { ModelLines, ModelState } from '../model/cart.ts'
import type { ModelReport, Strategy } from '../model/merge.ts'
import type { Fail, Truth } from './truth.ts'

export interface Binding {
  readonly guestId: string
  readonly userId: string
  readonly strategy: Strategy
  readonly items: ModelLines
  readonly saved: ModelLines
  readonly coupons: ModelState['coupons']
  /** The guest's orders that were placed before the seal. */
  readonly orders: ModelState['orders']
  readonly clients: ModelState['clients']
  /** The result in the user's cart, and its time; null until the lines arrived. */
  readonly report: ModelReport | null
  readonly arrivedAt: number | null
}

/** A user's cart must remember the report for this long. */
const REPORT_MS = 24 * 3600_000
/** The guest's clock and the user's clock may differ by this much. */
const CLOCKS_MS = 40 * 60_000

interface Witnessed {
  readonly restored: ReadonlySet<string>
  cart(id: string): Truth
}

export class Bindings {
  readonly #witness: Witnessed
  readonly #bindings = new Map<string, Binding>()
  /** The requested merges, by guest: `user strategy`. */
  readonly #asked = new Map<string, Set<string>>()

  constructor(witness: Witnessed) {
    this.#witness = witness
  }

  get(guestId: string): Binding | undefined {
    return this.#bindings.get(guestId)
  }

  all(): readonly Binding[] {
    return [...this.#bindings.values()]
  }

  /** Somebody is about to ask for this merge. */
  ask(guestId: string, userId: string, strategy: Strategy): void {
    this.#asked.set(guestId, (this.#asked.get(guestId) ?? new Set()).add(`${userId} ${strategy}`))
  }

  /** A guest's token does not outlive a cart that was merged. */
  isOver(guestId: string): boolean {
    return this.#bindings.has(guestId) && this.#witness.cart(guestId).state === 'expired'
  }

  /** The guest's orders that are placed by now. */
  ordersOf(guestId: string): ModelState['orders'] {
    return this.#witness.cart(guestId).model.orders
  }

  isErased(userId: string): boolean {
    return this.#witness.cart(userId).state === 'erased'
  }

  isRestored(cartId: string): boolean {
    return this.#witness.restored.has(cartId)
  }

  /** Whether the guest, or the user to which it is bound, was put back to an older state: then weaker rules hold. */
  isShaken(guestId: string): boolean {
    const { restored } = this.#witness
    const { userId = '' } = this.#bindings.get(guestId) ?? {}
    return restored.has(guestId) || restored.has(userId)
  }

  bind(binding: Omit<Binding, 'report' | 'arrivedAt'>, fail: Fail): void {
    const { guestId, userId, strategy } = binding
    if (!this.#asked.get(guestId)?.has(`${userId} ${strategy}`))
      fail(`no request asked to bind the guest to ${userId}, ${strategy}`)
    const before = this.#bindings.get(guestId)
    if (before && !this.isShaken(guestId)) fail(`the guest was bound to ${before.userId}, and then to ${userId}`)
    this.#bindings.set(guestId, { ...binding, report: null, arrivedAt: null })
  }

  arrived(guestId: string, report: ModelReport, at: number): void {
    const binding = this.#bindings.get(guestId)
    if (binding) this.#bindings.set(guestId, { ...binding, report, arrivedAt: at })
  }

  /** The guest got the answer so late that the user's cart may have forgotten the merge's result. */
  heard(guestId: string, report: unknown, at: number): void {
    const binding = this.#bindings.get(guestId)
    if (binding?.arrivedAt && at - binding.arrivedAt >= REPORT_MS - CLOCKS_MS && JSON.stringify(report) === '[]') {
      this.#bindings.set(guestId, { ...binding, report: [] })
    }
  }
}
