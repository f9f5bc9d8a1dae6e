/**
 * Counts the products that a search finds, by category and price. A sample stands for too large results: the products
 * of the first lots. A lot is a hash of the SKU, so the sample is a random one.
 */
import type { Facets } from '../record.ts'

/**
 * Price ranges begin at 1, 2 and 5 times each power of ten, so the number of digits and the first digit select one.
 * @param each how many products each counted product stands for
 */
export function facetsFrom(counted: readonly Readonly<Record<string, unknown>>[], each = 1): Facets {
  const byCategory = new Map<string, number>()
  const byPrice = new Map<number, { from: number; to: number; count: number }>()
  for (const row of counted) {
    const [id, count, digit] = [String(row.category), Number(row.found), Number(row.digit)]
    byCategory.set(id, (byCategory.get(id) ?? 0) + count)
    const unit = 10 ** (Number(row.digits) - 1)
    const [first, next] = digit >= 5 ? [5, 10] : digit >= 2 ? [2, 5] : [digit, digit + 1]
    const [from, to] = [first * unit, next * unit]
    byPrice.set(from, { from, to, count: count + (byPrice.get(from)?.count ?? 0) })
  }
  return {
    categories: [...byCategory]
      .map(([id, count]) => ({ id, count: Math.round(count * each) }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    prices: [...byPrice.values()]
      .map((range) => ({ ...range, count: Math.round(range.count * each) }))
      .sort((a, b) => a.from - b.from),
    ...(each > 1 && { estimated: true }),
  }
}
