/** Products, categories and facets in public answers. */
import * as z from 'zod/mini'
import { availabilitySchema, moneySchema } from './shapes.ts'

const mediaSchema = z
  .object({ src: z.string(), alt: z.optional(z.string()), width: z.optional(z.int()), height: z.optional(z.int()) })
  .register(z.globalRegistry, {
    id: 'Media',
    description:
      'An image of a product: `alt` is its alternative text in the requested locale, `width` and `height` are its size in pixels. Only uploaded images have a size.',
  })

export type MediaBody = z.infer<typeof mediaSchema>

export const productSchema = z
  .object({
    sku: z.string(),
    title: z.string(),
    description: z.string(),
    category: z.string(),
    price: moneySchema,
    compareAtPrice: z.optional(moneySchema),
    images: z.array(z.string()),
    media: z.optional(z.array(mediaSchema)),
    attributes: z.record(z.string(), z.string()),
    labels: z.array(z.string()),
    availability: availabilitySchema,
    version: z.int(),
  })
  .register(z.globalRegistry, { id: 'Product' })

export type ProductBody = z.infer<typeof productSchema>

const category = { id: z.string(), name: z.string(), count: z.int() }

const facetsSchema = z
  .object({
    categories: z.array(z.object(category)),
    priceRanges: z.array(z.object({ from: moneySchema, to: z.nullable(moneySchema), count: z.int() })),
    estimated: z.optional(z.literal(true)),
  })
  .register(z.globalRegistry, {
    id: 'Facets',
    description:
      'Counts of the found products by category and by price range. In a range, `from` is inclusive and `to` is exclusive, or null without an upper bound. When there are too many products to count, `estimated` is true and the counts are extrapolated from a sample.',
  })

export const productListSchema = z
  .object({ items: z.array(productSchema), nextCursor: z.nullable(z.string()), facets: facetsSchema })
  .register(z.globalRegistry, { id: 'ProductList' })

export type FacetsBody = z.infer<typeof facetsSchema>

export const suggestionListSchema = z
  .object({ items: z.array(z.object({ text: z.string(), sku: z.string() })) })
  .register(z.globalRegistry, { id: 'SuggestionList' })

export interface CategoryBody {
  id: string
  name: string
  /** Products for sale in this category and in the categories below it. */
  count: number
  children: CategoryBody[]
}

const categorySchema: z.ZodMiniType<CategoryBody> = z
  .object({ ...category, children: z.lazy(() => z.array(categorySchema)) })
  .register(z.globalRegistry, { id: 'Category' })

export const categoryListSchema = z
  .object({ items: z.array(categorySchema) })
  .register(z.globalRegistry, { id: 'CategoryList' })
