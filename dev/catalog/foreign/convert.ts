/**
 * Converts the rows of one product of Shopify or Medusa to SKUs of a family. Pure. Invariant: every row with a variant
 * becomes a SKU or is rejected with its line and the reason; nothing is changed silently that a shopper pays for.
 */
import { minorDigitsOf } from '../../../src/domain/currency.ts'
import { MAX_VARIANTS } from '../../../src/domain/product.ts'
import type { Rejection } from '../import.ts'
import type { ForeignRow } from './columns.ts'
import { plainTextOf } from './plain-text.ts'

export interface Taken {
  readonly line: number
  readonly product: Readonly<Record<string, unknown>> & { readonly sku: string }
  /** Null where the file does not count units. */
  readonly onHand: number | null
}

export interface Conversion {
  readonly currency: string
  /** The language of the file's texts. */
  readonly locale: string
  /** SKUs of the rows before; the conversion adds its own. */
  readonly seen: Set<string>
}

const MAX_IMAGES = 20
const MAX_LABELS = 20
const MAX_DESCRIPTION = 10_000
const MAX_HTML = 500_000
const SKU = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/
const STATUSES: Readonly<Record<string, string>> = {
  active: 'active',
  published: 'active',
  '': 'active',
  draft: 'hidden',
  proposed: 'hidden',
  unlisted: 'hidden',
  rejected: 'hidden',
  archived: 'discontinued',
}

/** @param rows all rows with one handle, in the order of the file */
export function convert(rows: readonly ForeignRow[], given: Conversion) {
  const taken: Taken[] = []
  const rejected: Rejection[] = []
  const head = rows.find(({ title }) => title !== '')
  const variants = rows.filter(({ price, sku, options }) => price !== '' || sku !== '' || options[0]?.value)
  if (!head) {
    return {
      taken,
      rejected: rows.map(({ line }) => ({ line, message: 'has no title, and no row of its handle has one' })),
    }
  }
  const images = imagesOf(rows, given.locale, rejected)
  // The image of the variant that an export writes first comes first, so that an import of the export changes nothing.
  const [lead] = variants.toSorted((a, b) => (a.sku < b.sku ? -1 : 1))
  images.sort((a, b) => Number(b.src === lead?.variantImage) - Number(a.src === lead?.variantImage))
  const common = commonOf(head, images, given.locale, rejected)
  const isChoice = variants.length > 1 || namesOf(head).some((name) => name !== 'Title')
  const combinations = new Set<string>()
  for (const [place, row] of variants.entries()) {
    const values = row.options.map(({ value }) => value).slice(0, Math.max(1, namesOf(head).length))
    const fault = (message: string) => rejected.push({ line: row.line, message })
    const price = amountIn(row.price, given.currency)
    const compareAt = row.compareAt === '' ? null : amountIn(row.compareAt, given.currency)
    const sku = row.sku || skuOf(row.handle, isChoice ? values : [])
    const combination = JSON.stringify(values)
    if (place >= MAX_VARIANTS) fault(`is variant ${place + 1}; a product can have at most ${MAX_VARIANTS}`)
    else if (price === null) fault(`price: "${row.price.slice(0, 40)}" is not an amount in ${given.currency}`)
    else if (row.compareAt !== '' && compareAt === null)
      fault(`compare-at price: "${row.compareAt.slice(0, 40)}" is not an amount in ${given.currency}`)
    else if (!SKU.test(sku))
      fault(`sku: "${sku.slice(0, 80)}" must be 1–64 of A-Z a-z 0-9 . _ -, beginning with a letter or digit`)
    else if (given.seen.has(sku)) fault(`sku: ${sku} is in an earlier line`)
    else if (isChoice && values.some((value) => value === '')) fault('has no value for one of its options')
    else if (isChoice && combinations.has(combination)) fault('has the options of an earlier line')
    else {
      given.seen.add(sku)
      combinations.add(combination)
      const family = isChoice ? familyOf(head, values, given.locale) : null
      const own = row.variantImage === '' ? [] : images.filter(({ src }) => src === row.variantImage)
      const grams = Math.round(Number(row.grams))
      taken.push({
        line: row.line,
        product: {
          sku,
          ...common,
          title: { [given.locale]: (family ? `${head.title} – ${values.join(' / ')}` : head.title).slice(0, 300) },
          price: { amount: price, currency: given.currency },
          compareAtPrice:
            compareAt !== null && compareAt > price ? { amount: compareAt, currency: given.currency } : null,
          images: [...own, ...images.filter((image) => !own.includes(image))].slice(0, MAX_IMAGES),
          ...(row.grams !== '' && Number.isSafeInteger(grams) && grams >= 0 && { weightGrams: grams }),
          ...(family && { family }),
        },
        onHand: unitsIn(row.quantity),
      })
      if (row.quantity !== '' && unitsIn(row.quantity) === null)
        fault(`quantity: "${row.quantity.slice(0, 40)}" is not a number of units; the units stay as they are`)
    }
  }
  return { taken, rejected }
}

