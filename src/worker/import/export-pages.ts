/**
 * One page of an export. Invariant: a page is bounded in items and roughly in bytes, importing it again changes
 * nothing, and a spreadsheet that opens it runs no formula. A CSV page has the columns that its own items need.
 */
import { csvFormatRows } from 'd3-dsv'
import { RULE_FORMS } from '../../contract/http/price-rules.ts'
import { BYTE_ORDER_MARK } from '../../domain/import/charset.ts'
import { guarded } from '../../domain/import/formula.ts'
import { type Body, cellsOf } from '../../domain/import/product-cells.ts'
import { ColumnsNeeded, nameOf } from '../../domain/import/product-columns.ts'
import { cellsOfRule, RuleColumns } from '../../domain/import/rule-columns.ts'
import { STOCK_HEADER } from '../../domain/import/stock-columns.ts'
import type { RuleKind } from '../../domain/pricing/rules.ts'
import type { Product } from '../../domain/product.ts'
import type { Page } from '../../tiers/record/entries.ts'
import type { PriceRuleRecord } from '../../tiers/record/price-rules.ts'
import type { CatalogueRecord } from '../../tiers/record/record.ts'
import { bodyOf } from '../prices/rule-bodies.ts'

const ITEMS_PER_READ = 100
/** In characters; a page ends after the read that exceeds this. */
const ENOUGH_CHARACTERS = 4 * 1024 * 1024

export interface ExportPage {
  readonly text: string
  /** The cursor of the next page, or null; for products, the SKU that the next page starts after. */
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
  if (format === 'ndjson') return page(bySku(record), options, (product) => jsonOf(product, currency))
  const needed = new ColumnsNeeded(locales)
  const products: Product[] = []
  const { next } = await page(bySku(record), options, (product) => {
    needed.add(product)
    products.push(product)
    // An empty cell still takes one comma.
    return { text: '', weight: JSON.stringify(product).length + needed.size }
  })
  const columns = needed.columns()
  const rows = products.map((product) => cellsOf(columns, product, currency))
  return { text: BYTE_ORDER_MARK + csvOf([columns.map(nameOf), ...rows]), next }
}

export async function exportStock(record: Source, options: ExportOptions): Promise<ExportPage> {
  const isCsv = options.format === 'csv'
  const { text, next } = await page(bySku(record), options, ({ sku, onHand }) => {
    return isCsv ? csvOf([[sku, String(onHand)]]) : `${JSON.stringify({ sku, onHand })}\n`
  })
  return { text: isCsv ? BYTE_ORDER_MARK + csvOf([[...STOCK_HEADER]]) + text : text, next }
}

/** Exports the rules of one kind; the cursors are those of the record. Throws TierError. */
export async function exportRules(
  record: PriceRuleRecord,
  kind: RuleKind,
  options: ExportOptions,
): Promise<ExportPage> {
  const { format, currency } = options
  const read = (limit: number, after: string) => record.listRules(kind, { limit, after: after || undefined })
  const columns = new RuleColumns(kind)
  const bodies: Body[] = []
  const { text, next } = await page(read, options, (rule) => {
    const body = { [RULE_FORMS[kind].idField]: rule.id, ...bodyOf(rule, currency) }
    columns.add(body)
    bodies.push(body)
    return `${JSON.stringify(body)}\n`
  })
  if (format === 'ndjson') return { text, next }
  const all = columns.columns()
  const rows = bodies.map((body) => cellsOfRule(all, body))
  return { text: BYTE_ORDER_MARK + csvOf([all.map(({ name }) => name), ...rows]), next }
}

function bySku(record: Source) {
  return async (limit: number, after: string): Promise<Page<Product>> => {
    const items = await record.exportProducts(limit, after)
    return { items, next: items.length < limit ? null : (items.at(-1)?.sku ?? null) }
  }
}

async function page<Item>(
  read: (limit: number, after: string) => Promise<Page<Item>>,
  { limit, after }: Pick<ExportOptions, 'limit' | 'after'>,
  print: (item: Item) => string | { readonly text: string; readonly weight: number },
): Promise<ExportPage> {
  const texts: string[] = []
  let [next, items, weight]: [string | null, number, number] = [after, 0, 0]
  while (next !== null && items < limit && weight < ENOUGH_CHARACTERS) {
    const found: Page<Item> = await read(Math.min(ITEMS_PER_READ, limit - items), next)
    for (const item of found.items) {
      const printed = print(item)
      const text = typeof printed === 'string' ? printed : printed.text
      texts.push(text)
      weight += typeof printed === 'string' ? text.length : printed.weight
    }
    items += found.items.length
    next = found.next
  }
  return { text: texts.join(''), next }
}

/** The JSON body that recreates the product. */
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
    family,
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
    ...(family && { family }),
  }
  return `${JSON.stringify(body)}\n`
}

function csvOf(rows: readonly string[][]): string {
  return `${csvFormatRows(rows.map((cells) => cells.map(guarded)))}\n`
}
