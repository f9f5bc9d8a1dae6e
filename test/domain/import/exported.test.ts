/** Exports of products. Invariant: an export that is imported changes nothing. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BYTE_ORDER_MARK } from '../../../src/domain/import/charset.ts'
import { cellsOf } from '../../../src/domain/import/product-cells.ts'
import { ColumnsNeeded, nameOf } from '../../../src/domain/import/product-columns.ts'
import type { Product } from '../../../src/domain/product.ts'
import { exportProducts } from '../../../src/worker/import/export-pages.ts'
import { NOW, productOf, take } from './taken.ts'

describe('an export', () => {
  const word = (most: number) =>
    fc.string({ minLength: 1, maxLength: most, unit: fc.constantFrom(...'ab|\\ ,":;%\n\r\t购物🛒\u3000\ufeff=') })
  const trimmed = (most: number) => word(most).map((text) => text.trim() || 'x')
  const locale = fc.constantFrom('zh-CN', 'en', 'de', 'constructor')
  const texts = fc.dictionary(locale, trimmed(20), { minKeys: 1, maxKeys: 3, noNullPrototype: true })
  const value = fc.oneof(
    word(20),
    fc.constant(''),
    fc.dictionary(locale, trimmed(20), { maxKeys: 2, noNullPrototype: true }),
  )
  const image = fc.constantFrom('/a.jpg', 'https://x.example/b|c.jpg', '/p|/q', '/100%')
  const product = fc.record({
    ...{ title: texts, description: texts, priceAmount: fc.nat(), compareAtAmount: fc.option(fc.nat()) },
    ...{ images: fc.array(image, { maxLength: 3 }), labels: fc.array(word(10), { maxLength: 3 }) },
    attributes: fc.dictionary(fc.oneof(word(10), fc.constant('constructor')), value, {
      maxKeys: 3,
      noNullPrototype: true,
    }),
    status: fc.constantFrom('active', 'hidden', 'discontinued'),
  })

  it('an export that is imported again changes nothing, in either format', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(product, { minLength: 1, maxLength: 4 }), async (fields) => {
        const held = fields.map((each, n) => productOf(`p-${n}`, each as Partial<Product>))
        const source = { exportProducts: async (_limit: number, after: string) => (after === '' ? held : []) }
        for (const [format, type] of [
          ['csv', 'text/csv'],
          ['ndjson', 'application/x-ndjson'],
        ] as const) {
          const options = { format, limit: 1_000, after: '', currency: 'CNY', locales: ['zh-CN', 'en'] }
          const { text: file } = await exportProducts(source, options)
          // The guard reads a file without its byte order mark.
          const text = file.startsWith(BYTE_ORDER_MARK) ? file.slice(1) : file
          expect(take(text, held, type)).toMatchObject({ writes: [], rejected: [], unchanged: held.length })
        }
      }),
      { numRuns: 500 },
    )
  })

  it('an import of an export recreates deleted products, except for values that no cell can express', () => {
    const held = productOf('pot')
    const needed = new ColumnsNeeded(['zh-CN'])
    needed.add(held)
    const columns = needed.columns()
    const text = [columns.map(nameOf), cellsOf(columns, held, 'CNY')].map((cells) => cells.join(',')).join('\n')
    expect(take(text).products).toEqual([
      { ...held, family: null, onHand: 0, held: 0, version: 1, createdAt: NOW, updatedAt: NOW },
    ])
  })
})
