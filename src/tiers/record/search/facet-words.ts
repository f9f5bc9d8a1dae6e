/**
 * The facets behind the words of a product, in the same text: a lookup by SKU shows whether a product has them, and a
 * family is one product. Invariant: several facets match a family only if one of its variants has all of them.
 */
import { and, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { Facet, OwnFacet } from '../../../domain/catalogue/facet.ts'

/** No word of a search contains it. */
const SIGN = '='
const START = `\n${SIGN}`
/** Each facet has its variants as two decimal numbers of 50 bits, because both databases combine numbers of 64 bits. */
const HALF_BITS = 50n
const DIGITS = 16
/** Bounds the text of a product; a family of 100 variants with three options has 6,000 characters. */
const MAX_LENGTH = 16_000

/** The text of the facets; stands behind a line break. */
export function facetText(facets: readonly OwnFacet[]): string {
  let text = ''
  for (const { key, name, value, variants } of facets) {
    const halves = [variants % (1n << HALF_BITS), variants >> HALF_BITS].map((half) => `${half}`.padStart(DIGITS, '0'))
    const line = `${SIGN}${key}\t${halves.join('')}${JSON.stringify([name, value])}\n`
    if (text.length + line.length <= MAX_LENGTH) text += line
  }
  return text
}

/** Whether one variant has all these facets. */
export function hasFacets(words: SQLWrapper, keys: readonly string[]): SQL {
  const all = keys.map((key) => {
    const text = `${START}${key}\t`
    const place = sql`instr(${words}, ${text})`
    const half = (from: number) =>
      sql`cast(substr(${words}, ${place} + length(${text}) + ${sql.raw(String(from))}, ${sql.raw(String(DIGITS))}) as signed integer)`
    return { place, low: half(0), high: half(DIGITS) }
  })
  const one = (half: 'low' | 'high') =>
    sql`(${sql.join(
      all.map((each) => each[half]),
      sql` & `,
    )}) <> 0`
  const isOne = all.length > 1 ? sql`(${one('low')} or ${one('high')})` : undefined
  return and(...all.map(({ place }) => sql`${place} > 0`), isOne) ?? sql`1 = 1`
}

/** The text of the facets, as `facetText` wrote it, or an empty text. */
export function facetsIn(words: SQLWrapper): SQL {
  const place = sql`instr(${words}, ${START})`
  return sql`cast(case when ${place} > 0 then substr(${words}, ${place} + 1) else '' end as char)`
}

export interface CountedFacet extends Facet {
  readonly count: number
}

/**
 * Counts facets: those of the variants that have all the given ones.
 * @param rows texts of facets with the number of products that have exactly this text
 * @param given keys
 */
export function countFacets(
  rows: readonly { readonly text: string; readonly found: number }[],
  given: readonly string[],
): readonly CountedFacet[] {
  const counts = new Map<string, CountedFacet>()
  for (const { text, found } of rows) {
    const facets = text.split('\n').flatMap((line) => readFacet(line) ?? [])
    const keyed = new Map(facets.map((facet) => [facet.key, facet.variants]))
    const left = given.reduce((sum, key) => sum & (keyed.get(key) ?? 0n), -1n)
    for (const { key, name, value, variants } of facets) {
      if ((variants & left) !== 0n) counts.set(key, { key, name, value, count: found + (counts.get(key)?.count ?? 0) })
    }
  }
  return [...counts.values()]
}

function readFacet(line: string): OwnFacet | null {
  const [, key = '', low, high, texts] = /^=([^\t]+)\t(\d{16})(\d{16})(\[.*\])$/s.exec(line) ?? []
  if (low === undefined || high === undefined || texts === undefined) return null
  // The cast: written by facetText.
  const [name, value] = JSON.parse(texts) as [Facet['name'], Facet['value']]
  return { key, name, value, variants: BigInt(low) | (BigInt(high) << HALF_BITS) }
}
