/** Counts the products that a search finds by their options and attributes, which stand behind the words of a product. */
import { type SQL, sql } from 'drizzle-orm'
import type { Facets } from '../record.ts'
import type { SearchTables } from './database.ts'
import { countFacets, facetsIn } from './facet-words.ts'
import { LOTS } from './lot.ts'

/**
 * The texts of facets, of a sample of the products. They are long, and many products have one of their own.
 * @param each how many products there are for each text that may be read
 */
export function textsIn({ products: { lot }, productWords }: SearchTables, each: number): SQL {
  return sql`case when ${lot} < ${Math.ceil(LOTS / each)} then ${facetsIn(productWords.words)} end as facets`
}

/** @param counted rows with a text of facets, or null where it was not read */
export function withOptions(
  facets: Facets,
  counted: readonly Readonly<Record<string, unknown>>[],
  keys: readonly string[],
): Facets {
  const texts = counted.flatMap(({ facets, found }) =>
    facets === null ? [] : [{ text: String(facets), found: Number(found) }],
  )
  const sum = (rows: readonly { readonly count: number }[]) => rows.reduce((all, { count }) => all + count, 0)
  const read = sum(texts.map(({ found }) => ({ count: found })))
  const each = Math.max(1, sum(facets.categories) / Math.max(1, read))
  return {
    ...facets,
    options: countFacets(texts, keys).map((facet) => ({ ...facet, count: Math.round(facet.count * each) })),
    ...(each > 1 && { estimated: true }),
  }
}
