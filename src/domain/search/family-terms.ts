/**
 * The search terms of a family: those of the variant that represents it, and what each other variant has of its own.
 * Invariant: a search for a text of a variant's title or for one of its options finds the family.
 */
import type { AttributeValue, Product } from '../product.ts'
import { indexTerms, type SearchTerm } from './terms.ts'

const MAX_FAMILY_TERMS = 1_200

/** @param variants the representing one first */
export function familyTerms(variants: readonly Product[]): readonly SearchTerm[] {
  const found = new Map<string, number>()
  for (const [place, { sku, title, description, attributes, family }] of variants.entries()) {
    const options = family?.options ?? []
    // Options are found like attributes. Their names are not searched, because every variant has them.
    const values = options.map(({ value }, at): [string, AttributeValue] => [`option ${at}`, value])
    const own = { ...(place === 0 ? attributes : {}), ...Object.fromEntries(values) }
    const terms = indexTerms({ sku, title, description: place === 0 ? description : {}, attributes: own })
    const named = place === 0 ? indexTerms({ sku, title: family?.title ?? {}, description: {}, attributes: {} }) : []
    for (const { term, weight } of [...terms, ...named]) {
      if (found.size < MAX_FAMILY_TERMS || found.has(term)) found.set(term, Math.max(weight, found.get(term) ?? 0))
    }
  }
  return [...found].map(([term, weight]) => ({ term, weight }))
}
