// Invariant: each discount works on the price that the earlier discounts left, for any effects in any order.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { share } from '../../../src/domain/pricing/money.ts'
import { price } from '../../../src/domain/pricing/price.ts'
import type { Priced } from '../../../src/domain/pricing/priced.ts'
import type { Effect } from '../../../src/domain/pricing/rules.ts'
import { cart } from './chance.ts'
import { buyGet, FREE_SHIPPING, off, offEvery, percent } from './examples/example.ts'
import { item, pricing, promotion, rate } from './given.ts'

const QUANTITY = 4
/** Powers of two, so that the price divides evenly among the units after any three of the effects. */
const UNIT_PRICE = 2 ** 30
const THRESHOLD = QUANTITY * UNIT_PRICE

const EFFECTS: { readonly [name: string]: Effect } = {
  'half off': percent(50),
  'a quarter off': percent(25),
  'all off': percent(100),
  'an amount off': off(2 ** 26),
  'more off than there is': off(2 ** 40),
  'an amount off for every threshold': offEvery(2 ** 27),
  'buy 1, get 1': buyGet(1, 1),
  'buy 1, get 1 for half': buyGet(1, 1, 50),
  'buy 3, get 1': buyGet(3, 1),
  'free shipping': FREE_SHIPPING,
}
const NAMES = Object.keys(EFFECTS)

/** Each discount names the product, so that all of them are product discounts and only priorities order them. */
function discounts(names: readonly string[], minSubtotal = THRESHOLD) {
  return names.map((name, index) =>
    promotion(`${index}`, EFFECTS[name] as Effect, { skus: ['p1'], priority: index - 1, minSubtotal }),
  )
}

function priced(unitPrice: number, promotions: ReturnType<typeof discounts>): Priced {
  return price(
    pricing({
      items: [item('p1', unitPrice, { quantity: QUANTITY })],
      promotions,
      shippingRates: [rate('post', 'standard', 500)],
      destination: { country: 'CN', region: null },
    }),
  )
}

/** The price if each discount were the only one on a line with the price that the earlier ones left. */
function oneByOne(names: readonly string[]): number {
  return discounts(names).reduce((cost, each) => {
    // `every` counts thresholds of the list price, so the discount keeps its one threshold here.
    const minSubtotal = each.effect.type === 'fixed' && each.effect.every ? cost : 0
    const { lines } = priced(cost / QUANTITY, [{ ...each, conditions: { ...each.conditions, minSubtotal } }])
    return lines[0]?.charged ?? Number.NaN
  }, THRESHOLD)
}

describe('discounts one after the other', () => {
  test.each(NAMES)('after %s, pairs and triples of effects work on the remaining price', (first) => {
    for (const second of NAMES) {
      for (const names of [[first, second], ...NAMES.map((third) => [first, second, third])]) {
        const { lines, totals } = priced(UNIT_PRICE, discounts(names))
        expect(lines[0]?.charged, names.join(', then ')).toBe(oneByOne(names))
        expect(totals.total).toBeGreaterThanOrEqual(0)
      }
    }
  })

  test('50 % and then buy 1 get 1: two units of 1000 cost 500', () => {
    const { totals } = price(
      pricing({
        items: [item('p1', 1_000, { quantity: 2 })],
        promotions: [
          promotion('half', percent(50), { skus: ['p1'], priority: -1 }),
          promotion('pair', buyGet(1, 1), { skus: ['p1'] }),
        ],
      }),
    )
    expect(totals.total).toBe(500)
  })

  test('no discount takes more than its share of the price that the earlier ones left, in any cart', () => {
    fc.assert(
      fc.property(cart, (given) => {
        const rules = [...given.promotions, ...given.coupons]
        for (const { list, adjustments } of price(given).lines) {
          let left = list
          for (const { rule, kind, amount } of adjustments) {
            const effect = rules.find((its) => its.id === rule && its.kind === kind)?.effect
            const most = effect && 'basisPoints' in effect ? share(left, effect.basisPoints, 10_000) : left
            // An amount that is split over lines may be rounded up by one.
            expect(amount).toBeLessThanOrEqual(Math.min(left, most + 1))
            left -= amount
          }
          expect(left).toBeGreaterThanOrEqual(0)
        }
      }),
      { numRuns: 500 },
    )
  })
})
