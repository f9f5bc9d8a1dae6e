/**
 * Prices a cart and names the rule that made each part: discounts on products, then on the order, then on shipping,
 * then tax on what is left. Pure; the order in which lines, rules and coupons come does not matter.
 * Invariant: the parts sum to the whole to the last minor unit, and no amount is below zero.
 */
import { type Basket, basketOf } from './basket.ts'
import { bestOutcome, type CombinedDiscounts } from './combine.ts'
import { inOrder } from './discounts.ts'
import { consider, type Eligible } from './eligibility.ts'
import { byCodeUnits, exact } from './money.ts'
import type {
  Adjustment,
  Priced,
  PricedLine,
  PricedShipping,
  PriceTotals,
  Pricing,
  Reason,
  ShippingOffer,
  TaxPart,
} from './priced.ts'
import type { Coupon, Promotion } from './rules.ts'
import { chosenOffer, offersOf, ratesTo } from './shipping.ts'
import { taxesOn } from './taxes.ts'

/**
 * @throws RangeError if the lines or the total exceed 2^53 − 1
 * @example
 * import { price } from './price.ts'
 * const tax = { kind: 'tax', id: 'vat', country: 'AT', region: null, categories: [], ratePpm: 200_000 }
 * const { totals } = price({
 *   items: [{ sku: 'tea', categories: [], quantity: 2, unitPrice: 600, weightGrams: 0 }],
 *   taxes: [{ ...tax, title: {}, inclusive: true, onShipping: false, isActive: true }],
 *   ...{ promotions: [], coupons: [], shippingRates: [], shippingOption: null, isFirstOrder: false, now: 0 },
 *   destination: { country: 'AT', region: null },
 * })
 * totals.total // => 1200
 * totals.taxIncluded // => 200
 */
export function price(pricing: Pricing): Priced {
  const { idle, ...priced } = weighed(pricing, ({ kind }) => kind === 'coupon')
  return { ...priced, refused: idle.map(({ discount, reason }) => ({ code: discount.id, reason })) }
}

/**
 * The price, and the discounts without effect with their reasons, sorted by id.
 * @param isWanted which discounts without effect are returned: carts need only their coupons
 */
export function weighed(
  pricing: Pricing,
  isWanted: (discount: Promotion | Coupon) => boolean,
): Omit<Priced, 'refused'> & { readonly idle: readonly Idle[] } {
  const basket = basketOf(pricing.items)
  const { eligible, idle } = sortOut(pricing, basket, isWanted)
  // An empty cart needs no shipping.
  const rates = basket.items.length > 0 ? ratesTo(pricing, basket.weightGrams) : []
  const offers = offersOf(rates, basket.subtotal)
  const offer = chosenOffer(offers, pricing.shippingOption)
  const outcome = bestOutcome(basket, eligible, offer?.amount ?? 0)
  const { free, left } = outcome
  const taxed = taxesOn(basket, left, offer && (free ? 0 : offer.amount), pricing)
  const lines = linesOf(basket, outcome, taxed.lines)
  const shipping = shippingOf(offer, free, taxed.shipping)
  return {
    lines,
    shippingOffers: offers,
    shipping,
    idle: [...idle, ...withoutEffect(eligible, outcome, isWanted, awaitsAddress(pricing, eligible))].sort((a, b) =>
      byCodeUnits(a.discount.id, b.discount.id),
    ),
    totals: totalsOf(lines, shipping),
  }
}

interface Idle {
  readonly discount: Promotion | Coupon
  readonly reason: Reason
}

function sortOut(pricing: Pricing, basket: Basket, isWanted: (discount: Promotion | Coupon) => boolean) {
  const eligible: Eligible[] = []
  const idle: Idle[] = []
  for (const discount of [...pricing.promotions, ...pricing.coupons].sort(inOrder)) {
    const considered = consider(discount, basket, pricing)
    if (typeof considered !== 'string') eligible.push(considered)
    else if (isWanted(discount)) idle.push({ discount, reason: considered })
  }
  return { eligible, idle }
}

