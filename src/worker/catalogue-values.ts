/** What the catalogue keeps in L2, and how it is read back: what does not parse is a miss. */
import * as z from 'zod'
import { type Category, PRODUCT_STATUSES, type Product } from '../domain/product.ts'
import type { Facets, Page } from '../tiers/record/record.ts'

/** A value that has no version of its own: the epoch in its key stands for it. */
export interface Cached<Value> {
  readonly version: number
  readonly value: Value
}

const texts = z.record(z.string(), z.string())

const product: z.ZodType<Product> = z.object({
  sku: z.string(),
  title: texts,
  description: texts,
  category: z.string(),
  priceAmount: z.number().int(),
  compareAtAmount: z.number().int().nullable(),
  images: z.array(z.string()),
  attributes: z.record(z.string(), z.union([z.string(), texts])),
  labels: z.array(z.string()),
  status: z.enum(PRODUCT_STATUSES),
  onHand: z.number().int(),
  /** Absent from what a version wrote that held nothing. */
  held: z.number().int().default(0),
  /** And from one that knew no weights. */
  weightGrams: z.number().int().default(0),
  version: z.number().int(),
  createdAt: z.number().int(),
  updatedAt: z.number().int(),
})

const page: z.ZodType<Page<Product>> = z.object({ items: z.array(product), next: z.string().nullable() })

const facets: z.ZodType<Facets> = z.object({
  categories: z.array(z.object({ id: z.string(), count: z.number().int() })),
  prices: z.array(z.object({ from: z.number(), to: z.number().nullable(), count: z.number().int() })),
  estimated: z.literal(true).optional(),
})

/** Categories in tree order, each with the number of its own products for sale. */
export type Tree = readonly (Category & { readonly count: number })[]

const tree: z.ZodType<Tree> = z.array(
  z.object({
    id: z.string(),
    parent: z.string().nullable(),
    name: texts,
    rank: z.number(),
    version: z.number().int(),
    count: z.number().int(),
  }),
)

const cached = <Value>(value: z.ZodType<Value>): z.ZodType<Cached<Value>> =>
  z.object({ version: z.number().int(), value }) as z.ZodType<Cached<Value>>

export const parseProduct = parserOf(product)
export const parsePage = parserOf(cached(page))
export const parseFacets = parserOf(cached(facets))
export const parseTree = parserOf(cached(tree))
export const parseEpoch = parserOf(z.object({ version: z.number().int() }))

function parserOf<Value>(schema: z.ZodType<Value>): (text: string) => Value | null {
  return (text) => {
    try {
      return schema.parse(JSON.parse(text))
    } catch {
      return null
    }
  }
}
