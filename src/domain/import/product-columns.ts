/**
 * Reads and writes the header of a CSV file of products. Columns may have any order. An unknown column refuses the
 * file, because a typing error must not silently leave out a field.
 */
import { trimmed } from '../pasted.ts'
import type { Product } from '../product.ts'
import { accept, type Result, refuse } from '../result.ts'

const PLAIN = [
  'category',
  'price',
  'compare_at_price',
  'currency',
  'image_url',
  'labels',
  'status',
  'weight_grams',
] as const

const KNOWN = ['id (or sku)', 'title', 'title:<locale>', 'description', 'description:<locale>', ...PLAIN].concat(
  'attribute:<name>',
  'attribute:<name>:<locale>',
)

export type ProductColumn =
  | { readonly kind: 'id' }
  | { readonly kind: 'plain'; readonly name: (typeof PLAIN)[number] }
  | { readonly kind: 'text'; readonly field: 'title' | 'description'; readonly locale: string }
  /** Without a locale: one value for all languages. */
  | { readonly kind: 'attribute'; readonly name: string; readonly locale: string | null }

export interface HeaderFault {
  readonly column: string
  readonly message: string
}

/** Checks the rules that the headers of all kinds of file share; null when the names are valid. */
export function headerFault(names: readonly string[]): HeaderFault | null {
  for (const name of names) {
    if (name === '') return { column: name, message: 'has no name' }
    if (name.includes('\0')) return { column: '?', message: 'contains a NUL character; is the file in UTF-8?' }
  }
  return null
}

/** Names all unknown columns at once, and the valid ones, so that a file can be corrected in one step. */
export function unknownColumns(names: readonly string[], known: readonly string[]): HeaderFault {
  const [column = '', ...others] = names.map((name) => name.slice(0, 100))
  const also =
    others.length > 0 ? `, and neither ${others.length > 1 ? 'are' : 'is'} ${others.slice(0, 20).join(', ')}` : ''
  return { column, message: `is not a column of this file${also}; the columns are ${known.join(', ')}` }
}

/** Trims only ASCII spaces, because an attribute's name may begin with another kind of space. */
export function headerNames(cells: readonly string[]): readonly string[] {
  return cells.map((cell) => cell.slice(...withoutEnds(cell)))
}

/** @param defaultLocale the locale of `title` and `description` without a suffix */
export function readProductHeader(
  cells: readonly string[],
  defaultLocale: string,
): Result<readonly ProductColumn[], HeaderFault> {
  const names = headerNames(cells)
  const fault = headerFault(names)
  if (fault) return refuse(fault)
  const columns: ProductColumn[] = []
  const seen = new Set<string>()
  for (const name of names) {
    const column = columnOf(name, defaultLocale)
    if (!column)
      return refuse(
        unknownColumns(
          names.filter((each) => !columnOf(each, defaultLocale)),
          KNOWN,
        ),
      )
    if (seen.has(nameOf(column))) return refuse({ column: name, message: 'appears twice' })
    seen.add(nameOf(column))
    columns.push(column)
  }
  if (!seen.has('id')) return refuse({ column: 'id', message: 'is missing' })
  return accept(columns)
}

function columnOf(name: string, defaultLocale: string): ProductColumn | null {
  const colon = name.indexOf(':')
  const head = trimmed(colon === -1 ? name : name.slice(0, colon)).toLowerCase()
  const rest = colon === -1 ? null : name.slice(colon + 1)
  // The name of an attribute keeps its characters; no other column has a name of its own.
  const tail = rest === null || head === 'attribute' ? rest : trimmed(rest)
  if (tail === '__proto__' || tail === '') return null
  if (head === 'title' || head === 'description') return { kind: 'text', field: head, locale: tail ?? defaultLocale }
  if (head === 'attribute') return tail === null ? null : attributeOf(tail)
  if (tail !== null) return null
  if (head === 'id' || head === 'sku') return { kind: 'id' }
  const plain = PLAIN.find((known) => known === head)
  return plain ? { kind: 'plain', name: plain } : null
}

function attributeOf(tail: string): ProductColumn | null {
  const colon = tail.indexOf(':')
  const name = decoded(colon === -1 ? tail : tail.slice(0, colon))
  const locale = colon === -1 ? null : tail.slice(colon + 1)
  const unsafe = [name, locale].some((part) => part === '' || part === '__proto__')
  return unsafe ? null : { kind: 'attribute', name, locale }
}

/** The column's name in a header; it is read back as the same column. */
export function nameOf(column: ProductColumn): string {
  if (column.kind === 'id') return 'id'
  if (column.kind === 'plain') return column.name
  if (column.kind === 'text') return `${column.field}:${column.locale}`
  return `attribute:${encoded(column.name)}${column.locale === null ? '' : `:${column.locale}`}`
}

/** Encodes colons and outer spaces, because a colon ends the name and a reader trims spaces. */
function encoded(name: string): string {
  const [from, to] = withoutEnds(name)
  const inner = name.slice(from, to).replace(/[%:]/g, encodeURIComponent)
  return encodeURIComponent(name.slice(0, from)) + inner + encodeURIComponent(name.slice(to))
}

/** Finds the text between ASCII spaces by a loop, because a regular expression for the end would try every space. */
function withoutEnds(text: string): readonly [from: number, to: number] {
  let [from, to] = [0, text.length]
  while (from < to && isAsciiSpace(text[from])) from++
  while (to > from && isAsciiSpace(text[to - 1])) to--
  return [from, to]
}

function isAsciiSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\t'
}

function decoded(name: string): string {
  return name.replace(/%(25|3A|20|09)/gi, (escaped) => decodeURIComponent(escaped))
}

/** Collects the columns that products need, product by product. */
export class ColumnsNeeded {
  readonly #locales: { readonly [field in 'title' | 'description']: Set<string> }
  readonly #attributes = new Map<string, Extract<ProductColumn, { kind: 'attribute' }>>()

  /** @param locales these columns come first, even if no product has texts in them */
  constructor(locales: readonly string[]) {
    this.#locales = { title: new Set(locales), description: new Set(locales) }
  }

  add({ title, description, attributes }: Pick<Product, 'title' | 'description' | 'attributes'>): void {
    for (const locale of Object.keys(title)) this.#locales.title.add(locale)
    for (const locale of Object.keys(description)) this.#locales.description.add(locale)
    for (const [name, value] of Object.entries(attributes)) {
      for (const locale of typeof value === 'string' ? [null] : Object.keys(value)) {
        const column = { kind: 'attribute', name, locale } as const
        this.#attributes.set(nameOf(column), column)
      }
    }
  }

  get size(): number {
    return PLAIN.length + 1 + this.#locales.title.size + this.#locales.description.size + this.#attributes.size
  }

  columns(): readonly ProductColumn[] {
    const texts = (field: 'title' | 'description') =>
      [...this.#locales[field]].map((locale) => ({ kind: 'text', field, locale }) as const)
    const attributes = [...this.#attributes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, column]) => column)
    const plain = PLAIN.map((name) => ({ kind: 'plain', name }) as const)
    return [{ kind: 'id' }, ...texts('title'), ...texts('description'), ...plain, ...attributes]
  }
}
