/**
 * Products in lists, where a family is one entry. Invariant: a page costs at most two further reads for any number of
 * families: one of their variants, and one of the variants that fit the search better than the listed ones.
 */
import type { FamilyChoiceBody, ListedProductBody } from '../../contract/answers/catalogue.ts'
import { fittingVariant, inOrder } from '../../domain/catalogue/family.ts'
import { type Availability, availabilityOf, type Product, textIn, type Variant } from '../../domain/product.ts'
import type { QueryTerm } from '../../domain/search/terms.ts'
import type { OldValues } from '../../tiers/old-values.ts'
import type { Catalogue } from './catalogue.ts'
import { bodyOf, type Showing } from './product-body.ts'

interface Listing {
  readonly terms: readonly QueryTerm[]
  readonly facets?: readonly string[] | undefined
  readonly wanted: readonly string[]
  readonly old: OldValues | undefined
}

interface Ports {
  readonly catalogue: Catalogue
  readonly config: Showing
}

export async function listedBodies(
  { catalogue, config }: Ports,
  products: readonly Product[],
  { terms, facets = [], wanted, old }: Listing,
): Promise<ListedProductBody[]> {
  const families = await catalogue.variantsOf([...new Set(products.flatMap(({ family }) => family?.id ?? []))], old)
  const fitting = new Map<string, string>()
  for (const { sku, family } of products) {
    const best = family && fittingVariant(families.get(family.id) ?? [], sku, terms, facets)
    if (best && best.sku !== sku) fitting.set(sku, best.sku)
  }
  const others = fitting.size > 0 ? await catalogue.getMany([...fitting.values()], old) : new Map<string, Product>()
  return products.map((product) => {
    const fit = others.get(fitting.get(product.sku) ?? '')
    const variants = (product.family && families.get(product.family.id)) ?? []
    const body = bodyOf(fit?.status === 'active' ? fit : product, wanted, config)
    const range = rangeOf(variants, config)
    return range ? { ...body, variants: { count: variants.length, ...range } } : body
  })
}

/** @returns null without variants */
export function choiceOf(
  variants: readonly Variant[],
  wanted: readonly string[],
  config: Showing,
): FamilyChoiceBody | null {
  const range = rangeOf(variants, config)
  const cheapestFirst = variants.toSorted((a, b) => a.priceAmount - b.priceAmount)
  const [first] = cheapestFirst
  if (!range || !first) return null
  const { id, title, options } = first.family
  const valuesOf = ({ family }: Variant) => family.options.map(({ value }) => textIn(value, wanted))
  return {
    id,
    title: textIn(title, wanted),
    options: options.map(({ name }, place) => ({
      name: textIn(name, wanted),
      values: inOrder(cheapestFirst.map((variant) => valuesOf(variant)[place] ?? '')),
    })),
    ...range,
    variants: variants.map((variant) => ({
      sku: variant.sku,
      values: valuesOf(variant),
      price: { amount: variant.priceAmount, currency: config.CURRENCY },
      availability: availabilityOf({ ...variant, status: 'active' }, config.LOW_STOCK_UNITS),
      ...(variant.image !== null && { image: variant.image }),
    })),
  }
}

const BEST_FIRST: readonly Availability[] = ['in_stock', 'low_stock', 'out_of_stock']

function rangeOf(variants: readonly Variant[], { CURRENCY: currency, LOW_STOCK_UNITS }: Showing) {
  if (variants.length === 0) return null
  const amounts = variants.map(({ priceAmount }) => priceAmount)
  const found = new Set(variants.map((each) => availabilityOf({ ...each, status: 'active' }, LOW_STOCK_UNITS)))
  return {
    priceRange: {
      from: { amount: Math.min(...amounts), currency },
      to: { amount: Math.max(...amounts), currency },
    },
    availability: BEST_FIRST.find((each) => found.has(each)) ?? ('out_of_stock' as const),
  }
}
