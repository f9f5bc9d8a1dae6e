/**
 * The facets behind the words of a product, in the same text: a lookup by SKU shows whether a product has them, and a
 * family is one product. Invariant: facets of several names match a family only if one of its variants has one of each.
 */
import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { byName, type Facet, nameIn, type OwnFacet } from '../../../domain/catalogue/facet.ts'

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

/** Conditions on the words of a product, which name each key several times; D1 takes at most 100 parameters. */
export interface Narrowing {
  /** The row of the keys, which the conditions read; it must come first, because SQLite then reads it once. */
  readonly asked: SQL
  /** Whether one variant has a facet of each name. */
  readonly hasAll: SQL
  /** Whether the product has facets of all names but one; undefined with one name. */
  readonly hasMost: SQL | undefined
}

/** @param keys at least one */
export function narrowing(words: SQLWrapper, keys: readonly string[]): Narrowing {
  const texts = keys.map((key, place) => sql`${`${START}${key}\t`} as ${sql.raw(`key${place}`)}`)
  const all = keys.map((key, place) => {
    const text = sql.raw(`asked_facets.key${place}`)
    const at = sql`instr(${words}, ${text})`
    const half = (from: number) =>
      sql`case when ${at} > 0 then cast(substr(${words}, ${at} + length(${text}) + ${sql.raw(String(from))}, ${sql.raw(String(DIGITS))}) as signed integer) else 0 end`
    return { key, isThere: sql`${at} > 0`, low: half(0), high: half(DIGITS) }
  })
  const names = [...Map.groupBy(all, ({ key }) => nameIn(key)).values()]
  const any = (name: typeof all, part: 'isThere' | 'low' | 'high') =>
    sql`(${sql.join(
      name.map((each) => each[part]),
      part === 'isThere' ? sql` or ` : sql` | `,
    )})`
  const haveOne = names.map((name) => any(name, 'isThere'))
  const one = (half: 'low' | 'high') =>
    sql`(${sql.join(
      names.map((name) => any(name, half)),
      sql` & `,
    )}) <> 0`
  const isOne = names.length > 1 ? sql` and (${one('low')} or ${one('high')})` : undefined
  return {
    asked: sql`(select ${sql.join(texts, sql`, `)}) asked_facets`,
    hasAll: sql`(${sql.join(haveOne, sql` and `)}${isOne})`,
    hasMost: names.length > 1 ? sql`${sql.join(haveOne, sql` + `)} >= ${sql.raw(String(names.length - 1))}` : undefined,
  }
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
 * Counts facets: those of a name as if nothing of that name were chosen, because another value of it adds products.
 * A chosen facet is counted even where it is in no product, so that it has its texts.
 * @param rows texts of facets with the number of products that have exactly this text
 * @param chosen keys
 */
export function countFacets(
  rows: readonly { readonly text: string; readonly found: number }[],
  chosen: readonly string[],
): readonly CountedFacet[] {
  const counts = new Map<string, CountedFacet>()
  const names = [...byName(chosen)]
  for (const { text, found } of rows) {
    const facets = text.split('\n').flatMap((line) => readFacet(line) ?? [])
    const keyed = new Map(facets.map((facet) => [facet.key, facet.variants]))
    const having = names.map(
      ([name, keys]) => [name, keys.reduce((sum, key) => sum | (keyed.get(key) ?? 0n), 0n)] as const,
    )
    for (const { key, name, value, variants } of facets) {
      const own = nameIn(key)
      const left = having.reduce((sum, [other, some]) => (other === own ? sum : sum & some), variants)
      if (left === 0n && !chosen.includes(key)) continue
      counts.set(key, { key, name, value, count: (left === 0n ? 0 : found) + (counts.get(key)?.count ?? 0) })
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
