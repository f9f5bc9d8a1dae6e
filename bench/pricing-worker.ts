/** Prices a cart of 200 lines by 50 rules as often as requested, with the worker's own function, in workerd. */
import { price } from '../src/domain/pricing/price.ts'
import type { Pricing } from '../src/domain/pricing/priced.ts'
import type { Coupon, Effect, Promotion, ShippingRate, Tax } from '../src/domain/pricing/rules.ts'

const LINES = 200
const common = { description: {}, isActive: true, version: 1, createdAt: 0, updatedAt: 0 }
const none = { minSubtotal: 0, startsAt: null, endsAt: null, skus: [], categories: [], firstOrderOnly: false }
const categories = Array.from({ length: 10 }, (_, index) => `category-${index}`)

const EFFECTS: readonly Effect[] = [
  { type: 'percentage', basisPoints: 500 },
  { type: 'fixed', amount: 900, every: false },
  { type: 'buy_x_get_y', buy: 2, get: 1, basisPoints: 10_000 },
  { type: 'free_shipping' },
]

/** Half of the discounts apply to a category, half to everything. */
function discount(index: number) {
  const conditions = { ...none, categories: index % 2 === 0 ? [categories[index % categories.length] ?? ''] : [] }
  const effect = EFFECTS[index % EFFECTS.length] as Effect
  return { ...common, id: `rule-${index}`, effect, conditions, priority: index % 3, exclusive: index % 12 === 11 }
}

const promotions = Array.from({ length: 30 }, (_, index): Promotion => ({ kind: 'promotion', ...discount(index) }))
const coupons = Array.from({ length: 5 }, (_, index): Coupon => {
  return { kind: 'coupon', ...discount(30 + index), usageLimit: null, usageLimitPerUser: null }
})
const shippingRates = Array.from({ length: 5 }, (_, index): ShippingRate => {
  const bounds = { minSubtotal: 0, maxSubtotal: null, minWeightGrams: 0, maxWeightGrams: null }
  const offer = { option: `option-${index}`, title: {}, countries: ['DE'], amount: 500 + index, estimatedDays: 2 }
  return { kind: 'shipping_rate', ...common, id: `rate-${index}`, ...bounds, ...offer }
})
const taxes = Array.from({ length: 10 }, (_, index): Tax => {
  const where = { country: 'DE', region: null, categories: index === 0 ? [] : [categories[index] ?? ''] }
  return {
    kind: 'tax',
    ...common,
    id: `tax-${index}`,
    title: {},
    ...where,
    ratePpm: 190_000,
    inclusive: true,
    onShipping: true,
  }
})

const pricing: Pricing = {
  items: Array.from({ length: LINES }, (_, index) => ({
    sku: `sku-${index}`,
    categories: [categories[index % categories.length] ?? ''],
    quantity: 1 + (index % 5),
    unitPrice: 999 + index * 7,
    weightGrams: 100,
  })),
  ...{ promotions, coupons, shippingRates, taxes },
  destination: { country: 'DE', region: null },
  shippingOption: null,
  isFirstOrder: true,
  now: 0,
}

export default {
  async fetch(request) {
    const times = Number(new URL(request.url).searchParams.get('times'))
    let total = 0
    for (let time = 0; time < times; time++) total += price(pricing).totals.total
    return Response.json({ total })
  },
} satisfies ExportedHandler
