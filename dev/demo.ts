/** Loads the demo catalogue into a record that has no products yet; existing products stay as they are. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { minorDigitsOf } from '../src/domain/currency.ts'
import type { Category, Product } from '../src/domain/product.ts'
import type { CatalogueRecord } from '../src/tiers/record/record.ts'

const file = join(import.meta.dirname, '../demo/catalogue.json')

const FILE_DIGITS = 2

interface Catalogue {
  readonly categories: readonly Category[]
  readonly products: readonly Omit<Product, 'version' | 'updatedAt'>[]
}

/**
 * Prices in the file have two digits of minor units, as in CNY; other currencies get the same number of whole units.
 */
export function inCurrency(products: Catalogue['products'], currency: string): Catalogue['products'] {
  const factor = 10 ** ((minorDigitsOf(currency) ?? FILE_DIGITS) - FILE_DIGITS)
  if (factor === 1) return products
  const scaled = (amount: number) => Math.max(1, Math.round(amount * factor))
  return products.map((product) => ({
    ...product,
    priceAmount: scaled(product.priceAmount),
    compareAtAmount: product.compareAtAmount === null ? null : scaled(product.compareAtAmount),
  }))
}

export async function readDemo(): Promise<Catalogue> {
  // The cast: a test holds the file to this shape.
  return JSON.parse(await readFile(file, 'utf8')) as Catalogue
}

/** Throws when the record does not answer; the call may then be repeated. */
export async function fillWithDemo(
  record: CatalogueRecord,
  log: (line: string) => void,
  currency = 'CNY',
): Promise<void> {
  if ((await record.listCategories()).length > 0) return
  const { categories, products } = await readDemo()
  await record.load(categories, inCurrency(products, currency))
  log(`filled the record with ${products.length} demo products`)
}
