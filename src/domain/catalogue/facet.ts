/**
 * Facets: pairs of a name and a value, by which shoppers narrow a list. They are the options of a variant and the
 * attributes of any product. Pure. Invariant: the key of a pair is the same in every language.
 */
import { type AttributeValue, MAX_VARIANTS, type Product } from '../product.ts'
import { fold } from '../search/fold.ts'

export interface Facet {
  /** Such as `size:m`. */
  readonly key: string
  readonly name: AttributeValue
  readonly value: AttributeValue
}

/** A facet of a family: bit n is set if variant n has it. A product without a family is its only variant. */
export interface OwnFacet extends Facet {
  readonly variants: bigint
}

const MAX_PART_LENGTH = 60
/** How many facets a list may be narrowed by; bounds the texts that are looked for in the words of each product. */
export const MAX_CHOSEN = 12

/** The facets of a product, or of the variants for sale of a family; those of a name follow each other. */
export function facetsOf(variants: readonly Pick<Product, 'attributes' | 'family'>[]): readonly OwnFacet[] {
  const found = new Map<string, OwnFacet>()
  for (const [place, { attributes, family }] of variants.slice(0, MAX_VARIANTS).entries()) {
    for (const { name, value } of [
      ...(family?.options ?? []),
      ...Object.entries(attributes).map(([name, value]) => ({ name, value })),
    ]) {
      // The first colon of a key ends its name.
      const [first, last] = [facetKey(partOf(name).replaceAll(':', ' ')), partOf(value)]
      if (first === '' || last === '') continue
      const key = `${first}:${last}`
      const before = found.get(key)
      found.set(key, { key, name, value, ...before, variants: (before?.variants ?? 0n) | (1n << BigInt(place)) })
    }
  }
  return [...Map.groupBy(found.values(), ({ key }) => nameIn(key)).values()].flat()
}

/** The part of a key for a name or a value: the text of the language that sorts first. */
function partOf(text: AttributeValue): string {
  // An edit by another system may have stored other types.
  const texts: readonly unknown[] =
    typeof text === 'object' && text !== null
      ? Object.entries(text)
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([, each]) => each)
      : [text]
  const first = texts.find((each): each is string => typeof each === 'string' && each.trim() !== '') ?? ''
  return [...facetKey(first)].slice(0, MAX_PART_LENGTH).join('').trim()
}

/** The chosen keys by name: the values of one name are alternatives. */
export function byName(keys: readonly string[]): ReadonlyMap<string, readonly string[]> {
  return Map.groupBy(keys, nameIn)
}

export function nameIn(key: string): string {
  return key.split(':', 1)[0] ?? ''
}

/** Keys as shoppers may write them, once each and in one order, so that equal choices are one list. */
export function facetKeys(typed: readonly string[]): readonly string[] {
  return [...new Set(typed.map(facetKey))].sort()
}

/** A key as a shopper may write it. */
function facetKey(typed: string): string {
  return fold(typed).replaceAll(/\s+/g, ' ').trim()
}
