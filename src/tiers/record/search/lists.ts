/** The names of lists in their cursors, so that a cursor of another list is refused, and the sort of a list. */
import type { QueryTerm } from '../../../domain/search/terms.ts'
import type { ProductQuery, ProductSort } from '../record.ts'

export function sortOf({ sort = 'place', terms = [] }: ProductQuery): ProductSort {
  return sort === 'relevance' && terms.length === 0 ? 'place' : sort
}

/**
 * Names a list by sort and search terms. Filters are not part of the name, so a cursor works after a filter changed.
 */
export function listOf(query: ProductQuery): string {
  const sort = sortOf(query)
  let hash = 0
  for (const character of JSON.stringify(query.terms ?? [])) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) | 0
  return query.terms?.length ? `${sort} ${hash}` : sort
}

/** Names a walked list by relevance; `place` is the index of its leading word among the terms. */
export function walkName(query: ProductQuery, place: number): string {
  return `${listOf(query)} by ${place}`
}

/** Null unless the cursor belongs to a walked list by relevance. */
export function walkOf(list: string, query: ProductQuery): { readonly leading: QueryTerm | null } | null {
  const { terms = [] } = query
  if (sortOf(query) !== 'relevance') return null
  const place = [-1, ...terms.keys()].find((each) => list === walkName(query, each))
  return place === undefined ? null : { leading: terms[place] ?? null }
}
