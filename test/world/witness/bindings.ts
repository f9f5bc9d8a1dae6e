/**
 * Which guest's cart was bound to which user's, with what lines, and what became of them.
 * Invariant: a guest is bound to one user for ever, and its lines arrive there once.
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
  /** Orders of the guest that stood before the seal. */
  readonly orders: ModelState['orders']
  /** What the user's cart made of it, and when; null until it arrived. */
  readonly report: ModelReport | null
  readonly arrivedAt: number | null
}

/** For so long a user's cart must know the report. */
const REPORT_MS = 24 * 3600_000
/** The guest's clock and the user's may differ by so much. */
const CLOCKS_MS = 40 * 60_000

interface Witnessed {
  readonly restored: ReadonlySet<string>
  cart(id: string): Truth
}

export class Bindings {
  readonly #witness: Witnessed
  readonly #bindings = new Map<string, Binding>()
  /** What was asked for, by guest: `user strategy`. */
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

  /** The orders of a guest that stand by now. */
  ordersOf(guestId: string): ModelState['orders'] {
    return this.#witness.cart(guestId).model.orders
  }

  isErased(userId: string): boolean {
    return this.#witness.cart(userId).state === 'erased'
  }

  isRestored(cartId: string): boolean {
    return this.#witness.restored.has(cartId)
  }

  /** Whether the guest, or the user that it is bound to, was put back to an older state: then weaker rules hold. */
  isShaken(guestId: string): boolean {
    const { restored } = this.#witness
    const { userId = '' } = this.#bindings.get(guestId) ?? {}
    return restored.has(guestId) || restored.has(userId)
  }

  bind(binding: Omit<Binding, 'report' | 'arrivedAt'>, fail: Fail): void {
    const { guestId, userId, strategy } = binding
    if (!this.#asked.get(guestId)?.has(`${userId} ${strategy}`))
      fail(`nobody asked to bind it to ${userId}, ${strategy}`)
    const before = this.#bindings.get(guestId)
    if (before && !this.isShaken(guestId)) fail(`it was bound to ${before.userId}, and then to ${userId}`)
    this.#bindings.set(guestId, { ...binding, report: null, arrivedAt: null })
  }

  arrived(guestId: string, report: ModelReport, at: number): void {
    const binding = this.#bindings.get(guestId)
    if (binding) this.#bindings.set(guestId, { ...binding, report, arrivedAt: at })
  }

  /** The guest heard of it so late that the user's cart may have forgotten what it made of the lines. */
  heard(guestId: string, report: unknown, at: number): void {
    const binding = this.#bindings.get(guestId)
    if (binding?.arrivedAt && at - binding.arrivedAt >= REPORT_MS - CLOCKS_MS && JSON.stringify(report) === '[]') {
      this.#bindings.set(guestId, { ...binding, report: [] })
    }
  }
}
