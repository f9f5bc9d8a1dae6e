/** Imports of product files in memory: the effects of the rows of a text on existing products. */
import { planProducts } from '../../../src/domain/import/plan.ts'
import { readProductHeader } from '../../../src/domain/import/product-columns.ts'
import type { Product } from '../../../src/domain/product.ts'
import { readLines } from '../../../src/worker/import/lines.ts'
import { rowOfBody, rowOfCells, type Shop } from '../../../src/worker/import/product-rows.ts'

export const NOW = Date.UTC(2026, 10, 24)
const shop: Shop = { currency: 'CNY', hasCategory: (id) => id === 'tea' || id === 'default' }

export function productOf(sku: string, fields: Partial<Product> = {}): Product {
  return {
    ...{ sku, title: { 'zh-CN': '茶壶', en: 'Teapot' }, description: { en: 'Holds tea.' }, category: 'tea' },
    ...{ priceAmount: 12_900, compareAtAmount: 15_000, images: ['/a.jpg', 'https://x.example/b.jpg'] },
    ...{ attributes: { colour: { en: 'blue', 'zh-CN': '蓝' }, size: 'L' }, labels: ['new'], status: 'active' as const },
    ...{ onHand: 3, held: 1, weightGrams: 850, version: 4, createdAt: 1, updatedAt: 2 },
    ...fields,
  }
}

/** Imports the text into these products. */
export function take(text: string, held: readonly Product[] = [], type = 'text/csv') {
  const standing = new Map(held.map((product) => [product.sku, product]))
  const lines = [
    ...readLines(text, type, {
      header: (cells) => readProductHeader(cells, 'zh-CN'),
      ofCells: (line, columns, cells) => rowOfCells(line, columns, cells, shop),
      ofBody: (line, body) => rowOfBody(line, body, shop),
    }),
  ]
  const rows = lines.flatMap((line) => ('message' in line ? [] : [line]))
  const plan = planProducts(rows, standing, NOW)
  const rejected = [...lines.flatMap((line) => ('message' in line ? [line] : [])), ...plan.rejected]
  return { ...plan, rejected, products: plan.writes.map(({ item }) => item) }
}
