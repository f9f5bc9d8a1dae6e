/** Products as rows of Shopify's CSV file of products. Pure. */
import { BYTE_ORDER_MARK } from '../../../src/domain/import/charset.ts'
import { decimalOf } from '../../../src/domain/money-text.ts'
import { type Texts, textIn } from '../../../src/domain/product.ts'
import { type Exported, type ForeignFile, htmlOf, imagesOf } from './exported.ts'

const HEADER = [
  'Handle',
  'Title',
  'Body (HTML)',
  'Vendor',
  'Type',
  'Tags',
  'Published',
  'Option1 Name',
  'Option1 Value',
  'Option2 Name',
  'Option2 Value',
  'Option3 Name',
  'Option3 Value',
  'Variant SKU',
  'Variant Grams',
  'Variant Inventory Tracker',
  'Variant Inventory Qty',
  'Variant Inventory Policy',
  'Variant Fulfillment Service',
  'Variant Price',
  'Variant Compare At Price',
  'Variant Requires Shipping',
  'Variant Taxable',
  'Image Src',
  'Image Position',
  'Image Alt Text',
  'Variant Image',
  'Status',
] as const

const STATUSES = { active: 'active', hidden: 'draft', discontinued: 'archived' } as const

export const SHOPIFY_FILE: ForeignFile = { mark: BYTE_ORDER_MARK, header: () => HEADER, rows: rowsOf }

function rowsOf(
  variants: readonly Exported[],
  units: ReadonlyMap<string, number>,
  locale: string,
): readonly string[][] {
  const [first] = variants
  if (!first) return []
  const { family } = first
  const text = (texts: Texts | undefined) => textIn(texts ?? {}, [locale])
  const attribute = (name: string) => {
    const value = first.attributes[name]
    return typeof value === 'object' ? text(value) : (value ?? '')
  }
  const handle = family?.id ?? first.sku
  const images = imagesOf(variants)
  return Array.from({ length: Math.max(variants.length, images.length) }, (_, place) => {
    const variant = variants[place]
    const image = images[place]
    const isHead = place === 0
    const options = [0, 1, 2].flatMap((at) => {
      if (!family) return isHead && at === 0 ? ['Title', 'Default Title'] : ['', '']
      const option = variant?.family?.options[at]
      return [isHead ? text(option?.name) : '', text(option?.value)]
    })
    const price = variant ? decimalOf(variant.price.amount, variant.price.currency) : ''
    const before = variant?.compareAtPrice ? decimalOf(variant.compareAtPrice.amount, variant.price.currency) : ''
    const own = variant?.images[0]
    return [
      handle,
      ...(isHead
        ? [text(family?.title ?? first.title), htmlOf(text(first.description)), attribute('vendor'), attribute('type')]
        : ['', '', '', '']),
      ...(isHead ? [first.labels.join(', '), String(first.status === 'active')] : ['', '']),
      ...options,
      ...(variant
        ? [variant.sku, String(variant.weightGrams), 'shopify', String(units.get(variant.sku) ?? 0)]
        : ['', '', '', '']),
      ...(variant ? ['deny', 'manual', price, before, 'true', 'true'] : ['', '', '', '', '', '']),
      ...(image ? [image.src, String(place + 1), text(image.alt)] : ['', '', '']),
      family && own ? (typeof own === 'string' ? own : own.src) : '',
      isHead ? STATUSES[first.status] : '',
    ]
  })
}