function namesOf({ options }: ForeignRow): readonly string[] {
  return options.map(({ name }) => name).filter((name) => name !== '')
}

function familyOf(head: ForeignRow, values: readonly string[], locale: string) {
  const names = namesOf(head)
  return {
    id: idOf(head.handle),
    title: { [locale]: head.title.slice(0, 300) },
    options: values.map((value, place) => ({
      name: { [locale]: (names[place] ?? `Option ${place + 1}`).slice(0, 100) },
      value: { [locale]: value.slice(0, 100) },
    })),
  }
}

function commonOf(head: ForeignRow, images: readonly { src: string }[], locale: string, rejected: Rejection[]) {
  const text = plainTextOf(head.html.slice(0, MAX_HTML)).slice(0, MAX_DESCRIPTION)
  const status = head.published === 'false' ? 'hidden' : STATUSES[head.status]
  if (status === undefined) {
    rejected.push({ line: head.line, message: `status: ${head.status.slice(0, 40)} is unknown; the product is hidden` })
  }
  if (images.length > MAX_IMAGES) {
    rejected.push({ line: head.line, message: `has ${images.length} images; only the first ${MAX_IMAGES} are taken` })
  }
  const attributes = {
    ...(head.vendor && { vendor: head.vendor.slice(0, 500) }),
    ...(head.type && { type: head.type.slice(0, 500) }),
  }
  return {
    ...(text !== '' && { description: { [locale]: text } }),
    status: status ?? 'hidden',
    labels: head.tags.filter((tag) => tag.length <= 50).slice(0, MAX_LABELS),
    ...(Object.keys(attributes).length > 0 && { attributes }),
  }
}

/** All images of the rows, each once, by their positions. */
function imagesOf(rows: readonly ForeignRow[], locale: string, rejected: Rejection[]) {
  const found = new Map<string, { readonly src: string; readonly alt: string; readonly position: number }>()
  for (const { line, images, variantImage } of rows) {
    for (const image of [...images, ...(variantImage ? [{ src: variantImage, alt: '', position: 1e6 }] : [])]) {
      if (found.has(image.src)) continue
      if (/^(?:https:\/\/|\/(?!\/))[^\s"'<>\\]{1,1990}$/.test(image.src)) found.set(image.src, image)
      else
        rejected.push({
          line,
          message: `image: "${image.src.slice(0, 80)}" is not an https address; the image is left out`,
        })
    }
  }
  return [...found.values()]
    .sort((a, b) => a.position - b.position)
    .map(({ src, alt }) => ({ src, alt: alt === '' ? {} : { [locale]: alt.slice(0, 500) } }))
}

/** A decimal as integer minor units, computed on its digits; null for any other text. */
export function amountIn(text: string, currency: string): number | null {
  const digits = minorDigitsOf(currency) ?? 2
  const [, whole, fraction = ''] = /^(\d{1,12})(?:\.(\d{1,9}))?$/.exec(text) ?? []
  if (whole === undefined || /[^0]/.test(fraction.slice(digits))) return null
  return Number(whole + fraction.slice(0, digits).padEnd(digits, '0'))
}

function unitsIn(text: string): number | null {
  return /^\d{1,9}$/.test(text) ? Number(text) : null
}

/** A SKU for a variant without one, from its handle and its options. */
function skuOf(handle: string, values: readonly string[]): string {
  return [handle, ...values].map(slugOf).join('-')
}

function slugOf(text: string): string {
  return text.trim().replace(/[^\p{L}\p{N}._-]+/gu, '-')
}

/** The handle, or a text of the allowed characters that stands for it. */
function idOf(handle: string): string {
  if (SKU.test(handle)) return handle
  let hash = 0n
  for (const character of handle)
    hash = (hash * 1_099_511_628_211n + BigInt(character.codePointAt(0) ?? 0)) % (1n << 64n)
  return `family-${hash.toString(36)}`
}
