/** Invariant: the availability of a product counts only units that no order holds. */
import { expect, test } from 'vitest'
import { availabilityOf, type Product } from '../../src/domain/product.ts'
import { parseProduct } from '../../src/worker/catalogue/values.ts'

const of = (onHand: number, held = 0) => ({ status: 'active', onHand, held }) as const

test('held units are not available', () => {
  expect(availabilityOf(of(20))).toBe('in_stock')
  expect(availabilityOf(of(20, 14))).toBe('in_stock')
  expect(availabilityOf(of(20, 15))).toBe('low_stock')
  expect(availabilityOf(of(20, 19))).toBe('low_stock')
  expect(availabilityOf(of(20, 20))).toBe('out_of_stock')
  // Others removed units that are held.
  expect(availabilityOf(of(1, 3))).toBe('out_of_stock')
  expect(availabilityOf({ ...of(20), status: 'hidden' })).toBe('discontinued')
  expect(availabilityOf(null)).toBe('discontinued')
})

test('the threshold of low stock can be configured', () => {
  expect(availabilityOf(of(6), 10)).toBe('low_stock')
  expect(availabilityOf(of(1), 0)).toBe('in_stock')
})

test('a product that was cached before units were held and weighed has no held units and no weight', () => {
  const cached = {
    ...{ sku: 'a', title: {}, description: {}, category: 'c', priceAmount: 1, compareAtAmount: null, images: [] },
    ...{ attributes: {}, labels: [], status: 'active', onHand: 3, version: 1, createdAt: 1, updatedAt: 1 },
  }
  const product: Product | null = parseProduct(JSON.stringify(cached))
  expect(product).toEqual({ ...cached, held: 0, weightGrams: 0 })
  expect(parseProduct(JSON.stringify({ ...cached, held: 2, weightGrams: 3 }))).toEqual({
    ...cached,
    held: 2,
    weightGrams: 3,
  })
})
