/** The catalogue over HTTP. */
import * as z from 'zod'
import { availabilitySchema, LIST_QUERY, moneySchema, pastedSchema } from './shapes.ts'

const localeQuery = z
  .string()
  .max(35)
  .optional()
  .meta({ description: 'BCP 47; else Accept-Language', example: 'zh-CN' })

const searchQuery = pastedSchema
  .max(200)
  .meta({ description: 'Words in any language, or their beginnings', example: '手机' })
const priceQuery = z.coerce.number().int().min(0).optional().meta({ description: 'Minor units, inclusive' })

// Public reads ignore parameters that they do not know, because links in letters and ads carry some (`utm_source`).
export const listProductsQuery = z.object({
  ...LIST_QUERY,
  query: searchQuery.optional(),
  category: z.string().max(64).optional(),
  minPrice: priceQuery,
  maxPrice: priceQuery,
  inStock: z.enum(['true', 'false']).optional(),
  sort: z
    .enum(['relevance', 'price', '-price', 'newest', 'hot'])
    .optional()
    .meta({ description: 'By relevance when it is not given, or by category when there is no query either' }),
  locale: localeQuery,
})

export const suggestionsQuery = z.object({
  query: searchQuery,
  limit: z.coerce.number().int().min(1).max(10).default(10),
  locale: localeQuery,
})

export const productQuery = z.object({ locale: localeQuery })

export const productSchema = z
  .object({
    sku: z.string(),
    title: z.string(),
    description: z.string(),
    category: z.string(),
    price: moneySchema,
    compareAtPrice: moneySchema.optional(),
    images: z.array(z.string()),
    attributes: z.record(z.string(), z.string()),
    labels: z.array(z.string()),
    availability: availabilitySchema,
    version: z.number().int(),
  })
  .meta({ id: 'Product' })

export type ProductBody = z.infer<typeof productSchema>

const category = { id: z.string(), name: z.string(), count: z.number().int() }

const facetsSchema = z
  .object({
    categories: z.array(z.object(category)),
    priceRanges: z.array(z.object({ from: moneySchema, to: moneySchema.nullable(), count: z.number().int() })),
    estimated: z.literal(true).optional(),
  })
  .meta({
    id: 'Facets',
    description:
      'The products that were found, counted by category and by price: from inclusive, to exclusive or null for no end. Where they are too many to be counted, estimated is true: the counts are of a sample, for all.',
  })

export const productListSchema = z
  .object({ items: z.array(productSchema), nextCursor: z.string().nullable(), facets: facetsSchema })
  .meta({ id: 'ProductList' })

export type FacetsBody = z.infer<typeof facetsSchema>

export const suggestionListSchema = z
  .object({ items: z.array(z.object({ text: z.string(), sku: z.string() })) })
  .meta({ id: 'SuggestionList' })

export interface CategoryBody {
  id: string
  name: string
  /** Products for sale in it and below it. */
  count: number
  children: CategoryBody[]
}

const categorySchema: z.ZodType<CategoryBody> = z
  .object({ ...category, children: z.lazy(() => z.array(categorySchema)) })
  .meta({ id: 'Category' })

export const categoryListSchema = z.object({ items: z.array(categorySchema) }).meta({ id: 'CategoryList' })
