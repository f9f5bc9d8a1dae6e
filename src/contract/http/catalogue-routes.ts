/** The routes of the catalogue that anybody may read. */
import * as z from 'zod/mini'
import { listProductsQuery, productQuery, suggestionsQuery } from './catalogue.ts'
import type { Routes } from './route.ts'
import { skuSchema } from './shapes.ts'

export const catalogueRoutes = {
  list: { method: 'get', path: '/v1/products', query: listProductsQuery },
  get: { method: 'get', path: '/v1/products/:sku', params: z.object({ sku: skuSchema }), query: productQuery },
  suggestions: { method: 'get', path: '/v1/suggestions', query: suggestionsQuery },
  categories: { method: 'get', path: '/v1/categories', query: productQuery },
} as const satisfies Routes
