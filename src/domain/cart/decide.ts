/** `decide` turns a command on a cart into events or a refusal. Pure. Invariant: a refused command has no events. */
import { accept } from '../result.ts'
import type { RowsView } from '../rows.ts'
import { type CheckoutCommand, decideCheckout } from './checkout.ts'
import { type CouponCommand, decideCoupon } from './coupons.ts'
import { decideLine, type LineCommand } from './decide-line.ts'
import type { CartDecision, CartFacts } from './decision.ts'
import { decideMerge, type MergeCommand } from './merge.ts'
import { expiredRemovals } from './removed.ts'

export type CartCommand = LineCommand | { readonly type: 'forget' } | MergeCommand | CheckoutCommand | CouponCommand

/**
 * Decides on a command: events that `evolve` turns into changed rows, or a refusal.
 * @example
 * import { viewOf } from '../rows.ts'
 * import { decide } from './decide.ts'
 * import { evolve } from './evolve.ts'
 * const tea = { title: 'Tea', price: 450, image: null, labels: [] }
 * const facts = { now: 1_000, rank: 1, products: new Map([['tea', tea]]) }
 * const decision = decide(viewOf({}), { type: 'add', sku: 'tea', quantity: 2 }, facts)
 * const [event] = decision.ok ? decision.value : []
 * event.type // => 'line_set'
 * evolve(viewOf({}), event).map(({ list, key, value }) => [list, key, value.quantity]) // => [['items', 'tea', 2]]
 * decide(viewOf({}), { type: 'add', sku: 'milk', quantity: 1 }, facts).refusal.code // => 'unknown_sku'
 */
export function decide(rows: RowsView, command: CartCommand, facts: CartFacts): CartDecision {
  switch (command.type) {
    case 'add':
    case 'set':
    case 'remove':
    case 'restore':
    case 'select':
    case 'clear':
    case 'save':
    case 'move':
    case 'unsave':
      return decideLine(rows, command, facts)
    case 'forget':
      return accept(expiredRemovals(rows, facts.now))
    case 'seal':
    case 'import':
    case 'merged':
      return accept(decideMerge(rows, command, facts))
    case 'add_coupon':
    case 'remove_coupon':
      return decideCoupon(rows, command, facts.now)
    default:
      return decideCheckout(rows, command, facts)
  }
}
