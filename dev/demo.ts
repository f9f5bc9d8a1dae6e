/** The demo catalogue, into a record that has none yet: whatever a shop already holds stays as it is. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Category, Product } from '../src/domain/product.ts'
import type { CatalogueRecord } from '../src/tiers/record/record.ts'

const file = fileURLToPath(import.meta.resolve('../demo/catalogue.json'))

interface Catalogue {
  readonly categories: readonly Category[]
  readonly products: readonly Omit<Product, 'version' | 'updatedAt'>[]
}

/** Throws when the record does not answer; may be called again then. */
export async function fillWithDemo(record: CatalogueRecord, log: (line: string) => void): Promise<void> {
  if ((await record.listCategories()).length > 0) return
  // A test holds the file to this shape.
  const { categories, products } = JSON.parse(await readFile(file, 'utf8')) as Catalogue
  await record.load(categories, products)
  log(`the record is filled with ${products.length} demo products`)
}
