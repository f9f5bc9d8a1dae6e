/** The catalogue and dead letter contract of every record. */
import { beforeAll, describe, expect, test } from 'vitest'
import type { DeadLetter } from '../../../src/tiers/record/entries.ts'
import type { ProductQuery } from '../../../src/tiers/record/record.ts'
import type { RecordUnderTest } from './record-contract.ts'
import { category, HARD_JSON, HARD_TEXT, product } from './samples.ts'

export function catalogueContract(open: () => RecordUnderTest): void {
  const record = () => open().record

  describe('catalogue', () => {
    // The tree: devices (phones, tablets), then books. Ranks are among siblings, so both books and tablets have rank 1.
    const tree = [
      category('books', null, 1),
      category('tablets', 'devices', 1),
      category('devices', null, 0),
      category('phones', 'devices', 0),
    ]
    const loaded = [
      product('b-1', { category: 'books', onHand: 0 }),
      product('B-1', { category: 'books' }),
      product('p-2'),
      product('p-1', { compareAtAmount: 699_900 }),
      product('p-hidden', { status: 'hidden' }),
      product('p-gone', { status: 'discontinued' }),
      product('t-1', { category: 'tablets' }),
      product('stray', { category: 'nowhere' }),
    ]
    beforeAll(() => record().load(tree, loaded))

    const listed = async (query: ProductQuery) => (await record().listProducts(query)).items.map(({ sku }) => sku)

    test('a product is read as it was loaded, at version 1 and with the time of loading', async () => {
      expect(await record().getProduct('p-1')).toEqual({
        ...loaded[3],
        held: 0,
        version: 1,
        createdAt: open().loadedAt,
        updatedAt: open().loadedAt,
      })
    })

    test('a missing product is null, and is omitted from a read of many', async () => {
      expect(await record().getProduct('p-none')).toBeNull()
      expect([...(await record().getProducts(['p-1', 'p-none', 'p-hidden'])).keys()].toSorted()).toEqual([
        'p-1',
        'p-hidden',
      ])
      expect(await record().getProducts([])).toEqual(new Map())
    })

    test('fault 49: SKUs that differ by case only are two products', async () => {
      const both = await record().getProducts(['b-1', 'B-1'])
      expect(both.get('b-1')?.onHand).toBe(0)
      expect(both.get('B-1')?.onHand).toBe(10)
      expect(await record().getProduct('P-1')).toBeNull()
    })

    test('300 products can be read at once', async () => {
      const skus = Array.from({ length: 300 }, (_, n) => `p-${n}`)
      expect([...(await record().getProducts(skus)).keys()].toSorted()).toEqual(['p-1', 'p-2'])
    })

    test('lists show active products by the place of their category in the tree, then by SKU', async () => {
      expect(await listed({ limit: 100 })).toEqual(['p-1', 'p-2', 't-1', 'B-1', 'b-1', 'stray'])
    })

    test('operators list each status, the newest first, in pages; another list’s cursor is refused', async () => {
      const skusIn = async (status: 'active' | 'hidden', limit: number, after?: string) => {
        const { items, next } = await record().productsIn(status, limit, after)
        return [items.map(({ sku }) => sku), next] as const
      }
      expect(await skusIn('hidden', 100)).toEqual([['p-hidden'], null])
      const [first, next] = await skusIn('active', 4)
      expect(first).toEqual(['t-1', 'stray', 'p-2', 'p-1'])
      expect(await skusIn('active', 4, next ?? '')).toEqual([['b-1', 'B-1'], null])
      await expect(skusIn('hidden', 4, next ?? '')).rejects.toThrow('cursor')
    })

    test('lists can be limited to categories and to products in stock', async () => {
      expect(await listed({ limit: 100, categories: ['books', 'tablets'] })).toEqual(['t-1', 'B-1', 'b-1'])
      expect(await listed({ limit: 100, categories: ['books'], inStock: true })).toEqual(['B-1'])
      expect(await listed({ limit: 100, categories: [] })).toEqual([])
      expect(await listed({ limit: 100, categories: ["' or 1=1 -- "] })).toEqual([])
    })

    test('pages neither repeat nor skip a product, even if others are added and removed between them', async () => {
      const first = await record().listProducts({ limit: 2 })
      expect(first.items.map(({ sku }) => sku)).toEqual(['p-1', 'p-2'])
      await record().load([], [product('p-0'), product('p-2-after', { status: 'hidden' })])
      const second = await record().listProducts({ limit: 2, after: first.next ?? '' })
      expect(second.items.map(({ sku }) => sku)).toEqual(['t-1', 'B-1'])
      const third = await record().listProducts({ limit: 2, after: second.next ?? '' })
      expect(third.items.map(({ sku }) => sku)).toEqual(['b-1', 'stray'])
      expect(third.next).toBeNull()
      await record().load([], [product('p-0', { status: 'hidden' })])
    })

    test('a forged cursor is refused', async () => {
      for (const after of ['', '%', 'bm9wZQ', btoa('["1","x"]'), btoa('[1]'), '🛒']) {
        await expect(record().listProducts({ limit: 2, after })).rejects.toMatchObject({ outcome: 'refused' })
      }
    })

    test('categories come in tree order, each with the count of its own active products', async () => {
      const found = await record().listCategories()
      expect(found.map(({ id, count }) => [id, count])).toEqual([
        ['devices', 0],
        ['phones', 2],
        ['tablets', 1],
        ['books', 2],
      ])
      expect(found[1]).toEqual({ ...category('phones', 'devices', 0), version: 1, count: 2 })
    })

    test('loading again replaces a product and raises its version by one', async () => {
      await record().load([], [product('t-1', { category: 'tablets', priceAmount: 1, title: { en: HARD_JSON } })])
      const reloaded = await record().getProduct('t-1')
      expect(reloaded).toMatchObject({ version: 2, priceAmount: 1, title: { en: HARD_JSON } })
    })

    test('a category that is loaded later takes its place, and products follow it', async () => {
      await record().load([category('books', null, -1)], [])
      expect((await record().listCategories()).map(({ id }) => id)).toEqual(['books', 'devices', 'phones', 'tablets'])
      expect(await listed({ limit: 2 })).toEqual(['B-1', 'b-1'])
      await record().load([category('books', null, 1)], [])
    })

    test('350 products can be loaded at once', async () => {
      const many = Array.from({ length: 350 }, (_, n) => product(`bulk-${n}`, { category: 'bulk', status: 'hidden' }))
      await record().load([], many)
      expect(await open().sql("select count(*) as n from products where category = 'bulk'")).toEqual([{ n: 350 }])
    })

    test('a text that an outside edit broke is shown as empty, and the rest of the list stays', async () => {
      await open().sql("update products set title = '{\"en\":', images = '{}', labels = 'null' where sku = 'p-2'")
      const { items } = await record().listProducts({ limit: 100, categories: ['phones'] })
      expect(items.map(({ sku, title, images, labels }) => [sku, title, images, labels])).toEqual([
        ['p-1', loaded[3]?.title, ['/pictures/p-1.svg'], ['new']],
        ['p-2', {}, [], []],
      ])
    })
  })

  describe('dead letters', () => {
    const letter = (id: string, at: number, more: Partial<DeadLetter> = {}): DeadLetter => {
      return {
        id,
        kind: 'cart',
        aggregateId: 'usr_1',
        epoch: 5,
        version: 7,
        reason: HARD_TEXT,
        at,
        ...more,
      }
    }
    const unreadable = letter('b', 2_000, { kind: null, aggregateId: null, epoch: null, version: null })

    test('dead letters are kept, listed newest first in pages, and dropped', async () => {
      await record().addDeadLetter(letter('a', 1_000))
      await record().addDeadLetter(unreadable)
      await record().addDeadLetter(letter('c', 2_000))
      await record().addDeadLetter(letter('d', 3_000))
      const first = await record().listDeadLetters(2)
      expect(first.items).toEqual([letter('d', 3_000), letter('c', 2_000)])
      const second = await record().listDeadLetters(2, first.next ?? '')
      expect(second).toEqual({ items: [unreadable, letter('a', 1_000)], next: null })
      expect(await record().getDeadLetter('b')).toEqual(unreadable)
      expect(await record().dropDeadLetter('b')).toBe(true)
      expect(await record().dropDeadLetter('b')).toBe(false)
      expect(await record().getDeadLetter('b')).toBeNull()
    })

    test('a dead letter whose message arrived twice is stored once', async () => {
      await record().addDeadLetter(letter('twice', 4_000))
      await record().addDeadLetter(letter('twice', 5_000))
      expect(await record().getDeadLetter('twice')).toEqual(letter('twice', 5_000))
    })
  })
}
