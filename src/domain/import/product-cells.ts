/**
 * Converts between a row of a CSV file and a product. An empty cell leaves the field, the text or the attribute of an
 * existing product unchanged. Invariant: an import of an exported row changes nothing.
 */
import { addressesOf, withTexts } from '../media/image.ts'
import { trimmed } from '../pasted.ts'
import type { AttributeValue, Product, Texts } from '../product.ts'
import { joinCell, splitCell } from './cell-list.ts'
import type { ProductColumn } from './product-columns.ts'

/** The same content as a body of the API, whose schema checks the values. */
export type Body = { readonly [field: string]: unknown }

type Standing = Pick<Product, 'title' | 'description' | 'images' | 'attributes'>

export function idOf(columns: readonly ProductColumn[], cells: readonly string[]): string {
  return cells[columns.findIndex(({ kind }) => kind === 'id')] ?? ''
}

/** The attribute to which a row gives both one value for all languages and values by language, or null. */
export function twofoldAttribute(columns: readonly ProductColumn[], cells: readonly string[]): string | null {
  const kinds = new Map<string, boolean>()
  for (const [place, column] of columns.entries()) {
    if (column.kind !== 'attribute' || (cells[place] ?? '').trim() === '') continue
    const isPlain = column.locale === null
    if ((kinds.get(column.name) ?? isPlain) !== isPlain) return column.name
    kinds.set(column.name, isPlain)
  }
  return null
}

/** @param before the product in the record, whose other languages and attributes stay */
export function bodyOfCells(
  columns: readonly ProductColumn[],
  cells: readonly string[],
  before: Standing | null,
  currency: string,
): Body {
  const given = new Cells(columns, cells)
  const texts = (field: 'title' | 'description') => {
    const found = given.texts(field)
    return found.length > 0 && { [field]: { ...before?.[field], ...Object.fromEntries(found) } }
  }
  const money = (cell: string) => ({ amount: amountOf(cell), currency: trimmed(given.plain('currency') ?? currency) })
  const list = (cell: string, bySpace: boolean) => splitCell(cell, bySpace)
  return {
    ...texts('title'),
    ...texts('description'),
    ...given.with('category', (category) => ({ category: trimmed(category) })),
    ...given.with('price', (cell) => ({ price: money(cell) })),
    ...given.with('compare_at_price', (cell) => ({ compareAtPrice: money(cell) })),
    ...given.with('image_url', (cell) => ({ images: withTexts(list(cell, true), before?.images ?? []) })),
    ...given.with('labels', (cell) => ({ labels: list(cell, false) })),
    ...given.with('status', (status) => ({ status: trimmed(status) })),
    ...given.with('weight_grams', (cell) => ({ weightGrams: amountOf(cell) })),
    ...given.attributes(before?.attributes ?? {}),
  }
}

class Cells {
  readonly #given: readonly (readonly [ProductColumn, string])[]

  constructor(columns: readonly ProductColumn[], cells: readonly string[]) {
    this.#given = columns.flatMap((column, place) => {
      const cell = cells[place] ?? ''
      return cell.trim() === '' ? [] : [[column, cell] as const]
    })
  }

  plain(name: string): string | undefined {
    return this.#given.find(([column]) => column.kind === 'plain' && column.name === name)?.[1]
  }

  with<Part extends object>(name: string, make: (cell: string) => Part): Part | undefined {
    const cell = this.plain(name)
    return cell === undefined ? undefined : make(cell)
  }

  texts(field: 'title' | 'description'): readonly (readonly [string, string])[] {
    return this.#given.flatMap(([column, cell]) =>
      column.kind === 'text' && column.field === field ? [[column.locale, cell]] : [],
    )
  }

  attributes(before: Product['attributes']): Body | undefined {
    const values = new Map<string, AttributeValue>()
    for (const [column, cell] of this.#given) {
      if (column.kind !== 'attribute') continue
      const { name, locale } = column
      if (locale === null) values.set(name, cell)
      else values.set(name, { ...textsOf(values.get(name) ?? own(before, name)), [locale]: cell })
    }
    return values.size > 0 ? { attributes: { ...before, ...Object.fromEntries(values) } } : undefined
  }
}

function textsOf(value: AttributeValue | undefined): Texts {
  return typeof value === 'object' ? value : {}
}

/** Looks up own properties only, so that a name like `constructor` is not found. */
function own<Value>(map: { readonly [key: string]: Value }, key: string): Value | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined
}

/** Leaves text that is not a whole number unchanged, so that the schema refuses it. */
function amountOf(cell: string): number | string {
  const text = trimmed(cell)
  return /^\d{1,15}$/.test(text) ? Number(text) : text
}

export type Printed = Omit<Product, 'onHand' | 'held' | 'weightGrams' | 'version' | 'createdAt' | 'updatedAt'> & {
  readonly weightGrams?: number
}

export function cellsOf(columns: readonly ProductColumn[], product: Printed, currency: string): string[] {
  const plain = {
    category: product.category,
    price: String(product.priceAmount),
    compare_at_price: product.compareAtAmount === null ? '' : String(product.compareAtAmount),
    currency,
    image_url: joinCell(addressesOf(product.images)),
    labels: joinCell(product.labels),
    status: product.status,
    weight_grams: String(product.weightGrams ?? 0),
  }
  return columns.map((column) => {
    if (column.kind === 'id') return product.sku
    if (column.kind === 'plain') return plain[column.name]
    if (column.kind === 'text') return own(product[column.field], column.locale) ?? ''
    const value = own(product.attributes, column.name) ?? {}
    if (column.locale === null) return typeof value === 'string' ? value : ''
    return typeof value === 'string' ? '' : (own(value, column.locale) ?? '')
  })
}
