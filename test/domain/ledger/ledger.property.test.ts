// Invariants: a shop with correct books has no differences, after any orders, payments, cancellations and refunds;
// and each single wrong figure is reported.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Difference } from '../../../src/domain/ledger/difference.ts'
import { isOrderInFlight, type OrderFigures, orderDifferences } from '../../../src/domain/ledger/orders.ts'
import { paymentClaims, paymentDifferences } from '../../../src/domain/ledger/payments.ts'
import { isSkuInFlight, type SkuFigures, skuDifferences } from '../../../src/domain/ledger/stock.ts'
import { type Happening, type PaperOrder, PaperShop } from './paper-shop.ts'

const LATER = 10 * 24 * 3600_000

const happening = fc.constantFrom<Happening>(
  ...([
    'pay',
    'pay',
    'pay_twice',
    'pay_wrong',
    'cancel',
    'ship',
    'ship_part',
    'ship_part',
    'deliver',
    'deliver_part',
    'choose_manual',
    'ship_unpaid',
    'mark_paid',
    'refund_some',
    'refund_units',
    'refund_unit_back',
    'refund',
  ] as const),
)
const quantity = fc.integer({ min: 1, max: 4 })
const order: fc.Arbitrary<PaperOrder> = fc.record({
  quantities: fc.record({ tea: quantity, cup: quantity, jar: quantity }),
  happenings: fc.array(happening, { maxLength: 9 }),
})
const shop = fc
  .tuple(
    fc.integer({ min: 0, max: 20 }),
    fc.integer({ min: 0, max: 5 }),
    fc.array(order, { minLength: 1, maxLength: 5 }),
  )
  .map((given) => new PaperShop(...given))
const by = fc.integer({ min: -5, max: 5 }).filter((delta) => delta !== 0)
const place = fc.nat(1_000)

function judged(orders: readonly OrderFigures[], skus: readonly SkuFigures[]): readonly Difference[] {
  return [...orders.flatMap((each) => orderDifferences(each)), ...skus.flatMap((each) => skuDifferences(each))]
}

/** The paths of all numbers in a value. */
function numbersIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value === 'number') return [path]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => numbersIn(inner, [...path, key]))
}

function changed<Whole>(whole: Whole, path: readonly string[], delta: number): Whole {
  const copy = structuredClone(whole)
  let parent = copy as Record<string, unknown>
  for (const key of path.slice(0, -1)) parent = parent[key] as Record<string, unknown>
  const last = path.at(-1) ?? ''
  parent[last] = (parent[last] as number) + delta
  return copy
}

/** The books exclude times, places, the units of a refund, and the prices of payments that were not captured. */
function isBooked(figures: OrderFigures, path: readonly string[]): boolean {
  const name = path.at(-1) ?? ''
  if (['at', 'createdAt', 'expiresAt', 'updatedAt', 'place', 'available', 'deliveredAt', 'returnUntil'].includes(name))
    return false
  const [, list, key = '', field] = path
  // The units of refunds are compared with the stock, not with the order.
  if (list === 'refunds' && field === 'lines') return false
  // A shipment may have had fewer units, unless the whole order has shipped: a test of its own covers more units.
  if (list === 'shipment' && field === 'lines') return false
  if (list !== 'payments') return true
  return (figures.lists?.payments?.[key] as { readonly state?: string } | undefined)?.state === 'captured'
}

describe('a shop with correct books', () => {
  test('correct books have no differences, and nothing in flight', () => {
    fc.assert(
      fc.property(shop, (paper) => {
        const { orders, skus } = paper
        expect(orders.filter((each) => isOrderInFlight(each, 1)).map(({ status }) => status)).toEqual([])
        expect(skus.some((each) => isSkuInFlight(each, 1))).toBe(false)
        expect(judged(orders, skus)).toEqual([])
        const claims = orders.flatMap((each) => paymentClaims(each, LATER))
        expect(claims.flatMap((claim) => paymentDifferences(claim, paper.statement(claim)))).toEqual([])
      }),
    )
  })

  test('a wrong figure of an order is reported with that order', () => {
    fc.assert(
      fc.property(shop, place, place, by, ({ orders }, which, where, delta) => {
        const one = orders[which % orders.length] as OrderFigures
        const paths = numbersIn(one).filter((path) => isBooked(one, path))
        const path = paths[where % paths.length] ?? []
        const found = orderDifferences(changed(one, path, delta))
        expect(
          found.map(({ subject }) => subject),
          path.join('.'),
        ).toContain(`order:${one.id}`)
      }),
      { numRuns: 1_000 },
    )
  })

  test('a wrong figure of a SKU is reported with that SKU', () => {
    const names = ['own', 'held', 'sold', 'received', 'objectOnHandInProducts', 'heldInProducts'] as const
    const name = fc.constantFrom(...names, 'unitsSoldByOrders' as const, 'unitsHeldByOrders' as const)
    fc.assert(
      fc.property(shop, place, name, by, ({ skus }, which, figure, delta) => {
        const one = skus[which % skus.length] as SkuFigures
        const found = skuDifferences(changed(one, [figure], delta))
        expect(found.map(({ subject }) => subject)).toContain(`sku:${one.sku}`)
      }),
    )
  })

  test('a provider that states another amount is reported with that payment', () => {
    const name = fc.constantFrom('captured' as const, 'refunded' as const)
    fc.assert(
      fc.property(shop, place, name, by, (paper, which, figure, delta) => {
        const claims = paper.orders.flatMap((each) => paymentClaims(each, LATER))
        const claim = claims[which % Math.max(1, claims.length)]
        if (!claim) return
        const statement = changed(paper.statement(claim), [figure], delta)
        const found = paymentDifferences(claim, statement)
        expect(found).toMatchObject([{ kind: `payment_${figure}`, subject: `payment:${claim.paymentId}` }])
      }),
    )
  })
})
