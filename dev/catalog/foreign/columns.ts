/**
 * Reads the rows of Shopify's and Medusa's CSV files of products as rows of one kind. Columns that neither names are
 * ignored, because both programs write many that a shop here does not have.
 */
import { unguarded } from '../../../src/domain/import/formula.ts'

const OPTIONS = 3

/** One row of a file; absent cells are empty texts. */
export interface ForeignRow {
  readonly line: number
  readonly handle: string
  readonly title: string
  readonly html: string
  readonly vendor: string
  readonly type: string
  readonly tags: readonly string[]
  readonly status: string
  readonly published: string
  readonly options: readonly { readonly name: string; readonly value: string }[]
  readonly sku: string
  readonly grams: string
  readonly quantity: string
  readonly price: string
  readonly compareAt: string
  readonly images: readonly { readonly src: string; readonly alt: string; readonly position: number }[]
  readonly variantImage: string
}

export const FOREIGN_FORMATS = ['shopify', 'medusa'] as const
export type ForeignFormat = (typeof FOREIGN_FORMATS)[number]

/** The names of a column in lower case: Shopify has two generations of them. */
type Names = { readonly [field: string]: readonly string[] }

const SHOPIFY: Names = {
  handle: ['handle', 'url handle'],
  title: ['title'],
  html: ['body (html)', 'body html', 'description'],
  vendor: ['vendor'],
  type: ['type'],
  tags: ['tags'],
  status: ['status'],
  published: ['published', 'published on online store'],
  sku: ['variant sku', 'sku'],
  grams: ['variant grams', 'weight value (grams)'],
  quantity: ['variant inventory qty', 'inventory quantity'],
  price: ['variant price', 'price'],
  compareAt: ['variant compare at price', 'compare-at price'],
  image: ['image src', 'product image url'],
  imageAlt: ['image alt text'],
  imagePosition: ['image position'],
  variantImage: ['variant image', 'variant image url'],
}

const MEDUSA: Names = {
  handle: ['product handle'],
  title: ['product title'],
  html: ['product description'],
  vendor: [],
  type: ['product type', 'product type value'],
  tags: ['product tags'],
  status: ['product status'],
  published: [],
  sku: ['variant sku'],
  grams: ['variant weight'],
  quantity: ['variant inventory quantity'],
  compareAt: [],
  image: ['product thumbnail'],
  variantImage: [],
}

/** Reads rows by the header of a file. */
export class ForeignColumns {
  readonly #places: ReadonlyMap<string, number>
  readonly #format: ForeignFormat
  readonly #price: readonly string[]
  /** Names of required columns that the header lacks. */
  readonly missing: readonly string[]

  /** @param currency of the shop; Medusa has a column of prices for each currency */
  constructor(format: ForeignFormat, header: readonly string[], currency: string) {
    this.#format = format
    this.#places = new Map(header.map((name, place) => [name.trim().toLowerCase(), place] as const).reverse())
    const code = currency.toLowerCase()
    this.#price = format === 'shopify' ? (SHOPIFY.price ?? []) : [`variant price ${code}`, `price ${code}`]
    const required: Names = { handle: this.#names.handle ?? [], title: this.#names.title ?? [], price: this.#price }
    this.missing = Object.values(required)
      .filter((names) => !names.some((name) => this.#places.has(name)))
      .map(([name = '']) => name)
  }

  get #names(): Names {
    return this.#format === 'shopify' ? SHOPIFY : MEDUSA
  }

  row(line: number, cells: readonly string[]): ForeignRow {
    const named = (names: readonly string[]) => {
      for (const name of names) {
        const cell = cells[this.#places.get(name) ?? -1]?.trim()
        if (cell) return unguarded(cell)
      }
      return ''
    }
    const cell = (field: string) => named(this.#names[field] ?? [])
    const numbered = (begin: string, end: string) => (place: number) => named([`${begin} ${place}${end}`])
    const isShopify = this.#format === 'shopify'
    const options = [1, 2, 3].slice(0, OPTIONS).map((place) => {
      const begin = isShopify ? `option${place}` : `variant option ${place}`
      return { name: named([`${begin} name`]), value: named([`${begin} value`]) }
    })
    const image = { src: cell('image'), alt: cell('imageAlt'), position: Number(cell('imagePosition')) || 0 }
    const more = isShopify
      ? []
      : Array.from({ length: 10 }, (_, at) => at + 1).map((place) => {
          const src = numbered('product image', '')(place) || numbered('product image', ' url')(place)
          return { src, alt: '', position: place }
        })
    const tagCells = isShopify ? [] : Array.from({ length: 10 }, (_, at) => numbered('product tag', '')(at + 1))
    const tags = [...cell('tags').split(','), ...tagCells].map((tag) => tag.trim()).filter((tag) => tag !== '')
    return {
      ...{ line, handle: cell('handle'), title: cell('title'), html: cell('html'), vendor: cell('vendor') },
      ...{ type: cell('type'), tags: [...new Set(tags)], status: cell('status').toLowerCase() },
      ...{ published: cell('published').toLowerCase(), options, sku: cell('sku').replace(/^'/, '') },
      ...{ grams: cell('grams'), quantity: cell('quantity'), price: named(this.#price) },
      ...{ compareAt: cell('compareAt'), variantImage: cell('variantImage') },
      images: [image, ...more].filter(({ src }) => src !== ''),
    }
  }
}
