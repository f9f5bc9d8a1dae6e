/** The rules of a family: what its variants have in common, and which of them is the best answer to a search. Pure. */
import { type Family, MAX_VARIANTS, type Variant } from '../product.ts'
import { fold } from '../search/fold.ts'
import type { QueryTerm } from '../search/terms.ts'
import { facetsOf } from './facet.ts'

/** Why a product cannot be a variant with these options beside the others for sale, or null. */
export function variantFault(sku: string, { options }: Family, variants: readonly Variant[]): string | null {
  const others = variants.filter((variant) => variant.sku !== sku)
  const [first] = others
  if (!first) return null
  if (others.length >= MAX_VARIANTS) return `has ${MAX_VARIANTS} variants already`
  if (first.family.options.length !== options.length) {
    return `must have ${first.family.options.length} options, like its variant ${first.sku}`
  }
  const same = others.find(({ family }) => isSame(family.options, options))
  return same ? `has the variant ${same.sku} with the same options` : null
}

function isSame(some: Family['options'], others: Family['options']): boolean {
  const key = (options: Family['options']) => JSON.stringify(options.map(({ value }) => Object.entries(value).sort()))
  return key(some) === key(others)
}

/**
 * The values of an option in the order in which shoppers expect them: numbers of one unit by size, and sizes of clothes
 * from XS to XXL; otherwise as given.
 */
export function inOrder(values: readonly string[]): string[] {
  const all = [...new Set(values)]
  for (const sizeOf of [numberOf, clothesSizeOf]) {
    const sizes = all.map(sizeOf)
    const [unit] = sizes[0] ?? []
    if (sizes.every((size) => size?.[0] === unit && unit !== undefined)) {
      return all.toSorted((a, b) => (sizeOf(a)?.[1] ?? 0) - (sizeOf(b)?.[1] ?? 0))
    }
  }
  return all
}

type Size = readonly [unit: string, amount: number]

function numberOf(value: string): Size | null {
  const [, before = '', amount, behind = ''] = /^(\D*)(\d+(?:[.,]\d+)?)(\D*)$/.exec(value) ?? []
  return amount === undefined ? null : [`${before}#${behind.trim()}`, Number(amount.replace(',', '.'))]
}

function clothesSizeOf(value: string): Size | null {
  const [, times, signs = '', size] = /^(\d?)(X*)([SML])$/i.exec(value) ?? []
  if (size === undefined) return null
  const extra = Number(times || signs.length)
  return ['', size === 'M' || size === 'm' ? 0 : (1 + extra) * (/s/i.test(size) ? -1 : 1)]
}

/**
 * The variant that has most of the chosen options, then most words of the search in its SKU or its options; of several,
 * one in stock, then the shown one, then the cheapest.
 * @param shown the SKU that stands for the family in the list
 * @param facets keys of the facets by which the list is filtered
 */
export function fittingVariant(
  variants: readonly Variant[],
  shown: string,
  terms: readonly QueryTerm[],
  facets: readonly string[] = [],
): Variant | undefined {
  const rank = (variant: Variant): readonly number[] => [
    -facetsOf([{ family: variant.family, attributes: {} }]).filter(({ key }) => facets.includes(key)).length,
    -matches(variant, terms),
    variant.onHand > variant.held ? 0 : 1,
    variant.sku === shown ? 0 : 1,
    variant.priceAmount,
  ]
  const ranked = variants.map((variant) => ({ variant, rank: rank(variant) }))
  ranked.sort((a, b) => a.rank.map((value, at) => value - (b.rank[at] ?? 0)).find((by) => by !== 0) ?? 0)
  return ranked[0]?.variant
}

function matches({ sku, family }: Variant, terms: readonly QueryTerm[]): number {
  if (terms.length === 0) return 0
  const values = family.options.flatMap(({ value }) => Object.values(value))
  const words = fold([sku, ...values].join(' ')).split(/[^\p{L}\p{N}]+/u)
  const spaced = ` ${words.join(' ')}`
  // `250g` is one word of a search, but may be two of an option; a pair of Chinese characters may be anywhere in it.
  const joined = values.map((value) => ` ${fold(value).replace(/[^\p{L}\p{N}]+/gu, '')}`).join('')
  const has = ({ term, prefix }: QueryTerm) =>
    prefix ? spaced.includes(` ${term}`) || joined.includes(` ${term}`) : `${spaced} `.includes(term)
  return terms.filter(has).length
}
