/**
 * The lines to price, sorted by their keys, and the lines that a rule names. Other modules refer to a line by its index
 * in this order.
 */
import { byCodeUnits, exact, sum } from './money.ts'
import type { PricedItem } from './priced.ts'

export interface Basket {
  readonly items: readonly PricedItem[]
  /** Sorted by SKU, then by line id. */
  readonly keys: readonly string[]
  /** unitPrice × quantity of each line. */
  readonly lists: readonly number[]
  readonly subtotal: number
  readonly weightGrams: number
  readonly indexes: readonly number[]
  readonly bySku: ReadonlyMap<string, readonly number[]>
  readonly byCategory: ReadonlyMap<string, readonly number[]>
}

/** @throws RangeError when the lines cost more than 2^53 − 1 together */
export function basketOf(given: readonly PricedItem[]): Basket {
  const items = given.toSorted((a, b) => byCodeUnits(keyOf(a), keyOf(b)))
  const lists = items.map(({ unitPrice, quantity }) => exact(unitPrice * quantity))
  const bySku = new Map<string, number[]>()
  const byCategory = new Map<string, number[]>()
  for (const [index, { sku, categories }] of items.entries()) {
    note(bySku, sku, index)
    for (const category of categories) note(byCategory, category, index)
  }
  return {
    items,
    keys: items.map(keyOf),
    lists,
    subtotal: sum(lists),
    weightGrams: items.reduce((grams, { weightGrams, quantity }) => grams + weightGrams * quantity, 0),
    indexes: items.map((_, index) => index),
    bySku,
    byCategory,
  }
}

/** The lines of these products or of these categories; all lines if both lists are empty. */
export function namedLines(
  { indexes, bySku, byCategory }: Basket,
  { skus, categories }: { readonly skus: readonly string[]; readonly categories: readonly string[] },
): readonly number[] {
  if (skus.length + categories.length === 0) return indexes
  const named = new Set<number>()
  for (const sku of skus) for (const line of bySku.get(sku) ?? []) named.add(line)
  for (const category of categories) for (const line of byCategory.get(category) ?? []) named.add(line)
  return named.size === indexes.length ? indexes : [...named].sort((a, b) => a - b)
}

/**
 * `#` sorts before every character of a SKU, so all lines of a SKU come before a longer SKU with the same beginning.
 */
function keyOf({ sku, lineId }: PricedItem): string {
  return lineId === undefined ? sku : `${sku}#${lineId}`
}

function note(groups: Map<string, number[]>, name: string, line: number): void {
  const lines = groups.get(name)
  if (lines) lines.push(line)
  else groups.set(name, [line])
}
