// Invariants, for any cart and any rules: the parts sum to the whole to the last minor unit, no amount is negative,
// no discount exceeds what is left, and the order of the rules does not matter.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { price } from '../../../src/domain/pricing/price.ts'
import type { Adjustment, TaxPart } from '../../../src/domain/pricing/priced.ts'
import { cart, promotions } from './chance.ts'
import { coupon, item, pricing, promotion, rate, tax } from './given.ts'

const RUNS = { numRuns: 500 }

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + BigInt(amount), 0n)
const onTop = (tax: TaxPart | null) => (tax && !tax.inclusive ? tax.amount : 0)
const contained = (tax: TaxPart | null) => (tax?.inclusive ? tax.amount : 0)
const taken = (adjustments: readonly Adjustment[]) => sum(adjustments.map(({ amount }) => amount))

/** A deep freeze, so that a write anywhere throws. */
function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen)
  return value
}

describe('a price', () => {
  test('a price is the sum of its parts', () => {
    fc.assert(
      fc.property(cart, (given) => {
        const { lines, shipping, totals } = price(given)
        const parts = shipping ? [...lines, shipping] : lines
        for (const part of parts) expect(BigInt(part.discount)).toBe(taken(part.adjustments))
        for (const { unitPrice, quantity, list } of lines)
          expect(BigInt(list)).toBe(BigInt(unitPrice) * BigInt(quantity))
        for (const { list, discount, tax, charged } of lines) expect(charged).toBe(list - discount + onTop(tax))
        if (shipping) expect(shipping.charged).toBe(shipping.amount - shipping.discount + onTop(shipping.tax))
        expect(BigInt(totals.subtotal)).toBe(sum(lines.map(({ list }) => list)))
        expect(BigInt(totals.discount)).toBe(sum(parts.map(({ discount }) => discount)))
        expect(totals.shipping).toBe(shipping?.amount ?? 0)
        expect(BigInt(totals.tax)).toBe(sum(parts.map(({ tax }) => tax?.amount ?? 0)))
        expect(BigInt(totals.taxIncluded)).toBe(sum(parts.map(({ tax }) => contained(tax))))
        expect(BigInt(totals.total)).toBe(sum(parts.map(({ charged }) => charged)))
        const added = totals.subtotal - totals.discount + totals.shipping + (totals.tax - totals.taxIncluded)
        expect(totals.total).toBe(added)
      }),
      RUNS,
    )
  })

  test('a price has whole amounts of at least zero, and no discount or contained tax above its base', () => {
    fc.assert(
      fc.property(cart, (given) => {
        const { lines, shipping, totals } = price(given)
        const whole = [
          ...lines.map(({ list, ...line }) => ({ ...line, amount: list })),
          ...(shipping ? [shipping] : []),
        ]
        for (const { amount, discount, adjustments, tax, charged } of whole) {
          for (const each of [amount, discount, charged, tax?.amount ?? 0]) {
            expect(Number.isSafeInteger(each) && each >= 0).toBe(true)
          }
          for (const adjustment of adjustments) expect(adjustment.amount).toBeGreaterThan(0)
          expect(discount).toBeLessThanOrEqual(amount)
          expect(contained(tax)).toBeLessThanOrEqual(amount - discount)
        }
        for (const each of Object.values(totals)) expect(Number.isSafeInteger(each) && each >= 0).toBe(true)
      }),
      RUNS,
    )
  })

  test('a price does not depend on the order of lines, rules and coupons', () => {
    const shuffledCart = cart.chain((given) =>
      fc
        .tuple(
          ...([given.items, given.promotions, given.coupons, given.shippingRates, given.taxes] as const).map((all) =>
            fc.shuffledSubarray<unknown>([...all], { minLength: all.length }),
          ),
        )
        .map(([items, promotions, coupons, shippingRates, taxes]) => ({
          given,
          // The same values in another order.
          shuffled: { ...given, items, promotions, coupons, shippingRates, taxes } as typeof given,
        })),
    )
    fc.assert(
      fc.property(shuffledCart, ({ given, shuffled }) => {
        expect(price(shuffled)).toEqual(price(given))
      }),
      RUNS,
    )
  })

  test('pricing twice gives the same price, and does not change its input', () => {
    fc.assert(
      fc.property(cart, (given) => {
        const before = structuredClone(given)
        const first = price(frozen(given))
        expect(price(given)).toEqual(first)
        expect(given).toEqual(before)
      }),
      RUNS,
    )
  })

  test('rules that do not apply do not change a price', () => {
    const strangers = promotions.map((all) =>
      all.flatMap((each, index) => {
        const named = { ...each, id: `X${index}` }
        return [
          { ...named, isActive: false },
          { ...named, id: `Y${index}`, conditions: { ...each.conditions, skus: ['elsewhere'], categories: [] } },
          { ...named, id: `Z${index}`, conditions: { ...each.conditions, endsAt: 50 } },
        ]
      }),
    )
    fc.assert(
      fc.property(cart, strangers, (given, others) => {
        const more = {
          ...given,
          promotions: [...others, ...given.promotions],
          shippingRates: [rate('X', 'standard', 0, { isActive: false }), ...given.shippingRates],
          taxes: [
            tax('0', 'FR', 200_000, { onShipping: true }),
            tax('1', 'DE', 1, { region: 'elsewhere', onShipping: true }),
            tax('2', 'DE', 1, { isActive: false, onShipping: true }),
            ...given.taxes,
          ],
        }
        expect(price(more)).toEqual(price(given))
      }),
      RUNS,
    )
  })

  test('a price states for each coupon either its discount or why it had none', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(cart, (given) => {
        const { lines, shipping, refused } = price(given)
        const used = [...lines, ...(shipping ? [shipping] : [])].flatMap(({ adjustments }) =>
          adjustments.filter(({ kind }) => kind === 'coupon').map(({ rule }) => rule),
        )
        for (const { reason } of refused) seen.add(reason)
        const told = [...new Set(used), ...refused.map(({ code }) => code)]
        expect(told.toSorted()).toEqual(given.coupons.map(({ id }) => id).toSorted())
      }),
      RUNS,
    )
    // Fails if the random carts no longer reach all reasons.
    expect(seen.size).toBe(9)
  })

  test('a price uses all combinable discounts or one exclusive discount, depending on which take off more', () => {
    fc.assert(
      fc.property(cart, (given) => {
        const isMet = (discount: { readonly exclusive: boolean }) => !discount.exclusive
        const choices = [
          { ...given, promotions: given.promotions.filter(isMet), coupons: given.coupons.filter(isMet) },
          ...given.promotions
            .filter(({ exclusive }) => exclusive)
            .map((each) => ({ ...given, promotions: [each], coupons: [] })),
          ...given.coupons
            .filter(({ exclusive }) => exclusive)
            .map((each) => ({ ...given, promotions: [], coupons: [each] })),
        ].map((choice) => price(choice))
        const { totals, lines } = price(given)
        expect(totals.discount).toBe(Math.max(...choices.map((choice) => choice.totals.discount)))
        expect(choices.map((choice) => JSON.stringify(choice.lines))).toContain(JSON.stringify(lines))
      }),
      RUNS,
    )
  })
})

describe('amounts beyond the safe integers', () => {
  const full = (count: number) =>
    Array.from({ length: count }, (_, index) => item(`sku-${index}`, 1_000_000_000_000, { quantity: 999 }))

  test('amounts are exact up to nine full lines at the highest price', () => {
    const half = promotion('HALF', { type: 'percentage', basisPoints: 3_333 })
    const { totals } = price(
      pricing({
        items: full(9),
        promotions: [half],
        coupons: [coupon('ONE', { type: 'fixed', amount: 1, every: false })],
      }),
    )
    // 8,991 × 10^12 × 33.33 % = 2,996,700,300,000,000; and 1.
    expect(totals).toMatchObject({ subtotal: 8_991_000_000_000_000, discount: 2_996_700_300_000_001 })
  })

  test('an amount that a number cannot hold throws instead of being wrong', () => {
    expect(() => price(pricing({ items: full(10) }))).toThrow(RangeError)
    const onTop = tax('vat', 'DE', 190_000, { inclusive: false })
    const destination = { country: 'DE', region: null }
    expect(() => price(pricing({ items: full(8), taxes: [onTop], destination }))).toThrow(RangeError)
  })
})
