/** Counts the products that a search finds by their options and attributes, which stand behind the words of a product. */
import { type SQL, sql } from 'drizzle-orm'
import type { Facets } from '../record.ts'
import type { SearchTables } from './database.ts'
import { countFacets, facetsIn } from './facet-words.ts'
import { LOTS } from './lot.ts'

/**
 * The texts of facets, of a sample of the products. They are long, and many products have one of their own.
 * @param each how many products there are for each text that may be read
 * @param isCounted whether the text of a product is needed
 */
export function textsIn({ products: { lot }, productWords }: SearchTables, each: number, isCounted?: SQL): SQL {
  const facets = facetsIn(productWords.words)
  const text = isCounted ? sql`case when ${isCounted} then ${facets} else '' end` : facets
  return sql`case when ${lot} < ${Math.ceil(LOTS / each)} then ${text} end as facets`
}

/**
 * @param counted rows with a text of facets, or null where it was not read
 * @param counts how many products each counted product stands for
 */
export function withOptions(
  facets: Facets,
  counted: readonly Readonly<Record<string, unknown>>[],
  keys: readonly string[],
  counts: number,
): Facets {
  const rows = counted.map(({ facets, found }) => ({ text: facets, found: Number(found) }))
  const texts = rows.flatMap(({ text, found }) => (text === null ? [] : [{ text: String(text), found }]))
  const sum = (some: typeof rows) => some.reduce((all, { found }) => all + found, 0)
  const each = counts * Math.max(1, sum(rows) / Math.max(1, sum(texts)))
  return {
    ...facets,
    options: countFacets(texts, keys).map((facet) => ({ ...facet, count: Math.round(facet.count * each) })),
    ...(each > 1 && { estimated: true }),
  }
}
