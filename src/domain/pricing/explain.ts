/**
 * The effect of each rule on a price, or why the rule has none, for operators. Pure.
 * Invariant: the amounts are those of the pricing engine; this module computes only reasons.
 */
import { regionKey } from '../address/format.ts'
import { basketOf } from './basket.ts'
import { sum } from './money.ts'
import { weighed } from './price.ts'
import type { Pricing, Reason } from './priced.ts'
import type { PriceRule, ShippingRate, Tax } from './rules.ts'
import { offersOf, ratesTo } from './shipping.ts'

type RuleReason =
  | Reason
  | 'other_country'
  | 'other_region'
  | 'weight'
  | 'subtotal'
  | 'not_cheapest'
  | 'not_chosen'
  /** A more specific rule applies in its place. */
  | 'replaced'

export interface RuleEffect {
  readonly rule: PriceRule
  /** The discount, the price of the shipping before discounts, or the tax; null without effect. */
  readonly amount: number | null
  /** Null if the rule applies. */
  readonly reason: RuleReason | null
}

/** @throws RangeError like `price` */
export function effectsOf(pricing: Pricing): readonly RuleEffect[] {
  const priced = weighed(pricing, () => true)
  const { lines, shipping, shippingOffers, idle } = priced
  const parts = shipping ? [...lines, shipping] : lines
  const reasons = new Map(idle.map(({ discount, reason }) => [discount, reason]))
  const discounts = [...pricing.promotions, ...pricing.coupons].map((rule): RuleEffect => {
    const its = parts.flatMap(({ adjustments }) =>
      adjustments.filter((each) => each.rule === rule.id && each.kind === rule.kind),
    )
    const amount = sum(its.map((each) => each.amount))
    return amount > 0 ? { rule, amount, reason: null } : without(rule, reasons.get(rule) ?? 'no_effect')
  })
  const rates = pricing.shippingRates.map((rule): RuleEffect => {
    if (shipping?.rule === rule.id) return { rule, amount: shipping.amount, reason: null }
    const isOffered = shippingOffers.some((offer) => offer.rule === rule.id)
    return without(rule, isOffered ? 'not_chosen' : rateReason(rule, pricing))
  })
  const taxes = pricing.taxes.map((rule): RuleEffect => {
    const its = parts.flatMap(({ tax }) => (tax?.rule === rule.id ? [tax.amount] : []))
    return its.length > 0 ? { rule, amount: sum(its), reason: null } : without(rule, taxReason(rule, pricing))
  })
  return [...discounts, ...rates, ...taxes]
}

function without(rule: PriceRule, reason: RuleReason): RuleEffect {
  return { rule, amount: null, reason }
}

function rateReason(rate: ShippingRate, pricing: Pricing): RuleReason {
  const { items, destination } = pricing
  if (!rate.isActive) return 'inactive'
  if (items.length === 0) return 'no_effect'
  if (!destination) return 'needs_address'
  const { subtotal, weightGrams } = basketOf(items)
  if (rate.countries.length > 0 && !rate.countries.includes(destination.country)) return 'other_country'
  // Without the other rates, only the weight can exclude this one.
  if (ratesTo({ destination, shippingRates: [rate] }, weightGrams).length === 0) return 'weight'
  if (!ratesTo(pricing, weightGrams).includes(rate)) return 'replaced'
  return offersOf([rate], subtotal).length === 0 ? 'subtotal' : 'not_cheapest'
}

function taxReason({ isActive, country, region, categories }: Tax, { items, destination }: Pricing): RuleReason {
  if (!isActive) return 'inactive'
  if (!destination) return 'needs_address'
  if (country !== destination.country) return 'other_country'
  const keyOf = (text: string | null) => (text === null ? null : regionKey(country, text))
  if (region !== null && keyOf(region) !== keyOf(destination.region)) return 'other_region'
  const isNamed = items.some((item) => categories.some((category) => item.categories.includes(category)))
  return items.length > 0 && (isNamed || categories.length === 0) ? 'replaced' : 'not_eligible'
}
