/**
 * The stock contract of every record.
 * Invariant: the units on hand are the object's units by its newest copy plus the edits of others, each counted once,
 * even if copies arrive late, again, or between others.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Copy } from '../../../src/domain/copy.ts'
import { compare } from '../../../src/domain/position.ts'
import type { Product } from '../../../src/domain/product.ts'
import { stockCopy } from './order-samples.ts'
import type { RecordUnderTest } from './record-contract.ts'
import { HARD_TEXT, heldOf, newId, product, tombstone } from './samples.ts'

export function stockContract(open: () => RecordUnderTest): void {
  const record = () => open().record
  const put = (...copies: Copy[]) => record().putCopies('stock', copies)
  /** A product with this many units that its object does not know of. */
  const stocked = async (onHand: number, sku = newId('stock')) => {
    await record().load([], [product(sku, { onHand, category: 'stocked', status: 'hidden' })])
    return sku
  }
  const units = async (sku: string) => {
    const found = await record().getProduct(sku)
    return found && { onHand: found.onHand, held: found.held, outside: await record().outsideStock(sku) }
  }
  const quoted = (sku: string) => `'${sku.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`
  const others = (sku: string, by: number) =>
    open().sql(`update products set on_hand = on_hand + (${by}) where sku = ${quoted(sku)}`)

  describe('stock', () => {
    test('a stock’s copy is read as it was written, with its totals in columns and its units at the product', async () => {
      const sku = await stocked(10)
      const copy = stockCopy(sku, { epoch: 5, version: 1 }, { own: 4, held: 3, sold: 2, outside: 10 })
      expect(await put(copy)).toEqual(new Map([[sku, heldOf(copy)]]))
      expect(await record().getCopy('stock', sku)).toEqual(copy)
      const [row] = await open().sql(
        `select object_on_hand, outside, held, sold, received from stock where id = '${sku}'`,
      )
      expect(row).toEqual({ object_on_hand: 4, outside: 10, held: 3, sold: 2, received: 6 })
      expect(await units(sku)).toEqual({ onHand: 14, held: 3, outside: 10 })
    })

    test('a late or repeated copy changes nothing', async () => {
      const sku = await stocked(10)
      const [older, newer] = [
        stockCopy(sku, { epoch: 5, version: 1 }, { own: 8, held: 5 }),
        stockCopy(sku, { epoch: 5, version: 2 }, { own: 6, held: 1 }),
      ]
      for (const copy of [newer, newer, older, newer, older]) {
        expect((await put(copy)).get(sku)).toEqual(heldOf(newer))
        expect(await units(sku)).toEqual({ onHand: 16, held: 1, outside: 10 })
      }
    })

    test.each([7, -7])('fault 54: an edit of %i by others between two writes of the object counts once', async (by) => {
      const sku = await stocked(20)
      await others(sku, by)
      const first = stockCopy(sku, { epoch: 5, version: 1 }, { own: 5 })
      await put(first)
      await others(sku, by)
      const second = stockCopy(sku, { epoch: 5, version: 2 }, { own: 2, held: 1 })
      await put(second)
      await put(first)
      await others(sku, by)
      await put(second)
      expect(await units(sku)).toEqual({ onHand: 20 + 3 * by + 2, held: 1, outside: 20 + 3 * by })
    })

    test('a product that is created again has its stock’s units and later additions by others', async () => {
      const sku = await stocked(10)
      await put(stockCopy(sku, { epoch: 5, version: 1 }, { own: 4, held: 2, outside: 10 }))
      const write = async (version: number, fields: Partial<Product>) => {
        const before = await record().getProduct(sku)
        if (!before) throw new Error('the product is gone')
        const written = { ...before, onHand: 0, held: 0, version, ...fields }
        expect(await record().writeProducts([{ product: written, terms: [], audit: null }])).toEqual(new Set([sku]))
      }
      await write(2, { status: 'deleted' })
      // The stock kept the two held units; the copy may arrive before or after the row.
      await put(stockCopy(sku, { epoch: 5, version: 2 }, { own: -8, held: 2, outside: 10 }))
      await write(3, { status: 'active' })
      expect(await units(sku)).toEqual({ onHand: 2, held: 2, outside: 10 })
      await others(sku, 5)
      await put(stockCopy(sku, { epoch: 5, version: 3 }, { own: -10, outside: 10 }))
      expect(await units(sku)).toEqual({ onHand: 5, held: 0, outside: 15 })
    })

    test('lists are renewed only when a product comes into stock or goes out of stock', async () => {
      const sku = await stocked(2)
      // While it runs, this test is the only user of the contract's record.
      const raisedBy = async (version: number, totals: { readonly own: number; readonly held: number }) => {
        const before = await record().catalogueEpoch()
        await put(stockCopy(sku, { epoch: 5, version }, totals))
        return (await record().catalogueEpoch()) - before
      }
      expect(await raisedBy(1, { own: 0, held: 1 })).toBe(0)
      expect(await raisedBy(2, { own: 0, held: 2 })).toBe(1)
      expect(await raisedBy(3, { own: -2, held: 0 })).toBe(0)
      expect(await raisedBy(4, { own: 3, held: 0 })).toBe(1)
      expect(await raisedBy(4, { own: 3, held: 0 })).toBe(0)
      expect(await raisedBy(5, { own: 4, held: 2 })).toBe(0)
    })

    test('in any order of copies and outside edits, the units are those of the newest copy plus all edits', async () => {
      const arrival = fc.oneof(
        fc.record({ version: fc.integer({ min: 1, max: 4 }), epoch: fc.integer({ min: 1, max: 2 }) }),
        fc.record({ by: fc.integer({ min: -5, max: 5 }) }),
      )
      await fc.assert(
        fc.asyncProperty(fc.array(arrival, { minLength: 1, maxLength: 8 }), async (arrivals) => {
          const sku = await stocked(10)
          const copyAt = (at: { epoch: number; version: number }) =>
            stockCopy(sku, at, { own: at.epoch * 100 - at.version * 7, held: at.version })
          let outside = 10
          for (const each of arrivals) {
            if ('by' in each) {
              await others(sku, each.by)
              outside += each.by
            } else await put(copyAt(each))
          }
          const newest = arrivals
            .flatMap((each) => ('by' in each ? [] : [each]))
            .toSorted(compare)
            .at(-1)
          const own = newest ? newest.epoch * 100 - newest.version * 7 : 0
          expect(await units(sku)).toEqual({ onHand: outside + own, held: newest?.version ?? 0, outside })
        }),
        { numRuns: 25 },
      )
    })

    test('with simultaneous copies and outside edits, the newest copy and every edit count once', async () => {
      const sku = await stocked(100)
      await put(stockCopy(sku, { epoch: 5, version: 1 }, { own: 1 }))
      const versions = [9, 2, 7, 4, 3, 8, 6, 5]
      await Promise.all(
        versions.flatMap((version) => [
          put(stockCopy(sku, { epoch: 5, version }, { own: version * 10, held: version })),
          others(sku, 1),
        ]),
      )
      expect(await units(sku)).toEqual({ onHand: 198, held: 9, outside: 108 })
    })

    test('copies do not change a product’s version and time, and its edits do not change the units', async () => {
      const sku = await stocked(10)
      const before = await record().getProduct(sku)
      await put(stockCopy(sku, { epoch: 5, version: 1 }, { own: -4, held: 2 }))
      const sold = await record().getProduct(sku)
      expect(sold).toEqual({ ...before, onHand: 6, held: 2 })
      const edited: Product = { ...product(sku), onHand: 999, held: 999, version: 2, createdAt: 1, updatedAt: 2 }
      expect(await record().writeProducts([{ product: edited, terms: [], audit: null }])).toEqual(new Set([sku]))
      expect(await units(sku)).toEqual({ onHand: 6, held: 2, outside: 10 })
      expect((await record().getProduct(sku))?.version).toBe(2)
    })

    test('loaded units count as an outside edit, and the object’s own units stay', async () => {
      const sku = await stocked(10)
      await put(stockCopy(sku, { epoch: 5, version: 1 }, { own: 4, held: 1 }))
      await stocked(30, sku)
      expect(await units(sku)).toEqual({ onHand: 30, held: 1, outside: 26 })
      await put(stockCopy(sku, { epoch: 5, version: 2 }, { own: 1 }))
      expect(await units(sku)).toEqual({ onHand: 27, held: 0, outside: 26 })
    })

    test('stock without a product is kept, and a later product gets the units with the next copy', async () => {
      const sku = newId('stock')
      const copy = stockCopy(sku, { epoch: 5, version: 1 }, { own: 4 })
      expect(await put(copy)).toEqual(new Map([[sku, heldOf(copy)]]))
      expect(await record().outsideStock(sku)).toBeNull()
      await stocked(0, sku)
      await put(stockCopy(sku, { epoch: 5, version: 2 }, { own: 3 }))
      expect(await units(sku)).toEqual({ onHand: 3, held: 0, outside: 0 })
    })

    test('a tombstone does not change the units, and a new life continues from them', async () => {
      const sku = await stocked(10)
      await put(stockCopy(sku, { epoch: 5, version: 1 }, { own: 4, held: 1 }))
      await put(tombstone(sku, { epoch: 5, version: 2 }, { kind: 'stock' }))
      expect(await units(sku)).toEqual({ onHand: 14, held: 1, outside: 10 })
      await put(stockCopy(sku, { epoch: 6, version: 1 }, { own: 2 }))
      expect(await units(sku)).toEqual({ onHand: 12, held: 0, outside: 10 })
    })

    test('fault 49: SKUs that differ by case, and one of hard text, are distinct; others are not touched', async () => {
      const hard = `${newId('stock')} ${HARD_TEXT}`
      const skus = ['stock-Case', 'stock-case', hard, 'stock-other']
      for (const sku of skus) await stocked(10, sku)
      await put(...skus.slice(0, 3).map((sku, n) => stockCopy(sku, { epoch: 5, version: 1 }, { own: n + 1, held: n })))
      const found = await Promise.all(skus.map(units))
      expect(found.map((each) => each && [each.onHand, each.held])).toEqual([
        [11, 0],
        [12, 1],
        [13, 2],
        [10, 0],
      ])
    })

    test('in a batch of 100 new and stale copies each product gets its own units', async () => {
      const skus = Array.from({ length: 100 }, () => newId('many'))
      await record().load(
        [],
        skus.map((sku) => product(sku, { onHand: 1_000, category: 'stocked', status: 'hidden' })),
      )
      await put(...skus.slice(0, 50).map((sku, n) => stockCopy(sku, { epoch: 5, version: 9 }, { own: -n })))
      await put(...skus.map((sku, n) => stockCopy(sku, { epoch: 5, version: 3 }, { own: n })))
      const found = await record().getProducts(skus)
      expect(skus.map((sku) => found.get(sku)?.onHand)).toEqual(skus.map((_, n) => 1_000 + (n < 50 ? -n : n)))
    })

    test('a product whose units are all held is not in stock', async () => {
      const [some, none] = [newId('stock'), newId('stock')]
      const of = (sku: string) => product(sku, { onHand: 2, category: 'held' })
      await record().load([], [of(some), of(none)])
      await put(
        stockCopy(some, { epoch: 5, version: 1 }, { own: 0, held: 1 }),
        stockCopy(none, { epoch: 5, version: 1 }, { own: 0, held: 2 }),
      )
      const { items } = await record().listProducts({ limit: 10, categories: ['held'], inStock: true })
      expect(items.map(({ sku }) => sku)).toEqual([some])
    })
  })
}
