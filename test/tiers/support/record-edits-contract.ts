/**
 * The contract of every record for edits of the catalogue.
 * Invariant: an edit is written whole, with its terms, its audit entry and a new epoch, if no other edit came first;
 * otherwise nothing of it is written.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import type { AuditEntry } from '../../../src/domain/audit.ts'
import type { Product } from '../../../src/domain/product.ts'
import type { SearchTerm } from '../../../src/domain/search/terms.ts'
import type { CategoryWrite, ProductWrite } from '../../../src/tiers/record/record.ts'
import type { RecordUnderTest } from './record-contract.ts'
import { auditSample, category, HARD_JSON, product } from './samples.ts'

const AT = Date.UTC(2026, 10, 24, 9)

let numbers = 0
function entry(subject: string, changes: AuditEntry['changes'] = {}): AuditEntry {
  return auditSample({ id: `audit-${String(++numbers).padStart(6, '0')}`, at: AT + numbers, subject, changes })
}

function write(
  sku: string,
  version: number,
  more: Partial<Product> = {},
  terms: readonly string[] = [sku],
): ProductWrite {
  const made = { ...product(sku), held: 0, createdAt: AT, updatedAt: AT + version, version, ...more }
  return {
    product: made,
    terms: terms.map((term): SearchTerm => ({ term: term.toLowerCase(), weight: 3 })),
    audit: entry(`product:${sku}`, { title: { from: null, to: HARD_JSON } }),
  }
}

export function editsContract(open: () => RecordUnderTest): void {
  const record = () => open().record
  const termsOf = async (sku: string) => {
    const found = await open().sql(`select term from product_terms where sku = '${sku}' order by term`)
    return found.map(({ term }) => term)
  }
  const auditOf = async (subject: string) => (await record().listAudit({ subject, limit: 100 })).items

  describe('edits of products', () => {
    test('a product is created and edited from the previous version, each with terms, audit entry and new epoch', async () => {
      const before = await record().catalogueEpoch()
      const made = write('e-1', 1)
      expect(await record().writeProducts([made])).toEqual(new Set(['e-1']))
      expect(await record().getProduct('e-1')).toEqual(made.product)
      expect(await record().catalogueEpoch()).toBe(before + 1)
      const edited = write(
        'e-1',
        2,
        { title: { en: HARD_JSON }, attributes: { colour: { en: 'blue', 'zh-CN': '蓝' } } },
        ['x', 'y'],
      )
      expect(await record().writeProducts([edited])).toEqual(new Set(['e-1']))
      expect(await record().getProduct('e-1')).toEqual(edited.product)
      expect(await termsOf('e-1')).toEqual(['x', 'y'])
      expect(await record().catalogueEpoch()).toBe(before + 2)
      expect(await auditOf('product:e-1')).toEqual([edited.audit, made.audit])
    })

    test('an edit from a version other than the record’s changes nothing', async () => {
      const made = write('e-2', 1)
      await record().writeProducts([made])
      const [epoch, terms] = [await record().catalogueEpoch(), await termsOf('e-2')]
      for (const version of [1, 3, 7]) {
        expect(await record().writeProducts([write('e-2', version, { priceAmount: 1 }, ['z'])])).toEqual(new Set())
      }
      expect(await record().getProduct('e-2')).toEqual(made.product)
      expect([await record().catalogueEpoch(), await termsOf('e-2')]).toEqual([epoch, terms])
      expect(await auditOf('product:e-2')).toEqual([made.audit])
    })

    test('a write of many edits writes only the allowed ones', async () => {
      await record().writeProducts([write('e-3', 1), write('E-3', 1)])
      const mixed = [write('e-3', 2), write('E-3', 5), write('e-4', 1)]
      expect(await record().writeProducts(mixed)).toEqual(new Set(['e-3', 'e-4']))
      expect((await record().getProduct('E-3'))?.version).toBe(1)
      expect(await auditOf('product:E-3')).toHaveLength(1)
      expect(await record().writeProducts([])).toEqual(new Set())
    })

    test('one of ten simultaneous edits from one version is written', async () => {
      await record().writeProducts([write('e-race', 1)])
      const edits = Array.from({ length: 10 }, (_, n) => write('e-race', 2, { priceAmount: n + 1 }, [`t${n}`]))
      const results = await Promise.all(
        edits.map((edit) =>
          record()
            .writeProducts([edit])
            .catch(() => new Set()),
        ),
      )
      const winners = edits.filter((_, n) => results[n]?.size === 1)
      expect(winners.length).toBeLessThanOrEqual(1)
      const held = await record().getProduct('e-race')
      if (winners[0]) expect(held).toEqual(winners[0].product)
      expect(held?.version).toBe(winners.length + 1)
      expect(await auditOf('product:e-race')).toHaveLength(winners.length + 1)
    })

    test('an edit does not change the units on hand, which others change meanwhile', async () => {
      await record().writeProducts([write('e-5', 1, { onHand: 7 })])
      await open().sql("update products set on_hand = on_hand - 3 where sku = 'e-5'")
      await record().writeProducts([write('e-5', 2, { onHand: 7 })])
      expect((await record().getProduct('e-5'))?.onHand).toBe(4)
      expect(
        await record().setStock([
          { sku: 'e-5', onHand: 9 },
          { sku: 'none', onHand: 1 },
        ]),
      ).toEqual(new Map([['e-5', 4]]))
      expect((await record().getProduct('e-5'))?.onHand).toBe(9)
    })

    test('a deleted product keeps its version and is not found any more', async () => {
      await record().writeProducts([write('e-6', 1)])
      await record().writeProducts([write('e-6', 2, { status: 'deleted' })])
      expect(await record().getProduct('e-6')).toMatchObject({ version: 2, status: 'deleted' })
      expect(await termsOf('e-6')).toEqual([])
      expect((await record().listProducts({ limit: 100 })).items.map(({ sku }) => sku)).not.toContain('e-6')
      expect(await record().writeProducts([write('e-6', 3)])).toEqual(new Set(['e-6']))
    })

    test('outside edits are read in order of time, and can be indexed, but not over a newer edit', async () => {
      await record().writeProducts([write('e-7', 1, { updatedAt: AT + 1_000_000 }, ['old'])])
      await open().sql(
        "update products set title = '{\"en\":\"New\"}', version = 2, updated_at = '2026-11-24 10:00:00.000' where sku = 'e-7'",
      )
      const changed = await record().changedProducts(10, { updatedAt: AT + 999_999, sku: '' })
      expect(changed.map(({ product: { sku, version }, indexed }) => [sku, version, indexed])).toEqual([
        ['e-7', 2, false],
      ])
      const [first] = changed
      if (!first) throw new Error('nothing has changed')
      const place = { updatedAt: first.product.updatedAt, sku: first.product.sku }
      expect(await record().changedProducts(10, place)).toEqual([])
      await record().indexProducts([{ product: first.product, terms: [{ term: 'new', weight: 1 }] }])
      expect(await termsOf('e-7')).toEqual(['new'])
      expect((await record().changedProducts(10, { updatedAt: AT + 999_999, sku: '' }))[0]?.indexed).toBe(true)
      await record().indexProducts([
        { product: { ...first.product, version: 1 }, terms: [{ term: 'stale', weight: 1 }] },
      ])
      expect(await termsOf('e-7')).toEqual(['new'])
    })

    test('an export lists products of any status but deleted ones, by the bytes of their SKU', async () => {
      const skus = ['x-1', 'x-10', 'X-2', 'x-2', 'x_1']
      await record().writeProducts([
        ...skus.map((sku) => write(sku, 1, { status: sku === 'x-2' ? 'hidden' : 'discontinued', category: 'nowhere' })),
        write('x-gone', 1, { status: 'deleted' }),
      ])
      const all = async (limit: number) => {
        const found: Product[] = []
        for (let page = await record().exportProducts(limit, ''); page.length > 0; ) {
          expect(page.length).toBeLessThanOrEqual(limit)
          found.push(...page)
          page = await record().exportProducts(limit, page.at(-1)?.sku ?? '')
        }
        return found
      }
      const exported = await all(3)
      const order = exported.map(({ sku }) => sku)
      expect(order).toEqual([...order].sort())
      expect(order.filter((sku) => /^x[-_]/i.test(sku))).toEqual(['X-2', 'x-1', 'x-10', 'x-2', 'x_1'])
      expect(exported.find(({ sku }) => sku === 'x-2')).toEqual(await record().getProduct('x-2'))
      expect(await all(1_000)).toEqual(exported)
    })

    test('the epoch can be raised without an edit', async () => {
      const before = await record().catalogueEpoch()
      await record().raiseCatalogueEpoch()
      expect(await record().catalogueEpoch()).toBe(before + 1)
    })
  })

  describe('edits of categories', () => {
    const places = async () =>
      (await record().listCategories()).filter(({ id }) => id.startsWith('c-')).map(({ id }) => id)
    const put = (id: string, parent: string | null, rank: number, version: number): Promise<boolean> =>
      record().writeCategory({ category: { ...category(id, parent, rank), version }, audit: entry(`category:${id}`) })
    const drop = (id: string, version: number) =>
      record().writeCategory({ drop: id, version, audit: entry(`category:${id}`) } satisfies CategoryWrite)

    beforeAll(async () => {
      await put('c-b', null, 900, 1)
      await put('c-a', 'c-b', 1, 1)
    })

    test('categories take their places in the tree, only from the previous version', async () => {
      expect(await places()).toEqual(['c-b', 'c-a'])
      expect(await put('c-c', 'c-b', 0, 1)).toBe(true)
      expect(await places()).toEqual(['c-b', 'c-c', 'c-a'])
      expect(await put('c-c', null, 899, 3)).toBe(false)
      expect(await put('c-c', null, 899, 1)).toBe(false)
      expect(await put('c-c', null, 899, 2)).toBe(true)
      expect(await places()).toEqual(['c-c', 'c-b', 'c-a'])
      expect((await auditOf('category:c-c')).length).toBe(2)
    })

    test('a category without children and products can be deleted at its version', async () => {
      await put('c-d', 'c-a', 1, 1)
      expect(await drop('c-a', 1)).toBe(false)
      expect(await drop('c-d', 2)).toBe(false)
      await record().writeProducts([write('c-product', 1, { category: 'c-d' })])
      expect(await drop('c-d', 1)).toBe(false)
      await record().writeProducts([write('c-product', 2, { category: 'c-d', status: 'deleted' })])
      const epoch = await record().catalogueEpoch()
      expect(await drop('c-d', 1)).toBe(true)
      expect(await drop('c-d', 1)).toBe(false)
      expect(await record().catalogueEpoch()).toBe(epoch + 1)
      expect(await auditOf('category:c-d')).toHaveLength(2)
    })
  })
}
