/** `decide` turns a command on a cart into events or a refusal. Pure. Invariant: a refused command has no events. */
import { accept, refuse } from '../result.ts'
import type { RowsView } from '../rows.ts'
import { setAttributes } from './attributes.ts'
import { type Attributes, lines } from './cart.ts'
import { withinLength } from './cart-length.ts'
import { type CheckoutCommand, decideCheckout } from './checkout.ts'
import { type CouponCommand, decideCoupon } from './coupons.ts'
import { decideLine, type LineCommand } from './decide-line.ts'
import type { CartDecision, CartFacts, LineDecision, LineName } from './decision.ts'
import { decideMerge, type MergeCommand } from './merge.ts'
import { explained } from './refusal-texts.ts'
import { expiredRemovals, removal } from './removed.ts'
import { unsave } from './saved.ts'
import { type SelectCommand, select } from './selection.ts'

export type CartCommand =
  | LineCommand
  | (LineCommand & { readonly type: 'set'; readonly attributes?: Attributes })
  | SelectCommand
  | { readonly type: 'unsave'; readonly sku: LineName }
  | { readonly type: 'clear' }
  | { readonly type: 'forget' }
  | MergeCommand
  | CheckoutCommand
  | CouponCommand

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
    case 'remove':
    case 'restore':
      return answered(decideLine(rows, command, facts))
    case 'select':
      return answered(select(rows, command, facts))
    case 'add':
    case 'save':
    case 'move':
      return answered(withinLength(rows, decideLine(rows, command, facts)))
    case 'set': {
      const attributes = 'attributes' in command ? command.attributes : undefined
      const decision = attributes ? setAttributes(rows, command, attributes, facts) : decideLine(rows, command, facts)
      return answered(withinLength(rows, decision))
    }
    case 'unsave':
      return answered(unsave(rows, command.sku))
    case 'clear': {
      const all = lines(rows).map(([, line]) => line)
      return accept(removal(rows, all, facts.now))
    }
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

function answered(decision: LineDecision): CartDecision {
  return decision.ok ? decision : refuse(explained(decision.refusal))
}
