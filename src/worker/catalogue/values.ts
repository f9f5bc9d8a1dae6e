/** The values that the catalogue keeps in L2, and their parsers: a value that does not parse is a miss. */
import * as z from 'zod/mini'
import { type Category, type Family, PRODUCT_STATUSES, type Product, type Variant } from '../../domain/product.ts'
import type { Page } from '../../tiers/record/entries.ts'
import type { Facets } from '../../tiers/record/record.ts'

/** A value without a version of its own: the epoch in its key identifies it. */
export interface Cached<Value> {
  readonly version: number
  readonly value: Value
}

const texts = z.record(z.string(), z.string())

const value = z.union([z.string(), texts])

const family: z.ZodMiniType<Family> = z.object({
  id: z.string(),
  title: texts,
  options: z.array(z.object({ name: texts, value: texts })),
})

const product: z.ZodMiniType<Product> = z.object({
  sku: z.string(),
  title: texts,
  description: texts,
  category: z.string(),
  priceAmount: z.int(),
  compareAtAmount: z.nullable(z.int()),
  images: z.array(z.union([z.string(), z.object({ src: z.string(), alt: texts })])),
  attributes: z.record(z.string(), value),
  labels: z.array(z.string()),
  status: z.enum(PRODUCT_STATUSES),
  family: z.optional(z.nullable(family)),
  onHand: z.int(),
  /** Absent in values of releases that did not store holds. */
  held: z._default(z.int(), 0),
  /** Absent in values of releases that did not store weights. */
  weightGrams: z._default(z.int(), 0),
  version: z.int(),
  createdAt: z.int(),
  updatedAt: z.int(),
})

const page: z.ZodMiniType<Page<Product>> = z.object({ items: z.array(product), next: z.nullable(z.string()) })

const variants: z.ZodMiniType<readonly Variant[]> = z.array(
  z.object({
    sku: z.string(),
    priceAmount: z.int(),
    onHand: z.int(),
    held: z.int(),
    family,
    image: z.nullable(z.string()),
  }),
)

const facets: z.ZodMiniType<Facets> = z.object({
  categories: z.array(z.object({ id: z.string(), count: z.int() })),
  prices: z.array(z.object({ from: z.number(), to: z.nullable(z.number()), count: z.int() })),
  options: z.optional(z.array(z.object({ key: z.string(), name: value, value, count: z.int() }))),
  estimated: z.optional(z.literal(true)),
})

/** Categories in tree order, each with the number of its own products for sale. */
export type Tree = readonly (Category & { readonly count: number })[]

const tree: z.ZodMiniType<Tree> = z.array(
  z.object({
    id: z.string(),
    parent: z.nullable(z.string()),
    name: texts,
    rank: z.number(),
    version: z.int(),
    count: z.int(),
  }),
)

const cached = <Value>(value: z.ZodMiniType<Value>): z.ZodMiniType<Cached<Value>> =>
  z.object({ version: z.int(), value }) as z.ZodMiniType<Cached<Value>>

export const parseProduct = parserOf(product)
export const parsePage = parserOf(cached(page))
export const parseVariants = parserOf(cached(variants))
export const parseFacets = parserOf(cached(facets))
export const parseTree = parserOf(cached(tree))
export const parseEpoch = parserOf(z.object({ version: z.int() }))

function parserOf<Value>(schema: z.ZodMiniType<Value>): (text: string) => Value | null {
  return (text) => {
    try {
      return schema.parse(JSON.parse(text))
    } catch {
      return null
    }
  }
}
