/** A product as the record holds it: prices in minor units of the deployment's currency, texts by locale. */
import type { ProductImage } from './media/image.ts'

export type Texts = { readonly [locale: string]: string }

/** One value for every language, or one for each. */
export type AttributeValue = string | Texts

export const PRODUCT_STATUSES = ['active', 'hidden', 'discontinued', 'deleted'] as const
export type ProductStatus = (typeof PRODUCT_STATUSES)[number]

/**
 * The family of a variant: a product that shoppers choose by options. Every variant repeats it, so a family
 * needs no row of its own; lists take it from the variant that represents the family.
 */
export interface Family {
  readonly id: string
  readonly title: Texts
  /** The options in the order in which a shopper chooses, each with this variant's value. */
  readonly options: readonly { readonly name: Texts; readonly value: Texts }[]
}

export const MAX_VARIANTS = 100

export interface Product {
  readonly sku: string
  readonly title: Texts
  readonly description: Texts
  /** The id of its category. */
  readonly category: string
  readonly priceAmount: number
  readonly compareAtAmount: number | null
  readonly images: readonly ProductImage[]
  readonly attributes: { readonly [name: string]: AttributeValue }
  readonly labels: readonly string[]
  /** A deleted product keeps its row and its version, so that a re-created product is newer in every cache. */
  readonly status: ProductStatus
  /** Absent or null for a product that is not a variant. */
  readonly family?: Family | null | undefined
  /** Units on hand in the record. */
  readonly onHand: number
  /** Units of `onHand` that orders hold. */
  readonly held: number
  /** The weight of one unit; 0 if unknown. */
  readonly weightGrams: number
  /** Rises by one at every edit. */
  readonly version: number
  readonly createdAt: number
  readonly updatedAt: number
}

/** A variant as lists of products and the choice by options need it; only those for sale. */
export interface Variant extends Pick<Product, 'sku' | 'priceAmount' | 'onHand' | 'held'> {
  readonly family: Family
  readonly image: string | null
}

export interface Category {
  readonly id: string
  readonly parent: string | null
  readonly name: Texts
  /** The position among its siblings. */
  readonly rank: number
  /** Rises by one at every edit. */
  readonly version: number
}

export type Availability = 'in_stock' | 'low_stock' | 'out_of_stock' | 'discontinued'

const LOW_STOCK_UNITS = 5

/**
 * The availability that a shopper sees; a product that is missing or not active counts as discontinued.
 * @param lowStockUnits this many available units or fewer are low stock
 */
export function availabilityOf(
  product: Pick<Product, 'status' | 'onHand' | 'held'> | null,
  lowStockUnits = LOW_STOCK_UNITS,
): Availability {
  if (product?.status !== 'active') return 'discontinued'
  const available = product.onHand - product.held
  if (available <= 0) return 'out_of_stock'
  return available <= lowStockUnits ? 'low_stock' : 'in_stock'
}

/** The text in the first of these locales that has one, otherwise any text. */
export function textIn(texts: Texts, locales: readonly string[]): string {
  for (const locale of locales) {
    const text = texts[locale]
    if (text !== undefined) return text
  }
  return Object.values(texts)[0] ?? ''
}
