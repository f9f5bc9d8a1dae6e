/**
 * How many products a search finds, by category and price. Where they are too many to be looked at, a sample is: the
 * products of the first lots, which are lots drawn by SKU, so that they are as mixed as all.
 */
import type { Facets } from './record.ts'

/**
 * Price ranges begin at 1, 2 and 5 times each power of ten, as the number of digits and the first of them say.
 * @param each how many products each one that was counted stands for
 */
export function facetsOf(counted: readonly Readonly<Record<string, unknown>>[], each = 1): Facets {
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
