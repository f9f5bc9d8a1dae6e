/** Products as the worker exports them, and the parts that the files of all other shops take from them. */
import type { AttributeValue, Family, Texts } from '../../../src/domain/product.ts'

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

/** A file of another shop. */
export interface ForeignFile {
  /** A byte order mark, by which spreadsheets know the charset, or nothing where the other shop would stumble over it. */
  readonly mark: string
  /** @param currency of the shop */
  header(currency: string): readonly string[]
  /** @param variants of one family, or one product without a family */
  rows(variants: readonly Exported[], units: ReadonlyMap<string, number>, locale: string): readonly string[][]
}

/** All images of the variants, each once. */
export function imagesOf(variants: readonly Exported[]) {
  const all = variants.flatMap(({ images }) => images)
  const described = all.map((image) => (typeof image === 'string' ? { src: image, alt: {} } : image))
  return [...new Map(described.map((image) => [image.src, image])).values()]
}

/** Plain text as HTML, one paragraph for each line. */
export function htmlOf(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return escaped === ''
    ? ''
    : escaped
        .split('\n')
        .map((line) => `<p>${line}</p>`)
        .join('')
}
