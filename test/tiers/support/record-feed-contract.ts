/**
 * The change feed contract of every record: its place, to the millisecond and the byte, and which products are indexed.
 */
import { describe, expect, test } from 'vitest'
import type { RecordUnderTest } from './record-contract.ts'
import { product } from './samples.ts'

export function feedContract(open: () => RecordUnderTest): void {
  const record = () => open().record

  describe('the change feed', () => {
    test('the feed stores the place of each reader by name', async () => {
      expect(await record().getWatermark('w-1')).toBeNull()
      const first = { place: { updatedAt: 0, sku: '' }, begunAt: Date.UTC(2026, 10, 24, 9, 0, 0, 7) }
      await record().putWatermark('w-1', first)
      expect(await record().getWatermark('w-1')).toEqual(first)
      const second = { place: { updatedAt: Date.UTC(2026, 10, 24, 9, 0, 0, 999), sku: 'Tea_茶' }, begunAt: null }
      await record().putWatermark('w-1', second)
      await record().putWatermark('W-1', first)
      expect(await record().getWatermark('w-1')).toEqual(second)
      expect(await record().getWatermark('W-1')).toEqual(first)
    })

    test('the feed says for each product whether the search has its version', async () => {
      await record().load([], [product('f-1'), product('f-2'), product('F-1')])
      await open().sql("update products set version = version + 1 where sku = 'f-2'")
      const found = await record().productsAsIndexed(['f-1', 'f-2', 'f-none'])
      const told = new Map(found.map(({ product: { sku, version }, indexed }) => [sku, [version, indexed]]))
      expect(told).toEqual(
        new Map([
          ['f-1', [1, true]],
          ['f-2', [2, false]],
        ]),
      )
      expect(found.map((each) => each.product)).toEqual(
        expect.arrayContaining([await record().getProduct('f-1'), await record().getProduct('f-2')]),
      )
      expect(await record().productsAsIndexed([])).toEqual([])
    })
  })
}
