/**
 * Products as rows of Medusa's CSV file of products. Pure. Medusa refuses a file with a column that it does not know, and
 * takes tags, types and categories only as ids of its own, so the file has neither these nor the units on hand.
 */
import { decimalOf } from '../../../src/domain/money-text.ts'
import { type Texts, textIn } from '../../../src/domain/product.ts'
import { type Exported, type ForeignFile, htmlOf, imagesOf } from './exported.ts'

const OPTIONS = [0, 1, 2]
const IMAGES = Array.from({ length: 10 }, (_, place) => place)
/** Medusa has no status for products that are no longer made. */
const STATUSES = { active: 'published', hidden: 'draft', discontinued: 'rejected' } as const

export const MEDUSA_FILE: ForeignFile = { mark: '', header: headerOf, rows: rowsOf }

function headerOf(currency: string): readonly string[] {
  return [
    ...['Product Handle', 'Product Title', 'Product Description', 'Product Status', 'Product Thumbnail'],
    ...['Variant Title', 'Variant SKU', 'Variant Allow Backorder', 'Variant Manage Inventory', 'Variant Weight'],
    `Variant Price ${currency}`,
    ...OPTIONS.flatMap((at) => [`Variant Option ${at + 1} Name`, `Variant Option ${at + 1} Value`]),
    ...IMAGES.map((at) => `Product Image ${at + 1} Url`),
  ]
}

/** One row for each variant. All rows of a product repeat what they share. */
function rowsOf(variants: readonly Exported[], _units: unknown, locale: string): readonly string[][] {
  const [first] = variants
  if (!first) return []
  const { family } = first
  const text = (texts: Texts | undefined) => textIn(texts ?? {}, [locale])
  const images = imagesOf(variants).map(({ src }) => src)
  return variants.map(({ sku, price, weightGrams, family: its }) => {
    const options = OPTIONS.map((at) => {
      if (!family) return at === 0 ? ['Title', 'Default Title'] : ['', '']
      const option = its?.options[at]
      return [text(option?.name), text(option?.value)]
    })
    const values = options.map(([, value = '']) => value).filter((value) => value !== '')
    return [
      ...[family?.id ?? first.sku, text(family?.title ?? first.title), htmlOf(text(first.description))],
      ...[STATUSES[first.status], images[0] ?? ''],
      ...[values.join(' / '), sku, 'false', 'true', String(weightGrams), decimalOf(price.amount, price.currency)],
      ...options.flat(),
      ...IMAGES.map((at) => images[at] ?? ''),
    ]
  })
}
