/**
 * Which shipping is offered to a destination, and what it costs. A rate that names the country comes before those for
 * any country: an option that has one for it is priced by such rates alone, so that a limit set for a country (a
 * weight, say) is not got round by the rate for the rest of the world.
 */
import { byCodeUnits } from './money.ts'
import type { Pricing, ShippingOffer } from './priced.ts'
import type { ShippingRate } from './rules.ts'

/** Active rates that can serve the destination at this weight; what the lines cost is not asked yet. */
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

/** The countries that active rates name, whatever their other limits; null when a rate serves any country. */
export function servedCountries(rates: readonly ShippingRate[]): readonly string[] | null {
  const active = rates.filter(({ isActive }) => isActive)
  if (active.some(({ countries }) => countries.length === 0)) return null
  return [...new Set(active.flatMap(({ countries }) => countries))].sort()
}

/**
 * The active rates that this one, which serves any country, undercuts wherever they are offered: the shopper is offered
 * both, and gets the cheaper one unless the other is chosen.
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
 * One offer for each option, its lowest amount, of equal ones the lower id; the cheapest option first.
 * @param subtotal of all lines before discounts, so that a coupon never makes shipping dearer
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

/** The wanted one if it is offered, else the cheapest. */
export function chosenOffer(offers: readonly ShippingOffer[], wanted: string | null): ShippingOffer | null {
  return offers.find(({ option }) => option === wanted) ?? offers[0] ?? null
}

function isWithin(value: number, from: number, to: number | null): boolean {
  return value >= from && (to === null || value < to)
}