/**
 * Eligible discounts that took nothing off: other discounts exclude them, nothing was left to take off, or the effect
 * depends on an address that is not known yet.
 */
function withoutEffect(
  eligible: readonly Eligible[],
  { reductions, free, standing, discount: all }: CombinedDiscounts,
  isWanted: (discount: Promotion | Coupon) => boolean,
  isAwaiting: (discount: Promotion | Coupon, isBeaten: boolean) => boolean,
): Idle[] {
  const heard = new Set<Promotion | Coupon>(free && [free])
  for (const { discount, parts } of reductions) if (parts.some((part) => part > 0)) heard.add(discount)
  return eligible.flatMap(({ discount }): Idle[] => {
    if (!isWanted(discount) || heard.has(discount)) return []
    const isBeaten = !standing.has(discount)
    if (isAwaiting(discount, isBeaten)) return [{ discount, reason: 'needs_address' }]
    // If no discount applied at all, none excluded this one.
    return [{ discount, reason: isBeaten && all > 0 ? 'not_combinable' : 'no_effect' }]
  })
}

/**
 * Whether a discount without effect may have one once the address is known: it makes shipping free, or the discounts that
 * it combines with include free shipping, so that they may win then.
 */
function awaitsAddress(
  { destination, shippingRates }: Pricing,
  eligible: readonly Eligible[],
): (discount: Promotion | Coupon, isBeaten: boolean) => boolean {
  const frees = ({ effect }: Promotion | Coupon) => effect.type === 'free_shipping'
  const isOpen = destination === null && shippingRates.some(({ isActive, amount }) => isActive && amount > 0)
  if (!isOpen) return () => false
  const freesTogether = eligible.some(({ discount }) => !discount.exclusive && frees(discount))
  return (discount, isBeaten) => frees(discount) || (isBeaten && !discount.exclusive && freesTogether)
}

function linesOf(
  basket: Basket,
  { reductions, left }: CombinedDiscounts,
  taxes: readonly (TaxPart | null)[],
): PricedLine[] {
  const adjustments = basket.items.map((): Adjustment[] => [])
  for (const { discount, lines, parts } of reductions) {
    for (const [at, line] of lines.entries()) {
      const amount = parts[at] ?? 0
      if (amount > 0) adjustments[line]?.push({ rule: discount.id, kind: discount.kind, amount })
    }
  }
  return basket.items.map(({ sku, lineId, quantity, unitPrice }, line) => {
    const [list, cost, tax] = [basket.lists[line] ?? 0, left[line] ?? 0, taxes[line] ?? null]
    return {
      sku,
      lineId,
      quantity,
      unitPrice,
      list,
      adjustments: adjustments[line] ?? [],
      discount: list - cost,
      tax,
      charged: cost + onTop(tax),
    }
  })
}

function shippingOf(
  offer: ShippingOffer | null,
  free: CombinedDiscounts['free'],
  tax: TaxPart | null,
): PricedShipping | null {
  if (!offer) return null
  const discount = free ? offer.amount : 0
  const adjustments = free ? [{ rule: free.id, kind: free.kind, amount: discount }] : []
  return { ...offer, adjustments, discount, tax, charged: offer.amount - discount + onTop(tax) }
}

function onTop(tax: TaxPart | null): number {
  return tax && !tax.inclusive ? tax.amount : 0
}

function totalsOf(lines: readonly PricedLine[], shipping: PricedShipping | null): PriceTotals {
  let [subtotal, discount, tax, taxIncluded, total] = [0, 0, 0, 0, 0]
  for (const part of shipping ? [...lines, shipping] : lines) {
    if ('list' in part) subtotal += part.list
    discount += part.discount
    tax += part.tax?.amount ?? 0
    taxIncluded += part.tax?.inclusive ? part.tax.amount : 0
    total += part.charged
  }
  return { subtotal, discount, shipping: shipping?.amount ?? 0, tax, taxIncluded, total: exact(total) }
}
