/**
 * Exports products as Shopify's CSV. Invariant: importing the file again changes nothing in the language of its texts,
 * and a spreadsheet that opens it runs no formula. Variants wait in memory until their family is whole, as texts.
 */
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { BYTE_ORDER_MARK } from '../../../src/domain/import/charset.ts'
import { guarded } from '../../../src/domain/import/formula.ts'
import { decimalOf } from '../../../src/domain/money-text.ts'
import { type AttributeValue, type Family, type Texts, textIn } from '../../../src/domain/product.ts'
import type { Api } from '../api.ts'
import { Lines, linesOf, rowOf } from '../export.ts'
import { formatOf } from '../import.ts'
import { Progress } from '../progress.ts'
import { shopOf } from './import.ts'

export const SHOPIFY_HEADER = [
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

/** A line of the worker's export. */
export interface Exported {
  readonly sku: string
  readonly title: Texts
  readonly description: Texts
  readonly price: { readonly amount: number; readonly currency: string }
  readonly compareAtPrice: { readonly amount: number } | null
  readonly images: readonly (string | { readonly src: string; readonly alt: Texts })[]
  readonly attributes: { readonly [name: string]: AttributeValue }
  readonly labels: readonly string[]
  readonly status: 'active' | 'hidden' | 'discontinued'
  readonly weightGrams: number
  readonly family?: Family
}

const STATUSES = { active: 'active', hidden: 'draft', discontinued: 'archived' } as const

export async function exportShopify(
  connect: (say: (line: string) => void) => Api,
  file: string | undefined,
  language: string | null,
): Promise<void> {
  if (file !== undefined && formatOf(file) !== 'csv') throw new Error(`${file} is not .csv`)
  const progress = new Progress('lines', null)
  const api = connect((line) => progress.say(line))
  const locale = language ?? (await shopOf(api)).locale
  const units = new Map<string, number>()
  for await (const line of linesOf(api, 'stock', progress)) {
    const { sku, onHand } = JSON.parse(line) as { sku: string; onHand: number }
    units.set(sku, onHand)
  }
  const unfinished = `${file}.part`
  const out = new Lines(file === undefined ? process.stdout : createWriteStream(unfinished))
  try {
    await out.write(BYTE_ORDER_MARK + rowOf([...SHOPIFY_HEADER]))
    const families = new Map<string, string[]>()
    let products = 0
    const write = async (lines: readonly string[]) => {
      // The cast: the lines are the worker's own.
      const variants = lines.map((line) => JSON.parse(line) as Exported)
      for (const cells of shopifyRows(variants, units, locale)) await out.write(rowOf(cells.map(guarded)))
    }
    for await (const line of linesOf(api, 'products', progress)) {
      products += 1
      const { family } = JSON.parse(line) as Exported
      if (!family) await write([line])
      else families.set(family.id, [...(families.get(family.id) ?? []), line])
    }
    for (const lines of families.values()) await write(lines)
    if (file !== undefined) {
      await out.end()
      await rename(unfinished, file)
    }
    progress.done(products)
  } finally {
    if (file !== undefined) await rm(unfinished, { force: true })
  }
}

/** @param variants of one family, or one product without a family */
export function shopifyRows(
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

/** All images of the variants, each once. */
function imagesOf(variants: readonly Exported[]) {
  const all = variants.flatMap(({ images }) => images)
  const described = all.map((image) => (typeof image === 'string' ? { src: image, alt: {} } : image))
  return [...new Map(described.map((image) => [image.src, image])).values()]
}

function htmlOf(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return escaped === ''
    ? ''
    : escaped
        .split('\n')
        .map((line) => `<p>${line}</p>`)
        .join('')
}
