/**
 * Chooses the discounts that apply: all combinable ones together or a single exclusive one, depending on which takes
 * more off lines and shipping. On a tie the combinable ones win, then the exclusive one with the lower id.
 */
import type { Basket } from './basket.ts'
import { type Reduction, reduceLines } from './discounts.ts'
import type { Eligible } from './eligibility.ts'
import { byCodeUnits, sum } from './money.ts'
import type { Coupon, Promotion } from './rules.ts'

export interface CombinedDiscounts {
  readonly reductions: readonly Reduction[]
  /** The cost of each line after discounts. */
  readonly left: readonly number[]
  /** The discount that makes shipping free; it takes off the whole cost. */
  readonly free: Promotion | Coupon | null
  /** The sum of the discounts on lines and shipping. */
  readonly discount: number
  readonly standing: ReadonlySet<Promotion | Coupon>
}

/**
 * @param eligible in the order in which discounts apply
 * @param shipping the cost of shipping before discounts
 */
export function bestOutcome(basket: Basket, eligible: readonly Eligible[], shipping: number): CombinedDiscounts {
  const together = eligible.filter(({ discount }) => !discount.exclusive)
  const exclusive = eligible.filter(({ discount }) => discount.exclusive)
  // A stable sort: a promotion and a coupon with the same id keep the order in which they apply.
  exclusive.sort((a, b) => byCodeUnits(a.discount.id, b.discount.id))
  let best = outcomeOf(basket, together, shipping)
  for (const each of exclusive) {
    const outcome = outcomeOf(basket, [each], shipping)
    if (outcome.discount > best.discount) best = outcome
  }
  return best
}

function outcomeOf(basket: Basket, eligible: readonly Eligible[], shipping: number): CombinedDiscounts {
  const { reductions, left } = reduceLines(basket, eligible)
  const free = eligible.find(({ discount }) => discount.effect.type === 'free_shipping')?.discount
  const isFreed = free !== undefined && shipping > 0
  return {
    reductions,
    left,
    free: isFreed ? free : null,
    discount: basket.subtotal - sum(left) + (isFreed ? shipping : 0),
    standing: new Set(eligible.map(({ discount }) => discount)),
  }
}
