// Invariants: the effects of the rules sum to the engine's own price, and a rule has either an amount or a reason.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { effectsOf } from '../../../src/domain/pricing/explain.ts'
import { price } from '../../../src/domain/pricing/price.ts'
import type { Pricing } from '../../../src/domain/pricing/priced.ts'
import { cart } from './chance.ts'
import { FREE_SHIPPING, off, percent } from './examples/example.ts'
import { coupon, item, pricing, promotion, rate, tax } from './given.ts'

const reasonsIn = (given: Partial<Pricing>) =>
  Object.fromEntries(effectsOf(pricing(given)).map(({ rule, reason, amount }) => [rule.id, reason ?? amount]))

const TEA = item('tea', 1_000, { quantity: 2, categories: ['tea', 'food'], weightGrams: 500 })
const TO_CN = { destination: { country: 'CN', region: null } }

describe('the effects of rules', () => {
  test('the effects sum to the discounts, the shipping and the taxes of the price', () => {
    fc.assert(
      fc.property(cart, (given) => {
        const { totals, refused } = price(given)
        const effects = effectsOf(given)
        const sumOf = (...kinds: readonly string[]) =>
          effects.reduce((sum, { rule, amount }) => sum + (kinds.includes(rule.kind) ? (amount ?? 0) : 0), 0)
        expect(sumOf('promotion', 'coupon')).toBe(totals.discount)
        expect(sumOf('shipping_rate')).toBe(totals.shipping)
        expect(sumOf('tax')).toBe(totals.tax)
        for (const { amount, reason } of effects) expect((amount === null) !== (reason === null)).toBe(true)
        const idle = effects.filter(({ rule, reason }) => rule.kind === 'coupon' && reason !== null)
        expect(
          idle.map(({ rule, reason }) => ({ code: rule.id, reason })).sort((a, b) => (a.code < b.code ? -1 : 1)),
        ).toEqual(refused)
      }),
      { numRuns: 300 },
    )
  })

  test('a discount without effect has the reason of a coupon', () => {
    const given = {
      items: [TEA],
      now: 100,
      promotions: [
        promotion('applies', percent(10)),
        promotion('later', percent(10), { startsAt: 101 }),
        promotion('over', percent(10), { endsAt: 100 }),
        promotion('off', percent(10), { isActive: false }),
        promotion('other', percent(10), { skus: ['mug'] }),
        promotion('more', percent(10), { minSubtotal: 2_001 }),
        promotion('first', percent(10), { firstOrderOnly: true }),
        promotion('alone', percent(1), { exclusive: true }),
        promotion('nothing', off(0)),
      ],
      coupons: [coupon('FREE', FREE_SHIPPING)],
      shippingRates: [rate('post', 'standard', 500)],
    }
    expect(reasonsIn(given)).toEqual({
      applies: 200,
      later: 'not_yet',
      over: 'over',
      off: 'inactive',
      other: 'not_eligible',
      more: 'min_subtotal',
      first: 'first_order_only',
      alone: 'not_combinable',
      nothing: 'no_effect',
      FREE: 'needs_address',
      post: 'needs_address',
    })
  })

  test('a shipping rate that is not charged says why', () => {
    const rates = [
      rate('chosen', 'standard', 500, { countries: ['CN'] }),
      rate('dearer', 'standard', 600, { countries: ['CN'] }),
      rate('anywhere', 'standard', 100),
      rate('express', 'express', 900),
      rate('abroad', 'standard', 1, { countries: ['DE'] }),
      rate('heavy', 'freight', 1, { minWeightGrams: 1_001 }),
      rate('large', 'large', 1, { minSubtotal: 2_001 }),
      rate('off', 'standard', 1, { isActive: false }),
    ]
    expect(reasonsIn({ items: [TEA], shippingRates: rates, ...TO_CN })).toEqual({
      chosen: 500,
      dearer: 'not_cheapest',
      anywhere: 'replaced',
      express: 'not_chosen',
      abroad: 'other_country',
      heavy: 'weight',
      large: 'subtotal',
      off: 'inactive',
    })
    expect(reasonsIn({ shippingRates: [rate('post', 'standard', 1)], ...TO_CN })).toEqual({ post: 'no_effect' })
  })

  test('a tax that is not charged says why', () => {
    const taxes = [
      tax('food', 'CN', 100_000, { categories: ['food'] }),
      tax('zero', 'CN', 0, { categories: ['tea'] }),
      tax('general', 'CN', 130_000),
      tax('mugs', 'CN', 130_000, { categories: ['mugs'] }),
      tax('abroad', 'DE', 190_000),
      tax('region', 'CN', 1, { region: 'Hainan' }),
      tax('off', 'CN', 1, { isActive: false }),
    ]
    // The nearest category wins, even with a rate of zero.
    expect(reasonsIn({ items: [TEA], taxes, ...TO_CN })).toEqual({
      zero: 0,
      food: 'replaced',
      general: 'replaced',
      mugs: 'not_eligible',
      abroad: 'other_country',
      region: 'other_region',
      off: 'inactive',
    })
    expect(reasonsIn({ items: [TEA], taxes: [tax('vat', 'CN', 1)] })).toEqual({ vat: 'needs_address' })
  })
})
