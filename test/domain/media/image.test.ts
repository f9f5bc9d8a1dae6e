/** Images of products with and without texts, and the names of uploads. */
import { expect, it } from 'vitest'
import { mediaAt, mediaName, mediaNamed } from '../../../src/domain/media/name.ts'
import type { Product } from '../../../src/domain/product.ts'
import { mediaTerm } from '../../../src/domain/search/media-terms.ts'
import { indexTerms, queryTerms } from '../../../src/domain/search/terms.ts'
import { productFromRow, productToRow } from '../../../src/tiers/record/rows.ts'
import { bodyOf } from '../../../src/worker/catalogue/product-body.ts'
import { parseProduct } from '../../../src/worker/catalogue/values.ts'

const digest = 'a1'.repeat(32)
const src = `/media/${digest}-800x600.webp`
const product: Product = {
  ...{ sku: 'tea', title: { en: 'Tea' }, description: {}, category: 'tea', priceAmount: 1, compareAtAmount: null },
  images: ['https://elsewhere.example/a.jpg', { src, alt: { en: 'A cup', 'zh-CN': '一杯茶' } }],
  ...{ attributes: {}, labels: [], status: 'active', onHand: 1, held: 0, weightGrams: 0 },
  ...{ version: 1, createdAt: 1, updatedAt: 1 },
}
const showing = { CURRENCY: 'CNY', LOW_STOCK_UNITS: 5 }

it('an address names digest, size and format, and no other path is one of an upload', () => {
  const media = mediaAt(src)
  expect(media).toMatchObject({ digest, width: 800, height: 600, format: 'webp' })
  expect(media && mediaName(media)).toBe(media?.name)
  for (const name of [
    ...['', '..', `../${digest}-1x1.png`, `${digest}-1x1.svg`, `${digest}-0x1.png`, `${digest}-1x1.png/`],
    ...[`${digest}-1x1.png\n`, `${digest.toUpperCase()}-1x1.png`, `${digest}-01x1.png`, `%2e%2e%2f${digest}-1x1.png`],
  ]) {
    expect(mediaNamed(name), name).toBeNull()
  }
  expect(mediaAt(`https://elsewhere.example${src}`)).toBeNull()
})

it('images keep their texts in the record and in caches, and those stored as addresses stay addresses', () => {
  expect(productFromRow(productToRow(product, 'edit'))).toEqual(product)
  expect(parseProduct(JSON.stringify(product))).toEqual(product)
})

it('a product shows addresses, and beside them texts in the wanted language and sizes of uploads', () => {
  const body = bodyOf(product, ['zh-CN', 'en'], showing)
  expect(body.images).toEqual(['https://elsewhere.example/a.jpg', src])
  expect(body.media).toEqual([
    { src: 'https://elsewhere.example/a.jpg' },
    { src, alt: '一杯茶', width: 800, height: 600 },
  ])
  expect(bodyOf({ ...product, images: ['/pictures/tea.svg'] }, ['en'], showing)).not.toHaveProperty('media')
})

it('the record finds the products that show an upload by a word that no search has', () => {
  const media = mediaNamed(src.slice('/media/'.length))
  const term = media ? mediaTerm(media) : ''
  expect(indexTerms(product).filter(({ weight }) => weight === 0)).toEqual([{ term, weight: 0 }])
  expect(term.length).toBeLessThanOrEqual(64)
  expect(queryTerms(term).map((each) => each.term)).not.toContain(term)
})
