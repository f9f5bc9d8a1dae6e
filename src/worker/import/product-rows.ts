/**
 * Reads lines of an import body as product rows, checked by the same schemas as the API's own bodies.
 * A line that is unreadable or has missing or extra fields is rejected with the column and the reason.
 */
import type * as z from 'zod/mini'
import { newProductLine, productLine } from '../../contract/http/import.ts'
import { skuSchema } from '../../contract/http/shapes.ts'
import type { ProductFields, ProductRow } from '../../domain/import/plan.ts'
import { type Body, bodyOfCells, idOf, twofoldAttribute } from '../../domain/import/product-cells.ts'
import { nameOf, type ProductColumn } from '../../domain/import/product-columns.ts'
import { accept, type Result, refuse } from '../../domain/result.ts'

export interface Shop {
  readonly currency: string
  readonly hasCategory: (id: string) => boolean
}

/** The content of one line, before it is known whether its product exists. */
interface LineInput {
  readonly line: number
  readonly sku: string
  bodyFor(before: ProductFields | null): Body
  /** The file's column name for a path in the body. */
  nameOf(path: readonly PropertyKey[]): string
}

export function rowOfCells(
  line: number,
  columns: readonly ProductColumn[],
  cells: readonly string[],
  shop: Shop,
): Result<ProductRow, string> {
  const named = skuIn(idOf(columns, cells))
  if (!named.ok) return refuse(`id: ${named.refusal}`)
  const sku = named.value
  const nul = cells.findIndex((cell) => cell.includes('\0'))
  const column = columns[nul]
  if (column) return refuse(`${nameOf(column)}: contains a NUL character`)
  const twofold = twofoldAttribute(columns, cells)
  if (twofold !== null) return refuse(`attribute:${twofold}: has both a single value and values by language`)
  return accept(
    rowOf(shop, {
      line,
      sku,
      bodyFor: (before) => ({ sku, ...bodyOfCells(columns, cells, before, shop.currency) }),
      nameOf: columnAt,
    }),
  )
}

export function rowOfBody(line: number, body: Body, shop: Shop): Result<ProductRow, string> {
  const named = skuIn(body.sku)
  if (!named.ok) return refuse(`sku: ${named.refusal}`)
  return accept(
    rowOf(shop, { line, sku: named.value, bodyFor: () => body, nameOf: (path) => path.map(String).join('.') }),
  )
}

/** The SKU as it is stored: a cell may have spaces and invisible characters around it. */
function skuIn(given: unknown): Result<string, string> {
  const parsed = skuSchema.safeParse(given)
  return parsed.success ? accept(parsed.data) : refuse(parsed.error.issues[0]?.message ?? 'is not a SKU')
}

function rowOf(shop: Shop, input: LineInput): ProductRow {
  return {
    line: input.line,
    id: input.sku,
    next(before) {
      const body = input.bodyFor(before)
      if (before === null) {
        const missing = ['title', 'price'].find((field) => !Object.hasOwn(body, field))
        if (missing) return refuse(`${input.nameOf([missing])}: is missing, and the product does not exist yet`)
      }
      const parsed = (before === null ? newProductLine : productLine).safeParse(body)
      if (!parsed.success) return refuse(reasonOf(parsed.error, input))
      const fault = referenceFault(parsed.data, shop, input)
      return fault === null ? accept(fieldsOf(before, parsed.data)) : refuse(fault)
    },
  }
}

type Line = z.infer<typeof newProductLine> | z.infer<typeof productLine>

function referenceFault({ category, price, compareAtPrice }: Line, { currency, hasCategory }: Shop, input: LineInput) {
  if (category !== undefined && !hasCategory(category)) return `${input.nameOf(['category'])}: is not a category`
  const foreign = [price, compareAtPrice].some((money) => money && money.currency !== currency)
  return foreign ? `${input.nameOf(['price', 'currency'])}: must be ${currency}` : null
}

/** The cast: without `before`, the schema of a new product requires every field. */
function fieldsOf(before: ProductFields | null, { sku: _, price, compareAtPrice, ...same }: Line): ProductFields {
  const given = Object.entries(same).filter(([, value]) => value !== undefined)
  return {
    ...(before as ProductFields),
    ...Object.fromEntries(given),
    ...(price && { priceAmount: price.amount }),
    ...(compareAtPrice !== undefined && { compareAtAmount: compareAtPrice?.amount ?? null }),
  }
}

function reasonOf({ issues }: z.core.$ZodError, { nameOf: name }: LineInput): string {
  const [issue] = issues
  if (!issue) return 'is not valid'
  const where = name(issue.path)
  return where === '' ? issue.message : `${where}: ${issue.message}`
}

function columnAt([field, ...inner]: readonly PropertyKey[]): string {
  const [first, second] = inner.map(String)
  switch (field) {
    case 'sku':
      return 'id'
    case 'price':
    case 'compareAtPrice':
      if (first === 'currency') return 'currency'
      return field === 'price' ? 'price' : 'compare_at_price'
    case 'images':
      return 'image_url'
    case 'weightGrams':
      return 'weight_grams'
    case 'title':
    case 'description':
      return first === undefined ? field : `${field}:${first}`
    case 'attributes':
      return first === undefined ? 'attribute' : nameOf({ kind: 'attribute', name: first, locale: second ?? null })
    default:
      return String(field ?? '')
  }
}
