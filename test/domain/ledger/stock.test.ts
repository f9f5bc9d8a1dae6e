// Differences of units: their names, the SKUs that are left out, and legitimate changes.
import { describe, expect, it } from 'vitest'
import type { SkuFigures } from '../../../src/domain/ledger/stock.ts'
import { isSkuInFlight, mayBeLate, skuDifferences, stockMissing } from '../../../src/domain/ledger/stock.ts'
import { kinds, shopAfter } from './paper-shop.ts'

describe('the units of a SKU', () => {
  it('others may edit the units on hand, down to the held units', () => {
    const { tea } = shopAfter()
    expect(tea).toMatchObject({ onHand: 12, held: 3, own: 10, sold: 0 })
    expect(skuDifferences({ ...tea, onHand: 500 })).toEqual([])
    expect(skuDifferences({ ...tea, onHand: 3 })).toEqual([])
    const subject = 'sku:tea'
    expect(skuDifferences({ ...tea, onHand: 2 })).toEqual([
      { kind: 'held_beyond_on_hand', subject, expected: 2, found: 3 },
    ])
  })

  it('units are compared between the stock, orders and products', () => {
    const { tea } = shopAfter('pay')
    expect(tea).toMatchObject({ onHand: 9, held: 0, own: 7, sold: 3 })
    const of = (fields: Partial<SkuFigures>) => kinds(skuDifferences({ ...tea, ...fields }))
    expect(of({ sold: 2 })).toEqual(['stock_sum', 'stock_sold'])
    expect(of({ held: 1 })).toEqual(['stock_held', 'product_held'])
    expect(of({ received: 11 })).toEqual(['stock_sum'])
    expect(of({ objectOnHandInProducts: 8 })).toEqual(['product_units'])
    expect(of({ unitsSoldByOrders: 0 })).toEqual(['stock_sold'])
    expect(of({ unitsHeldByOrders: 1 })).toEqual(['stock_held'])
    expect(of({ onHand: null, objectOnHandInProducts: null, heldInProducts: null })).toEqual(['product_missing'])
  })

  it('the units are those of the object when it is ahead of its copy', () => {
    const { tea } = shopAfter('pay')
    const late = { ...tea, own: 10, held: 3, sold: 0, onHand: 12, objectOnHandInProducts: 10, heldInProducts: 3 }
    expect(kinds(skuDifferences(late))).toEqual(['stock_held', 'stock_sold'])
    expect(skuDifferences(late, tea)).toEqual([])
    // The product's row was written with the copy, and agrees with it, however old the copy is.
    expect(kinds(skuDifferences({ ...late, heldInProducts: 0 }, tea))).toEqual(['product_held'])
  })

  it('a SKU is in flight while one of its orders or its stock is', () => {
    const { tea } = shopAfter()
    expect(isSkuInFlight({ ...tea, updatedAt: 9 }, 10)).toBe(false)
    expect(isSkuInFlight({ ...tea, updatedAt: 10 }, 10)).toBe(true)
    expect(isSkuInFlight({ ...tea, moving: { units: 1, sold: 0, held: 0 } }, 10)).toBe(true)
  })

  it('units are uncertain only by the units of orders in flight', () => {
    const { tea } = shopAfter('pay')
    // 40 units of settled orders, and two of an order that may have informed the stock or not.
    const moving = { units: 2, sold: 2, held: 0 }
    const honest = {
      ...tea,
      own: -30,
      received: 12,
      sold: 42,
      unitsSoldByOrders: 42,
      objectOnHandInProducts: -30,
      moving,
    }
    const sold = (units: number) => kinds(skuDifferences({ ...honest, sold: units, received: units - 30 }))
    expect([39, 40, 41, 42, 43].map(sold)).toEqual([['stock_sold'], [], [], [], ['stock_sold']])
    const held = (units: number) => kinds(skuDifferences({ ...honest, held: units, heldInProducts: units, onHand: 99 }))
    expect([0, 2, 3].map(held)).toEqual([[], [], ['stock_held']])
  })

  it('a stock that changes all the time is judged only by sums that must already hold', () => {
    const { tea } = shopAfter('pay')
    const young = (fields: Partial<SkuFigures>) =>
      kinds(skuDifferences({ ...tea, ...fields }, { ...tea, ...fields }, true))
    expect(young({})).toEqual([])
    expect(young({ sold: 4, own: 6, objectOnHandInProducts: 6 })).toEqual([])
    expect(young({ sold: 2, own: 8, objectOnHandInProducts: 8 })).toEqual(['stock_sold'])
    expect(young({ received: 11 })).toEqual(['stock_sum'])
  })

  it('the uses of a coupon are compared neither with a product nor with the lines of orders', () => {
    const none = { onHand: null, objectOnHandInProducts: null, heldInProducts: null, unitsSoldByOrders: 0 }
    const coupon = { ...shopAfter('pay').tea, ...none, sku: 'coupon:SPRING', own: -3, held: 1, sold: 3, received: 0 }
    expect(skuDifferences(coupon)).toEqual([])
    expect(skuDifferences({ ...coupon, sold: 2 })).toEqual([
      { kind: 'stock_sum', subject: 'coupon:SPRING', expected: -2, found: -3 },
    ])
  })

  it('only sums over orders may be late', () => {
    const { tea } = shopAfter('pay')
    expect(skuDifferences({ ...tea, sold: 2 }).map(mayBeLate)).toEqual([false, true])
    expect(stockMissing('tea').map(mayBeLate)).toEqual([true])
  })
})
