/**
 * One page of an export. Invariant: a page is bounded in products and about bounded in bytes, and imported again it
 * changes nothing. A CSV page has the columns that its own products need.
 */
import { csvFormatRows } from 'd3-dsv'
import { cellsOf } from '../../domain/import/product-cells.ts'
import { ColumnsNeeded, nameOf } from '../../domain/import/product-columns.ts'
import { STOCK_HEADER } from '../../domain/import/stock-columns.ts'
import type { Product } from '../../domain/product.ts'
import type { CatalogueRecord } from '../../tiers/record/record.ts'

const PRODUCTS_PER_READ = 100
/** In characters; a page ends after the read that goes beyond. */
const ENOUGH = 4 * 1024 * 1024

export interface ExportPage {
  readonly text: string
  /** The SKU that the next page begins after, or null. */
  readonly next: string | null
}

export interface ExportOptions {
  readonly format: 'csv' | 'ndjson'
  readonly limit: number
  readonly after: string
  readonly currency: string
  readonly locales: readonly string[]
}

type Source = Pick<CatalogueRecord, 'exportProducts'>

export async function exportProducts(record: Source, options: ExportOptions): Promise<ExportPage> {
  const { format, currency, locales } = options
  if (format === 'ndjson') return page(record, options, (product) => jsonOf(product, currency))
  const needed = new ColumnsNeeded(locales)
  const products: Product[] = []
  const { next } = await page(record, options, (product) => {
    needed.add(product)
    products.push(product)
    // A cell that is empty takes its comma.
    return { text: '', weight: JSON.stringify(product).length + needed.size }
  })
  const columns = needed.columns()
  return { text: csvOf([columns.map(nameOf), ...products.map((product) => cellsOf(columns, product, currency))]), next }
}

export async function exportStock(record: Source, options: ExportOptions): Promise<ExportPage> {
  const isCsv = options.format === 'csv'
  const { text, next } = await page(record, options, ({ sku, onHand }) => {
    return isCsv ? csvOf([[sku, String(onHand)]]) : `${JSON.stringify({ sku, onHand })}\n`
  })
  return { text: isCsv ? csvOf([[...STOCK_HEADER]]) + text : text, next }
}

async function page(
  record: Source,
  { limit, after }: ExportOptions,
  print: (product: Product) => string | { readonly text: string; readonly weight: number },
): Promise<ExportPage> {
  const texts: string[] = []
  let [last, products, weight] = [after, 0, 0]
  while (products < limit && weight < ENOUGH) {
    const wanted = Math.min(PRODUCTS_PER_READ, limit - products)
    const found = await record.exportProducts(wanted, last)
    for (const product of found) {
      const printed = print(product)
      const text = typeof printed === 'string' ? printed : printed.text
      texts.push(text)
      weight += typeof printed === 'string' ? text.length : printed.weight
      last = product.sku
    }
    products += found.length
    if (found.length < wanted) return { text: texts.join(''), next: null }
  }
  return { text: texts.join(''), next: last }
}

/** The body that makes the product. */
function jsonOf(product: Product, currency: string): string {
  const {
    sku,
    title,
    description,
    category,
    priceAmount,
    compareAtAmount,
    images,
    attributes,
    labels,
    status,
    weightGrams,
  } = product
  const compareAtPrice = compareAtAmount === null ? null : { amount: compareAtAmount, currency }
  const price = { amount: priceAmount, currency }
  const body = {
    sku,
    title,
    description,
    category,
    price,
    compareAtPrice,
    images,
    attributes,
    labels,
    status,
    weightGrams,
  }
  return `${JSON.stringify(body)}\n`
}

function csvOf(rows: readonly string[][]): string {
  return `${csvFormatRows(rows)}\n`
}
