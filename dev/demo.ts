/** Loads the demo catalogue into a record that has no products yet; existing products stay as they are. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { minorDigitsOf } from '../src/domain/currency.ts'
import type { Texts } from '../src/domain/product.ts'
import type { CatalogueRecord, LoadedCategory, LoadedProduct } from '../src/tiers/record/record.ts'

const file = join(import.meta.dirname, '../demo/catalogue.json')

const FILE_DIGITS = 2

interface Catalogue {
  readonly categories: readonly LoadedCategory[]
  readonly products: readonly LoadedProduct[]
}

/** A family in the file: what its variants share, and each variant with its value for each option. */
interface DemoFamily extends Pick<LoadedProduct, 'title' | 'description' | 'category' | 'attributes' | 'labels'> {
  readonly id: string
  readonly options: readonly Texts[]
  readonly variants: readonly (Pick<LoadedProduct, 'sku' | 'priceAmount' | 'onHand'> & {
    readonly values: readonly Texts[]
    readonly picture: string
  })[]
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

/** The products, those of families last. */
export async function readDemo(): Promise<Catalogue> {
  // The cast: a test holds the file to this shape.
  const { categories, products, families } = JSON.parse(await readFile(file, 'utf8')) as Catalogue & {
    readonly families: readonly DemoFamily[]
  }
  return { categories, products: [...products, ...families.flatMap(variantsOf)] }
}

function variantsOf({ id, options, variants, title, ...common }: DemoFamily): readonly LoadedProduct[] {
  return variants.map(({ values, picture, ...variant }) => ({
    ...{ ...common, ...variant, compareAtAmount: null, status: 'active', images: [`/pictures/${picture}.svg`] },
    title: Object.fromEntries(
      Object.entries(title).map(([locale, text]) => [locale, [text, ...values.map((each) => each[locale])].join(' ')]),
    ),
    family: { id, title, options: options.map((name, at) => ({ name, value: values[at] ?? {} })) },
  }))
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
