/** The queries of the catalogue. */
import * as z from 'zod/mini'
import { MAX_CHOSEN } from '../../domain/catalogue/facet.ts'
import { categoryIdSchema } from './admin-catalogue.ts'
import type { Routes } from './route.ts'
import { LIST_QUERY, pastedSchema, skuSchema } from './shapes.ts'

export const localeQuery = z.optional(pastedSchema.check(z.maxLength(35)))

export const searchQuery = pastedSchema.check(z.maxLength(200))
export const priceQuery = z.optional(z.coerce.number().check(z.int(), z.minimum(0)))

// Public reads ignore unknown parameters, because links in newsletters and ads carry some (`utm_source`).
const facetSchema = pastedSchema.check(z.maxLength(200))
/** One, or several in parameters of the same name. */
export const facetsQuery = z.optional(
  z.pipe(
    z.pipe(
      z.union([z.string(), z.array(z.string())]),
      z.transform((given) => [given].flat()),
    ),
    z.array(facetSchema).check(z.maxLength(MAX_CHOSEN)),
  ),
)

export const listProductsQuery = z.object({
  ...LIST_QUERY,
  query: z.optional(searchQuery),
  category: z.optional(pastedSchema.check(z.maxLength(64))),
  minPrice: priceQuery,
  maxPrice: priceQuery,
  inStock: z.optional(z.enum(['true', 'false'])),
  facet: facetsQuery,
  count: z.optional(z.literal('options')),
  sort: z.optional(z.enum(['relevance', 'price', '-price', 'newest', 'hot'])),
  locale: localeQuery,
})

const suggestionsQuery = z.object({
  query: searchQuery,
  limit: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(10)), 10),
  locale: localeQuery,
})

export const productQuery = z.object({ locale: localeQuery })

export const catalogueRoutes = {
  list: { method: 'get', path: '/v1/products', query: listProductsQuery },
  get: { method: 'get', path: '/v1/products/:sku', params: z.object({ sku: skuSchema }), query: productQuery },
  family: {
    method: 'get',
    path: '/v1/families/:family',
    params: z.object({ family: categoryIdSchema }),
    query: productQuery,
  },
  suggestions: { method: 'get', path: '/v1/suggestions', query: suggestionsQuery },
  categories: { method: 'get', path: '/v1/categories', query: productQuery },
} as const satisfies Routes
