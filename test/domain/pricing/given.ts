/** Rules and carts for tests. A field that a test leaves out has the simplest value and no condition. */
import type { PricedItem, Pricing } from '../../../src/domain/pricing/priced.ts'
import type { Conditions, Coupon, Effect, Promotion, ShippingRate, Tax } from '../../../src/domain/pricing/rules.ts'

const rule = (id: string) => ({ id, description: {}, isActive: true, version: 1, createdAt: 0, updatedAt: 0 })

interface DiscountTerms extends Partial<Conditions> {
  readonly isActive?: boolean
  readonly priority?: number
  readonly exclusive?: boolean
}

function discount(id: string, effect: Effect, terms: DiscountTerms) {
  const { isActive = true, priority = 0, exclusive = false, ...wanted } = terms
  const conditions: Conditions = {
    minSubtotal: 0,
    startsAt: null,
    endsAt: null,
    skus: [],
    categories: [],
    firstOrderOnly: false,
    ...wanted,
  }
  return { ...rule(id), isActive, priority, exclusive, effect, conditions }
}

export function promotion(id: string, effect: Effect, terms: DiscountTerms = {}): Promotion {
  return { ...discount(id, effect, terms), kind: 'promotion' }
}

export function coupon(id: string, effect: Effect, terms: DiscountTerms = {}): Coupon {
  return { ...discount(id, effect, terms), kind: 'coupon', usageLimit: null, usageLimitPerUser: null }
}

export function rate(id: string, option: string, amount: number, terms: Partial<ShippingRate> = {}): ShippingRate {
  return {
    ...rule(id),
    kind: 'shipping_rate',
    option,
    title: {},
    countries: [],
    minSubtotal: 0,
    maxSubtotal: null,
    minWeightGrams: 0,
    maxWeightGrams: null,
    amount,
    estimatedDays: 3,
    ...terms,
  }
}

/** A tax that prices contain, on everything in the country except shipping. */
export function tax(id: string, country: string, ratePpm: number, terms: Partial<Tax> = {}): Tax {
  return {
    ...rule(id),
    kind: 'tax',
    title: {},
    country,
    region: null,
    categories: [],
    ratePpm,
    inclusive: true,
    onShipping: false,
    ...terms,
  }
}

export function item(sku: string, unitPrice: number, terms: Partial<PricedItem> = {}): PricedItem {
  return { sku, categories: [], quantity: 1, unitPrice, weightGrams: 0, ...terms }
}

export function pricing(terms: Partial<Pricing>): Pricing {
  return {
    items: [],
    promotions: [],
    coupons: [],
    shippingRates: [],
    taxes: [],
    destination: null,
    shippingOption: null,
    isFirstOrder: false,
    now: 0,
    ...terms,
  }
}
