/**
 * Reads a cart of the classic layout: a hash with one field `sku:{id}` per line, whose value is JSON with title, price,
 * count and selected. Invariant: every field becomes a line or a skip with its reason, in the order of their names.
 */
import * as z from 'zod/mini'
import { skuSchema } from '../../src/contract/http/shapes.ts'
import { MAX_QUANTITY } from '../../src/domain/cart/cart.ts'

const PREFIX = 'sku:'

export interface ClassicLine {
  readonly sku: string
  readonly count: number
  readonly selected: boolean
  /** As the old system had it, in its own unit; null when it is missing or is not a number. */
  readonly price: number | null
}

export interface Skip {
  readonly field: string
  readonly reason: string
}

export interface ClassicCart {
  /** Selected lines first, because a cart of Pannier takes only so many. */
  readonly lines: readonly ClassicLine[]
  readonly skipped: readonly Skip[]
}

/** Some clients of Redis store every value as text. */
const numeric = z.union([z.number(), z.pipe(z.string().check(z.regex(/^\s*\d+(\.\d+)?\s*$/)), z.transform(Number))])
const flag = z.union([
  z.boolean(),
  z.pipe(
    z.enum(['true', '1']),
    z.transform(() => true),
  ),
  z.pipe(
    z.enum(['false', '0']),
    z.transform(() => false),
  ),
  z.pipe(
    z.number(),
    z.transform((value) => value !== 0),
  ),
])

export function readClassic(fields: Iterable<readonly [name: string, value: string]>): ClassicCart {
  const lines: ClassicLine[] = []
  const skipped: Skip[] = []
  for (const [field, value] of [...fields].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const line = readLine(field, value)
    if (typeof line === 'string') skipped.push({ field: field.slice(0, 200), reason: line })
    else lines.push(line)
  }
  return { lines: [...lines.filter(({ selected }) => selected), ...lines.filter(({ selected }) => !selected)], skipped }
}

/** @returns the line, or the reason why it is none */
function readLine(field: string, text: string): ClassicLine | string {
  if (!field.startsWith(PREFIX)) return 'the field is not sku:{id}'
  const sku = skuSchema.safeParse(field.slice(PREFIX.length))
  if (!sku.success) return 'the id is not a SKU: 1–64 of A-Z a-z 0-9 . _ -'
  const line = recordIn(text)
  if (!line) return 'the value is not a JSON object'
  const count = numeric.safeParse(line.count)
  if (!count.success || !Number.isInteger(count.data) || count.data < 1) return 'count is not a whole number above 0'
  if (count.data > MAX_QUANTITY) return `count is above ${MAX_QUANTITY}, the most units of a line`
  const selected = line.selected === undefined ? { success: true as const, data: true } : flag.safeParse(line.selected)
  if (!selected.success) return 'selected is not true or false'
  const price = numeric.safeParse(line.price)
  return { sku: sku.data, count: count.data, selected: selected.data, price: price.success ? price.data : null }
}

function recordIn(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}
