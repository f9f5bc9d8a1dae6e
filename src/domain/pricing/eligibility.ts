/**
 * Decides whether a discount applies to these lines, or why not. Conditions look only at list prices and the time,
 * never at other discounts, so that one discount cannot make another appear or disappear.
 */
import { type Basket, namedLines } from './basket.ts'
import { sum } from './money.ts'
import type { Pricing, Reason } from './priced.ts'
import type { Coupon, Promotion } from './rules.ts'

export interface Eligible {
  readonly discount: Promotion | Coupon
  /** The eligible lines, ascending; at least one. */
  readonly lines: readonly number[]
  /** Subtotal of the eligible lines at list prices. */
  readonly subtotal: number
}

/** The eligible lines, or the first reason against the discount. Reasons that a shopper cannot change come first. */
export function consider(
  discount: Promotion | Coupon,
  basket: Basket,
  { now, isFirstOrder }: Pick<Pricing, 'now' | 'isFirstOrder'>,
): Eligible | Reason {
  const { firstOrderOnly, minSubtotal } = discount.conditions
  const notInForce = outOfForce(discount, now)
  if (notInForce !== null) return notInForce
  if (firstOrderOnly && !isFirstOrder) return 'first_order_only'
  const lines = namedLines(basket, discount.conditions)
  if (lines.length === 0) return 'not_eligible'
  const subtotal = lines === basket.indexes ? basket.subtotal : sum(lines.map((line) => basket.lists[line] ?? 0))
  return subtotal < minSubtotal ? 'min_subtotal' : { discount, lines, subtotal }
}

/** The reason why the discount applies to no shopper at this moment, or null. */
export function outOfForce({ isActive, conditions }: Promotion | Coupon, now: number): Reason | null {
  const { startsAt, endsAt } = conditions
  if (!isActive) return 'inactive'
  if (startsAt !== null && now < startsAt) return 'not_yet'
  return endsAt !== null && now >= endsAt ? 'over' : null
}

/**
 * The first time after `now` at which one of these discounts begins or ends, milliseconds since 1970; else infinite.
 */
export function nextChange(discounts: readonly (Promotion | Coupon)[], now: number): number {
  let next = Number.POSITIVE_INFINITY
  for (const { conditions } of discounts) {
    for (const at of [conditions.startsAt, conditions.endsAt]) if (at !== null && at > now) next = Math.min(next, at)
  }
  return next
}
