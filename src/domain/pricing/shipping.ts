/**
 * Finds the shipping options for a destination, and their costs. If an option has rates that name the country, only
 * these apply, so that a limit for a country (such as a weight) cannot be avoided through the rate for all countries.
 */
import { byCodeUnits } from './money.ts'
import type { Pricing, ShippingOffer } from './priced.ts'
import type { ShippingRate } from './rules.ts'

/** Active rates for the destination and the weight; limits on the subtotal are not checked yet. */
export function ratesTo(
  { shippingRates, destination }: Pick<Pricing, 'shippingRates' | 'destination'>,
  weightGrams: number,
): readonly ShippingRate[] {
  if (!destination) return []
  const { country } = destination
  const active = shippingRates.filter(({ isActive }) => isActive)
  const named = new Set(active.flatMap(({ countries, option }) => (countries.includes(country) ? [option] : [])))
  return active.filter(
    (rate) =>
      (rate.countries.includes(country) || (rate.countries.length === 0 && !named.has(rate.option))) &&
      isWithin(weightGrams, rate.minWeightGrams, rate.maxWeightGrams),
  )
}

/** The countries that active rates name, regardless of other limits; null if a rate serves any country. */
export function servedCountries(rates: readonly ShippingRate[]): readonly string[] | null {
  const active = rates.filter(({ isActive }) => isActive)
  if (active.some(({ countries }) => countries.length === 0)) return null
  return [...new Set(active.flatMap(({ countries }) => countries))].sort()
}

/**
 * The active rates that a rate for any country always undercuts. The shopper is offered both and gets the cheaper one
 * unless the shopper chooses the other.
 */
export function undercutBy(cheaper: ShippingRate, rates: readonly ShippingRate[]): readonly string[] {
  const active = rates.filter(({ isActive }) => isActive)
  const rest = new Set(active.flatMap(({ countries, option }) => (option === cheaper.option ? countries : [])))
  return active
    .filter(({ amount }) => amount > cheaper.amount)
    .filter(({ countries }) => countries.length === 0 || countries.some((country) => !rest.has(country)))
    .map(({ id }) => id)
    .sort()
}

/**
 * One offer for each option: the lowest amount, on a tie the lower id. The cheapest option comes first.
 * @param subtotal the cost of all lines before discounts, so that a coupon never makes shipping more expensive
 */
export function offersOf(rates: readonly ShippingRate[], subtotal: number): readonly ShippingOffer[] {
  const best = new Map<string, ShippingRate>()
  for (const rate of rates) {
    if (!isWithin(subtotal, rate.minSubtotal, rate.maxSubtotal)) continue
    const other = best.get(rate.option)
    if (!other || (rate.amount - other.amount || byCodeUnits(rate.id, other.id)) < 0) best.set(rate.option, rate)
  }
  return [...best.values()]
    .map(({ option, id, amount, estimatedDays }) => ({ option, rule: id, amount, estimatedDays }))
    .sort((a, b) => a.amount - b.amount || byCodeUnits(a.option, b.option))
}

/** The wanted option if it is offered, otherwise the cheapest. */
export function chosenOffer(offers: readonly ShippingOffer[], wanted: string | null): ShippingOffer | null {
  return offers.find(({ option }) => option === wanted) ?? offers[0] ?? null
}

function isWithin(value: number, from: number, to: number | null): boolean {
  return value >= from && (to === null || value < to)
}
