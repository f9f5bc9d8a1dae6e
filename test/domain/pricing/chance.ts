/** Random carts and rules over few SKUs, categories, places and times, so that they often apply to each other. */
import fc from 'fast-check'
import type { Pricing } from '../../../src/domain/pricing/priced.ts'
import type { Effect } from '../../../src/domain/pricing/rules.ts'
import { coupon, item, pricing, promotion, rate, tax } from './given.ts'

const MAX_PRICE = 1_000_000_000_000
const CATEGORIES = ['tea', 'green', 'cups', 'all']
const SKUS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
const NOW = 50

/** Small amounts for ties and roundings, as in JPY; medium ones as in EUR and KWD; and the highest possible price. */
const amount = fc.oneof(
  fc.integer({ min: 0, max: 20 }),
  fc.integer({ min: 0, max: 100_000 }),
  fc.integer({ min: MAX_PRICE - 1_000_000, max: MAX_PRICE }),
)
const quantity = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 999 }))
const categories = fc.subarray(CATEGORIES)
const skus = fc.subarray(SKUS, { maxLength: 3 })

/** Eight full lines at the highest price are just below 2^53. */
const items = fc.uniqueArray(
  fc
    .record({ sku: fc.constantFrom(...SKUS), unitPrice: amount, quantity, categories, weightGrams: fc.nat(500) })
    .map(({ sku, unitPrice, ...terms }) => item(sku, unitPrice, terms)),
  { selector: ({ sku }) => sku, maxLength: SKUS.length },
)

const basisPoints = fc.oneof(fc.integer({ min: 1, max: 10_000 }), fc.constantFrom(3_333, 5_000, 10_000))
const effect: fc.Arbitrary<Effect> = fc.oneof(
  fc.record({ type: fc.constant('percentage' as const), basisPoints }),
  fc.record({ type: fc.constant('fixed' as const), amount, every: fc.boolean() }),
  fc.constant({ type: 'free_shipping' as const }),
  fc.record({
    type: fc.constant('buy_x_get_y' as const),
    buy: fc.integer({ min: 1, max: 4 }),
    get: fc.integer({ min: 1, max: 3 }),
    basisPoints,
  }),
)

const rarely = fc.integer({ min: 0, max: 7 }).map((n) => n === 0)
const terms = fc.record({
  minSubtotal: fc.oneof(fc.constant(0), amount),
  startsAt: fc.option(fc.constantFrom(0, NOW, NOW, NOW, NOW, NOW + 1)),
  endsAt: fc.option(fc.constantFrom(NOW + 1, NOW + 1, NOW + 1, NOW + 1, NOW)),
  skus: fc.oneof(fc.constant([]), skus),
  categories: fc.oneof(fc.constant([]), categories),
  firstOrderOnly: rarely,
  isActive: rarely.map((is) => !is),
  priority: fc.nat(2),
  exclusive: rarely,
})

const unique = { selector: ({ id }: { readonly id: string }) => id }
const id = fc.constantFrom(...'ABCDEFGHIJ')
export const promotions = fc.uniqueArray(
  fc.tuple(id, effect, terms).map((parts) => promotion(...parts)),
  { ...unique, maxLength: 6 },
)
const coupons = fc.uniqueArray(
  fc.tuple(id, effect, terms).map((parts) => coupon(...parts)),
  { ...unique, maxLength: 3 },
)

const bounds = fc.tuple(fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, amount), fc.option(amount, { freq: 1 }))
const shippingRates = fc.uniqueArray(
  fc
    .record({
      id,
      option: fc.constantFrom('standard', 'express', 'drone'),
      amount: fc.oneof(fc.nat(3_000), fc.constantFrom(0, 500)),
      countries: fc.oneof(fc.constant([]), fc.subarray(['DE', 'US'])),
      subtotal: bounds,
      maxWeightGrams: fc.option(fc.nat(50_000), { freq: 1 }),
    })
    .map(({ id, option, amount, subtotal: [minSubtotal, maxSubtotal], ...more }) =>
      rate(id, option, amount, { ...more, minSubtotal, maxSubtotal }),
    ),
  { ...unique, maxLength: 6 },
)
const taxes = fc.uniqueArray(
  fc
    .record({
      id,
      country: fc.constantFrom('DE', 'US'),
      region: fc.option(fc.constantFrom('NY', 'CA')),
      categories: fc.oneof(fc.constant([]), categories),
      ratePpm: fc.oneof(fc.constantFrom(0, 55_000, 88_750, 190_000, 333_333), fc.nat(500_000)),
      inclusive: fc.boolean(),
      onShipping: fc.boolean(),
    })
    .map(({ id, country, ratePpm, ...more }) => tax(id, country, ratePpm, more)),
  { ...unique, maxLength: 6 },
)

/** Lines of at most 5 × 10^15, so that a total with half of it on top is still below 2^53. */
export const cart: fc.Arbitrary<Pricing> = fc
  .record({
    items: items.filter((all) => all.reduce((sum, each) => sum + each.unitPrice * each.quantity, 0) < 5e15),
    promotions,
    coupons,
    shippingRates,
    taxes,
    destination: fc.option(
      fc.record({ country: fc.constantFrom('DE', 'US', 'JP'), region: fc.option(fc.constantFrom('NY', 'CA')) }),
      { freq: 6 },
    ),
    shippingOption: fc.option(fc.constantFrom('standard', 'express', 'none')),
    isFirstOrder: fc.boolean(),
  })
  .map((terms) => pricing({ now: NOW, ...terms }))
