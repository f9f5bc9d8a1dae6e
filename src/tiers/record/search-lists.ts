/** The names of lists in their cursors, which are refused by other lists, and in which order a list is. */
import type { QueryTerm } from '../../domain/search/terms.ts'
import type { ProductQuery, ProductSort } from './record.ts'

export function sortOf({ sort = 'place', terms = [] }: ProductQuery): ProductSort {
  return sort === 'relevance' && terms.length === 0 ? 'place' : sort
}

/** Which list a cursor belongs to: its sort and what is looked for. Filters may differ: their pages go on all the same. */
export function listOf(query: ProductQuery): string {
  const sort = sortOf(query)
  let hash = 0
  for (const character of JSON.stringify(query.terms ?? [])) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) | 0
  return query.terms?.length ? `${sort} ${hash}` : sort
}

/** A list by relevance that is walked, and the place of the word that leads it among the terms. */
export function walkName(query: ProductQuery, place: number): string {
  return `${listOf(query)} by ${place}`
}

/** Null when the cursor is of no list that is walked by a word. */
export function walkOf(list: string, query: ProductQuery): { readonly leading: QueryTerm | null } | null {
  const { terms = [] } = query
  if (sortOf(query) !== 'relevance') return null
  const place = [-1, ...terms.keys()].find((each) => list === walkName(query, each))
  return place === undefined ? null : { leading: terms[place] ?? null }
}
