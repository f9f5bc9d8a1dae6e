/**
 * Which discounts stand: all combinable ones together, or one exclusive one alone, whichever takes more off lines and
 * shipping together. On a tie the combinable ones stand, then the exclusive one with the lower id.
 */
import type { Basket } from './basket.ts'
import { type Reduction, reduceLines } from './discounts.ts'
import type { Eligible } from './eligibility.ts'
import { byCodeUnits, sum } from './money.ts'
import type { ShippingOffer } from './priced.ts'
import type { Coupon, Promotion, ShippingRate } from './rules.ts'
import { chosenOffer, offersOf } from './shipping.ts'

export interface Outcome {
  readonly reductions: readonly Reduction[]
  /** What each line costs after discounts. */
  readonly left: readonly number[]
  readonly offers: readonly ShippingOffer[]
  readonly offer: ShippingOffer | null
  /** Whose shipping is free; it takes off all of it. */
  readonly free: Promotion | Coupon | null
  /** Of lines and shipping. */
  readonly discount: number
  readonly standing: ReadonlySet<Promotion | Coupon>
}

export interface Carriage {
  readonly rates: readonly ShippingRate[]
  readonly wanted: string | null
}

/** @param eligible in the order in which discounts work */
export function bestOutcome(basket: Basket, eligible: readonly Eligible[], carriage: Carriage): Outcome {
  const together = eligible.filter(({ discount }) => !discount.exclusive)
  const alone = eligible.filter(({ discount }) => discount.exclusive)
  // A promotion and a coupon of one id stay in the order in which they work.
  alone.sort((a, b) => byCodeUnits(a.discount.id, b.discount.id))
  let best = outcomeOf(basket, together, carriage)
  for (const each of alone) {
    const outcome = outcomeOf(basket, [each], carriage)
    if (outcome.discount > best.discount) best = outcome
  }
  return best
}

/** Shipping last: its rates look at what the lines cost after discounts. */
function outcomeOf(basket: Basket, eligible: readonly Eligible[], { rates, wanted }: Carriage): Outcome {
  const { reductions, left } = reduceLines(basket, eligible)
  const subtotal = sum(left)
  const offers = offersOf(rates, subtotal)
  const offer = chosenOffer(offers, wanted)
  const free = eligible.find(({ discount }) => discount.effect.type === 'free_shipping')?.discount
  const isFreed = free !== undefined && offer !== null && offer.amount > 0
  return {
    reductions,
    left,
    offers,
    offer,
    free: isFreed ? free : null,
    discount: basket.subtotal - subtotal + (isFreed ? offer.amount : 0),
    standing: new Set(eligible.map(({ discount }) => discount)),
  }
}
