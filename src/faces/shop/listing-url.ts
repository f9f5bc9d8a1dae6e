/**
 * The state of a list of products in its URL, so that Back, reload and a copied link show the same list. A link to a
 * page of the list has the cursors of this page and of the pages before it.
 */
import { facetKeys } from '../../domain/catalogue/facet.ts'
import { factorOf } from '../../domain/money-text.ts'
import type { Reader } from './reader.ts'

export const SORTS = ['relevance', 'newest', 'hot', 'price', '-price'] as const
export type Sort = (typeof SORTS)[number]

/** Fields as the shopper typed them; the API checks them. */
export interface ListingState {
  readonly query: string
  readonly category: string | undefined
  readonly sort: string
  readonly inStock: boolean
  /** Keys of options and attributes. */
  readonly facets: readonly string[]
  /** In whole units of the currency. */
  readonly minPrice: string
  readonly maxPrice: string
  readonly cursor: string | undefined
}

/** @param category the category of the path; the query may have one too */
export function stateOf(search: URLSearchParams, category: string | undefined): ListingState {
  const text = (name: string) => (search.get(name) ?? '').trim()
  return {
    query: text('query'),
    category: category ?? (text('category') || undefined),
    sort: text('sort'),
    inStock: text('inStock') === 'true',
    facets: facetKeys(search.getAll('facet')),
    minPrice: text('minPrice'),
    maxPrice: text('maxPrice'),
    cursor: text('cursor') || undefined,
  }
}

/** The path of a list; a category without search words has a path of its own. */
export function listPath(reader: Reader, state: Partial<ListingState>): string {
  const { query = '', category, sort = '', inStock = false, facets = [], minPrice = '', maxPrice = '', cursor } = state
  const isInPath = category !== undefined && query === ''
  const fields: Record<string, string | undefined> = {
    query,
    category: isInPath ? undefined : category,
    sort,
    inStock: inStock ? 'true' : '',
    minPrice,
    maxPrice,
    cursor,
  }
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) if (value) search.set(name, value)
  for (const facet of facets) search.append('facet', facet)
  const path = reader.path(isInPath ? `/c/${encodeURIComponent(category)}` : '/products')
  const text = search.toString()
  return text ? `${path}?${text}` : path
}

/** The query of the API. Whole units become minor units; other text is sent unchanged, and the API refuses it. */
export function apiQueryOf(state: ListingState, currency: string, limit: number) {
  const minor = (text: string) =>
    /^\d{1,12}([.,]\d+)?$/.test(text) ? String(Math.round(Number(text.replace(',', '.')) * factorOf(currency))) : text
  return {
    limit: String(limit),
    ...(state.query && { query: state.query }),
    ...(state.category && { category: state.category }),
    ...(state.sort && { sort: state.sort as Sort }),
    ...(state.inStock && { inStock: 'true' as const }),
    ...(state.facets.length > 0 && { facet: [...state.facets] }),
    // In a list of all products, options of very different things would stand beside each other.
    ...((state.query || state.category || state.facets.length > 0) && { count: 'options' as const }),
    ...(state.minPrice && { minPrice: minor(state.minPrice) }),
    ...(state.maxPrice && { maxPrice: minor(state.maxPrice) }),
    ...(state.cursor && { cursor: state.cursor }),
  }
}
